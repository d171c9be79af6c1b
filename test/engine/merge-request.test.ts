import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGitlab, type Gitlab } from "../../sandbox/gitlab/gitlab";
import type { ProjectHandle } from "../../sandbox/gitlab/newcomers";
import { pulumiProject, type PulumiProject } from "../support/pulumi-project";
import { clusterSource, tenantSource } from "../support/stage";

jest.setTimeout(600_000);

let folder: string;
let gitlab: Gitlab;
let tenant: ProjectHandle;
let token: string;
let project: PulumiProject;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nautes-gitlab-"));
  gitlab = await startGitlab({ folder, mergeChecks: 0 });
  gitlab.createUser({ username: "me" });
  token = gitlab.createToken({ kind: "personal", user: "me" }).secret;
  tenant = gitlab.createProject({
    path: "nautes/tenant",
    members: { me: "developer" },
    protect: { push: "no one", merge: "developer" },
    files: { README: "x\n" },
  });
  project = await pulumiProject("reviewed", {
    "nautes:repository": "nautes/tenant",
    "nautes:gitlab": { url: gitlab.url, token },
    "nautes:mergeRequest": {},
  });
});
afterAll(async () => {
  project.remove();
  await gitlab.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Merges one of them as a reviewer does. */
async function merge(iid: number): Promise<void> {
  const url = `${gitlab.url}/api/v4/projects/${tenant.id}/merge_requests/${iid}/merge`;
  const answer = await fetch(url, { method: "PUT", headers: { "private-token": token } });
  expect(answer.status).toBe(200);
}

test("clusters come and go by merge requests, and nothing is to be done between", async () => {
  const before = tenant.repository.git("rev-parse", "main^{tree}");
  const change =
    'exports.state = new nautes.MergeRequest("change", {}, { dependsOn: [DEPENDS] }).state;';
  const all = tenantSource + clusterSource.h + clusterSource.vd;
  project.program(all + change.replace("DEPENDS", "h, vd"));
  const up = await project.up();
  expect([up.code, up.code === 0 ? "" : up.output]).toEqual([0, ""]);
  expect(up.output).toMatch(/state: "opened"/);
  expect(tenant.repository.git("rev-parse", "main^{tree}")).toBe(before);

  const between = await project.preview("--expect-no-changes");
  expect([between.code, between.code === 0 ? "" : between.output]).toEqual([0, ""]);
  await merge(1);
  expect(tenant.repository.git("ls-tree", "-r", "--name-only", "main")).toContain("vd");

  project.program(tenantSource + clusterSource.h + change.replace("DEPENDS", "h"));
  const fewer = await project.up();
  expect([fewer.code, fewer.code === 0 ? "" : fewer.output]).toEqual([0, ""]);
  expect(tenant.repository.git("rev-list", "--count", "main..pulumi-nautes/reviewed-dev")).toBe(
    "1",
  );
  const gone = await project.destroy();
  expect([gone.code, gone.code === 0 ? "" : gone.output]).toEqual([0, ""]);
  await merge(2);
  expect(tenant.repository.git("rev-parse", "main^{tree}")).toBe(before);
});
