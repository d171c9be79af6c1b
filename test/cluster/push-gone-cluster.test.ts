import { diagnostics } from "../support/diagnostics";
import { commonSource, namesIn, PushStage } from "./push-stage";
import type { Cluster } from "../../sandbox/cluster";

let stage: PushStage;
let host: Cluster;

beforeAll(async () => {
  stage = await new PushStage().start();
  host = await stage.plane("one");
});

afterAll(() => stage.stop());

test("a cluster that is gone is given up only when that is asked for, and nothing of it stays elsewhere", async () => {
  const files = stage.tenant.paths();
  const source = 'new nautes.HostCluster("h", common);';
  const project = await stage.project("gone", `${commonSource(host)}${source}`);
  const up = await project.up();
  expect(up.code === 0 ? "" : up.output).toBe("");
  const registered = stage.tenant.paths();
  const resources = await namesIn(project);
  await host.plane.stop();

  const refused = await project.destroy();
  expect(refused.code).toBe(1);
  expect(diagnostics(refused.output)).toContain(
    `The API server ${host.plane.server} cannot be reached: nobody listens there.\n` +
      "    Check that it runs and that this machine reaches it, then run again. For a cluster that is gone for good set " +
      '`ifUnreachable: "detach"` on it and run `pulumi up` before the destroy. [cluster-unreachable]\n',
  );
  expect(await namesIn(project)).toEqual(resources);
  expect(stage.tenant.paths()).toEqual(registered);
  expect((await kept()).status).toBe(200);

  stage.program(project, `${commonSource(host, { ifUnreachable: "detach" })}${source}`);
  const detach = await project.up();
  expect(detach.code === 0 ? "" : detach.output).toBe("");
  expect(detach.output).toMatch(/~ 1 updated\s/);
  const refresh = await project.pulumi("refresh", "--yes");
  expect(refresh.code === 0 ? "" : refresh.output).toBe("");
  expect(await namesIn(project)).toEqual(resources);
  const destroy = await project.destroy();
  expect(destroy.code === 0 ? "" : destroy.output).toBe("");
  expect(stage.tenant.paths()).toEqual(files);
  expect(await namesIn(project)).toEqual([]);
  expect((await kept()).status).toBe(404);
});

async function kept() {
  return await stage.vault.request("GET", "cluster/data/kubernetes/h/default/admin");
}
