import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { VirtualClusterRunner } from "../../sandbox/virtual-clusters/runner";
import { startVirtualClusterRunner } from "../../sandbox/virtual-clusters/runner";
import { diagnostics } from "../support/diagnostics";
import { PushStage } from "./push-stage";
import type { Cluster } from "../../sandbox/cluster";

const folder = mkdtempSync(join(tmpdir(), "push-virtual-"));
let stage: PushStage;
let host: Cluster;
let runner: VirtualClusterRunner;

beforeAll(async () => {
  stage = await new PushStage().start();
  host = await stage.plane("host");
  runner = await startVirtualClusterRunner({ host: host.plane, folder });
});

afterAll(async () => {
  await runner.stop();
  await stage.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("a virtual cluster whose host is gone is given up only when that is asked for, and nothing of it stays elsewhere", async () => {
  const files = stage.tenant.paths();
  const project = await stage.project("gone", source("fail"));
  const up = await project.up();
  expect(up.code === 0 ? "" : up.output).toBe("");
  const registered = stage.tenant.paths();
  const resources = urns(await project.resources());
  await runner.stop();
  await host.plane.stop();

  const refused = await project.destroy();
  expect(refused.code).not.toBe(0);
  expect(diagnostics(refused.output)).toContain(
    `The API server ${host.plane.server} cannot be reached: nobody listens there.\n` +
      "    Check that it runs and that this machine reaches it, then run again. For a cluster that is gone for good set " +
      '`ifUnreachable: "detach"` on it and run `pulumi up` before the destroy. [cluster-unreachable]\n',
  );
  expect(stage.tenant.paths()).toEqual(registered);
  expect(await kept()).toEqual({ h: 200, vd: 200 });
  expect(urns(await project.resources())).toEqual(resources);

  stage.program(project, source("detach"));
  const detach = await project.up();
  expect(detach.code === 0 ? "" : detach.output).toBe("");
  const destroy = await project.destroy();
  expect(destroy.code === 0 ? "" : destroy.output).toBe("");
  expect(stage.tenant.paths()).toEqual(files);
  expect(await project.resources()).toEqual([]);
  expect(await kept()).toEqual({ h: 404, vd: 404 });
});

function source(ifUnreachable: "fail" | "detach"): string {
  const { server: apiServer, kubeconfig } = host.plane;
  const given = JSON.stringify({ delivery: "push", ifUnreachable });
  return `
    const given = { ...${given}, tenant };
    const host = new nautes.HostCluster("h", { ...given, ...${JSON.stringify({ apiServer, kubeconfig })} });
    new nautes.VirtualCluster("vd", {
      ...given, hostCluster: host, workerType: "deployment", apiServer: "https://127.0.0.1:31858",
    });`;
}

async function kept(): Promise<Record<string, number>> {
  const paths = ["h", "vd"].map(async (name) => {
    const path = `cluster/data/kubernetes/${name}/default/admin`;
    return [name, (await stage.vault.request("GET", path)).status] as const;
  });
  return Object.fromEntries(await Promise.all(paths));
}

function urns(resources: readonly { readonly urn: string }[]): string[] {
  return resources.map(({ urn }) => urn).sort();
}
