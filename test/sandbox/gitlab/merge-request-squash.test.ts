import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startGitlab, type Gitlab } from "../../../sandbox/gitlab/gitlab";
import type { NewProject } from "../../../sandbox/gitlab/newcomers";
import { ask, type Reply } from "./client";

let folder: string;
let gitlab: Gitlab;
let token: string;
let count = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nautes-gitlab-"));
  gitlab = await startGitlab({ folder, mergeChecks: 0 });
  gitlab.createUser({ username: "owner" });
  token = gitlab.createToken({ kind: "personal", user: "owner" }).secret;
});
afterAll(async () => {
  await gitlab.stop();
  rmSync(folder, { recursive: true });
});

type Option = NonNullable<NewProject["squashOption"]>;
const asked = { nothing: {}, yes: { squash: true }, no: { squash: false } } as const;

test.each<[Option, keyof typeof asked, boolean, boolean]>([
  ["never", "yes", true, false],
  ["default_off", "nothing", false, false],
  ["default_off", "yes", true, true],
  ["default_on", "nothing", true, true],
  ["default_on", "no", false, false],
  ["always", "no", false, true],
])("%s, asked for %s: says %s and squashes %s", async (squashOption, says, squash, does) => {
  const path = `group/s${++count}`;
  const { id, repository } = gitlab.createProject({
    path,
    squashOption,
    members: { owner: "maintainer" },
    files: { a: "1\n" },
  });
  repository.git("branch", "change", "main");
  const commit = repository.push({ b: "1\n" }, { branch: "change", message: "Add b\n\nBy: me\n" });
  async function request(method: string, rest: string, body?: object): Promise<Reply> {
    return ask(gitlab.url, { method, path: `/projects/${id}${rest}`, token, body });
  }
  const words = { source_branch: "change", target_branch: "main", title: "Change" };
  const made = await request("POST", "/merge_requests", { ...words, ...asked[says] });
  expect(made.body).toMatchObject({ squash, squash_on_merge: does });
  const { body } = await request("PUT", "/merge_requests/1/merge");
  const brought = repository.git("rev-parse", "main^2");
  expect(brought === commit).toBe(!does);
  expect(body.squash_commit_sha).toBe(does ? brought : null);
  expect(repository.git("log", "-1", "--format=%B", brought)).toBe(
    does ? "Change" : "Add b\n\nBy: me",
  );
  const related = await request("GET", `/repository/commits/${brought}/merge_requests`);
  expect(related.body).toMatchObject([{ iid: 1 }]);
  const commits = await request("GET", "/merge_requests/1/commits");
  expect(commits.body).toMatchObject([{ id: commit, title: "Add b", parent_ids: [] }]);
});
