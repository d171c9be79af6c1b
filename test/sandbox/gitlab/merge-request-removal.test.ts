import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGitlab, type Gitlab } from "../../../sandbox/gitlab/gitlab";
import { ask } from "./client";

let folder: string;
let gitlab: Gitlab;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nautes-gitlab-"));
  gitlab = await startGitlab({ folder, mergeChecks: 0, removalDelay: 2 });
});
afterAll(async () => {
  await gitlab.stop();
  rmSync(folder, { recursive: true });
});

test.each([
  ["is removed after a while", false],
  ["stays if it moved meanwhile", true],
])("the branch of a merged merge request %s", async (_, moves) => {
  gitlab.createUser({ username: `owner${String(moves)}` });
  const user = `owner${String(moves)}`;
  const token = gitlab.createToken({ kind: "personal", user }).secret;
  const project = gitlab.createProject({
    path: `group/${user}`,
    members: { [user]: "maintainer" },
    files: { "a.yaml": "a: 1\n" },
  });
  const { repository } = project;
  repository.git("branch", "change", "main");
  repository.push({ "b.yaml": "b: 1\n" }, { branch: "change" });
  const path = `/projects/${project.id}/merge_requests`;
  const body = { source_branch: "change", target_branch: "main", title: "x" };
  await ask(gitlab.url, {
    method: "POST",
    path,
    token,
    body: { ...body, remove_source_branch: true },
  });
  const merged = await ask(gitlab.url, { method: "PUT", path: `${path}/1/merge`, token });
  expect(merged).toMatchObject({ status: 200, body: { state: "merged" } });
  if (moves) repository.push({ "c.yaml": "c: 1\n" }, { branch: "change" });
  await ask(gitlab.url, { path, token });
  expect(repository.git("branch", "--list", "change")).not.toBe("");
  await ask(gitlab.url, { path, token });
  expect(repository.git("branch", "--list", "change") !== "").toBe(moves);
});
