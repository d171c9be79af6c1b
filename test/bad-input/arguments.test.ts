import * as nautes from "../../components";
import {
  registerDeploymentRuntime,
  registerHostCluster,
  registerPhysicalCluster,
  registerVirtualCluster,
} from "../../components/registration";
import type { Recording } from "../components/recorder";
import { record, settle } from "../components/recorder";
import * as given from "../registration/given";
import type { Row } from "../registration/refused";
import { refuses } from "../registration/refused";
import { categories } from "./arguments/categories";
import { kubeconfigs } from "./arguments/kubeconfig";
import { hostCluster, virtualCluster } from "./arguments/other-classes";
import { physicalCluster } from "./arguments/physical-cluster";
import { pushedCluster, pushedClusters } from "./arguments/pushed-cluster";
import { pushedRuntime, pushedRuntimes } from "./arguments/pushed-runtime";
import { runtimes } from "./arguments/runtime";
import { tenants } from "./arguments/tenant";
import { expectReadable } from "./sentence";

/** A component, what it renders, arguments that are good, and rows of which each makes them bad in one place. */
interface Part {
  readonly of: string;
  readonly component: new (name: string, args: never) => unknown;
  readonly register: (args: never) => unknown;
  readonly good: object;
  readonly rows: readonly Row[];
}

const physical = {
  component: nautes.PhysicalCluster,
  register: registerPhysicalCluster,
  good: given.pd,
};

const parts: readonly Part[] = [
  { of: "a physical cluster", ...physical, rows: physicalCluster },
  { of: "a physical cluster's tenant", ...physical, rows: tenants },
  { of: "a physical cluster's categories", ...physical, rows: categories },
  { of: "a kubeconfig", ...physical, rows: kubeconfigs },
  { of: "a physical cluster by push", ...physical, good: pushedCluster, rows: pushedClusters },
  {
    of: "a host cluster",
    component: nautes.HostCluster,
    register: registerHostCluster,
    good: given.h,
    rows: hostCluster,
  },
  {
    of: "a virtual cluster",
    component: nautes.VirtualCluster,
    register: registerVirtualCluster,
    good: given.vd,
    rows: virtualCluster,
  },
  {
    of: "a deployment runtime",
    component: nautes.DeploymentRuntime,
    register: registerDeploymentRuntime,
    good: given.runtime,
    rows: runtimes,
  },
  {
    of: "a deployment runtime by push",
    component: nautes.DeploymentRuntime,
    register: registerDeploymentRuntime,
    good: pushedRuntime,
    rows: pushedRuntimes,
  },
];

describe.each(parts)("bad arguments of $of", ({ component, register, good, rows }) => {
  let recording: Recording;
  afterEach(() => recording.stop());

  it.each(rows)("are refused in a preview: %s", async (...row) => {
    const [, patch, path, says] = row;
    const args = { ...good, ...patch };
    refuses(row, () => register(args as never));
    recording = record({ preview: true });
    // A component takes its resource's name where it is given none of its own.
    const unnamed = path === "clusterName" || path === "runtimeName";
    if (unnamed && patch[path] === undefined && path in patch) return;
    new component("x", args as never);
    await settle();
    const messages = recording.failures.map(({ message }) => message);
    expect(messages).toHaveLength(1);
    expectReadable(messages[0]!, `${path}: `, says);
    expect(recording.resources.map(({ type }) => type)).not.toContain("nautes:index:ConfigFiles");
  });
});

test("the three parts of the table have more than 60 rows", () => {
  expect(parts.flatMap(({ rows }) => rows).length).toBeGreaterThan(60);
});
