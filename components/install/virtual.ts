import * as pulumi from "@pulumi/pulumi";
import type { ConfigFiles } from "../../provider/sdk";
import { VirtualClusterAccess } from "../../provider/sdk";
import { installPlan } from "../charts/catalogue";
import { describeVirtualCluster } from "../charts/described";
import type { InstallPlan } from "../charts/model";
import { virtualClusterPlan } from "../charts/virtual-cluster";
import type { GivenValues } from "./chart-values";
import { valuesByRelease } from "./chart-values";
import { inherited } from "../inherited";
import type { Leaving } from "../registered";
import { credential } from "./credential";
import { install } from "./install";
import { PlanResources } from "./plan-resources";
import { planned } from "./planned";
import { diagnosed, forgotten, preflighted } from "./preflight";
import { secretText, site } from "./site";
import type { Site } from "./site";

/** What is to run on a host, and be installed inside. */
export interface VirtualInstallation {
  readonly component: pulumi.ComponentResource;
  readonly name: string;
  /** Without Helm values; the host as leaves. */
  readonly args: {
    readonly clusterName: string;
    readonly hostCluster: unknown;
    readonly components?: unknown;
    readonly deleteCrds?: boolean | undefined;
    readonly ifUnreachable?: "fail" | "detach" | undefined;
    readonly adopt?: boolean | undefined;
  };
  readonly apiServer: pulumi.Output<string>;
  readonly values: GivenValues;
  readonly leaving: Leaving;
  readonly after: readonly pulumi.Resource[];
  readonly opts: pulumi.ComponentResourceOptions;
  /** Writes the registration. */
  readonly write: (after: readonly pulumi.Resource[]) => ConfigFiles;
  /** Has the issuer send back here whom it signs in. */
  readonly signIn: (after: readonly pulumi.Resource[]) => readonly pulumi.Resource[];
}

/** Runs a virtual cluster on its host, registers it once its API answers, and installs what is inside. */
export function installVirtual(given: VirtualInstallation): {
  readonly registration: ConfigFiles;
  readonly kubeconfig: pulumi.Output<string>;
  /** With it goes all that is inside. */
  readonly release?: pulumi.Resource;
} {
  const { component, name, args, values, opts } = given;
  const { clusterName, ifUnreachable = "fail", deleteCrds = false } = args;
  const plan = planned(component, plansOf, args);
  if (plan === undefined) {
    return { registration: given.write([]), kubeconfig: pulumi.output(pulumi.unknown as string) };
  }
  const host = hostSite(given, ifUnreachable, plan);
  const cluster = runOnHost(plan.onHost, host, `${name}-vcluster`);

  const access = new VirtualClusterAccess(
    `${name}-access`,
    {
      hostKubeconfig: host.kubeconfig,
      namespace: clusterName,
      name: clusterName,
      server: given.apiServer,
    },
    { ...host.options, parent: component, dependsOn: [cluster], deletedWith: cluster },
  );
  const kept = credential(
    name,
    {
      clusterName,
      apiServer: given.apiServer,
      kubeconfig: access.kubeconfig,
      purpose: "push",
      adopt: args.adopt,
    },
    { ...inherited(component, opts), dependsOn: [access] },
  );
  const registration = given.write([access, kept]);
  const registered = [registration, ...given.signIn([registration])];
  const inside = site({
    component,
    name,
    clusterName,
    kubeconfig: ifUnreachable === "detach" ? access.kubeconfig : ownNamespaces(given, access, plan),
    after: registered,
    ifUnreachable,
    opts,
    deletedWith: cluster,
    host,
  });
  if (ifUnreachable !== "detach") diagnosed(component, access.kubeconfig, plan.inside);
  install(plan.inside, inside, {
    values: valuesByRelease(values, args.components),
    deleteCrds,
    leaving: given.leaving,
  });
  return { registration, kubeconfig: access.kubeconfig, release: cluster };
}

/** The kubeconfig of a virtual cluster in which no namespace that is to be made is somebody else's. */
function ownNamespaces(
  { component }: VirtualInstallation,
  { kubeconfig }: VirtualClusterAccess,
  { inside }: Plans,
): pulumi.Output<string> {
  return preflighted(component, kubeconfig, { ...inside, releases: {} }, {});
}

/** The host's own site, or one made from what a reference says of it. */
function hostSite(
  { component, name, args, opts, after }: VirtualInstallation,
  ifUnreachable: "fail" | "detach",
  plan: Plans,
): Site {
  const host = args.hostCluster as HostLeaves;
  const kubeconfig = secretText(host.kubeconfig);
  const fit =
    ifUnreachable === "detach"
      ? forgotten(component, kubeconfig)
      : preflighted(component, kubeconfig, plan.onHost, {
          inside: plan.inside,
          nodePorts: [
            {
              port: plan.nodePort,
              what: "the virtual cluster's API",
              service: `${plan.namespace}/${plan.namespace}`,
            },
          ],
        });
  return site({
    component,
    name: `${name}-host`,
    clusterName: host.clusterName,
    kubeconfig: fit,
    after,
    ifUnreachable,
    opts,
  });
}

/** The vcluster release, and what the host's gateway and sign-in need to know of the cluster. */
function runOnHost(plan: InstallPlan, host: Site, resourceName: string): pulumi.Resource {
  const resources = new PlanResources(plan, host, {});
  resources.namespaces();
  resources.objects(0);
  const [cluster] = resources.releases([1, 2], resourceName);
  if (cluster === undefined) throw new Error("The catalogue has no release for a virtual cluster.");
  resources.objects(4);
  return cluster;
}

interface HostLeaves {
  readonly clusterName: pulumi.Input<string>;
  readonly kubeconfig: pulumi.Input<string>;
}

interface Plans {
  readonly inside: InstallPlan;
  readonly onHost: InstallPlan;
  readonly nodePort: number;
  readonly namespace: string;
}

function plansOf(args: never): Plans {
  const { cluster, choices, host, nodePort } = describeVirtualCluster(args);
  return {
    inside: installPlan(cluster, choices),
    onHost: virtualClusterPlan(cluster, host, {}, choices),
    nodePort,
    namespace: cluster.name,
  };
}
