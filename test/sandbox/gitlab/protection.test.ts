import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startGitlab, type Gitlab } from "../../../sandbox/gitlab/gitlab";
import type { ProjectHandle, Protection } from "../../../sandbox/gitlab/newcomers";
import { ask } from "./client";
import { git, repositoryUrl } from "./git";

const members = { reporter: "reporter", developer: "developer", maintainer: "maintainer" } as const;
type Member = keyof typeof members;

let folder: string;
let clone: string;
let gitlab: Gitlab;
let project: ProjectHandle;
let tokens: Readonly<Record<string, string>>;
let count = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nautes-gitlab-"));
  gitlab = await startGitlab({ folder: join(folder, "server") });
  const pairs = Object.keys(members).map((username) => {
    gitlab.createUser({ username });
    return [username, gitlab.createToken({ kind: "personal", user: username }).secret];
  });
  tokens = Object.fromEntries(pairs);
  project = gitlab.createProject({ path: "group/doors", files: { a: "" }, members });
  clone = join(folder, "clone");
  await git(folder, "clone", "--quiet", project.repository.dir, clone);
  await git(clone, "commit", "--quiet", "--allow-empty", "-m", "Next");
});
afterAll(async () => {
  await gitlab.stop();
  rmSync(folder, { recursive: true });
});

const cases: readonly (readonly [string, Protection | undefined, readonly Member[]])[] = [
  ["not protected", undefined, ["developer", "maintainer"]],
  ["for developers", { push: "developer", merge: "developer" }, ["developer", "maintainer"]],
  ["for maintainers", { push: "maintainer", merge: "maintainer" }, ["maintainer"]],
  ["for no one", { push: "no one", merge: "maintainer" }, []],
  ["for one user", { push: { users: ["developer"] }, merge: "maintainer" }, ["developer"]],
];

describe.each(cases)("a branch that is %s", (_, protection, allowed) => {
  test.each(Object.keys(members) as Member[])("is the same to %s by every door", async (who) => {
    const branch = `release/${++count}`;
    project.repository.git("branch", branch, "main");
    // By a pattern that matches it.
    project.protect(`*/${count}`, protection);
    const token = tokens[who]!;
    const path = `/projects/${project.id}/repository/branches/${encodeURIComponent(branch)}`;
    const shown = await ask(gitlab.url, { path, token });
    const actions = [{ action: "create", file_path: "b", content: "" }];
    const committed = await ask(gitlab.url, {
      method: "POST",
      path: `/projects/${project.id}/repository/commits`,
      token,
      body: { branch, commit_message: "Try", actions },
    });
    const other = `elsewhere/${count}`;
    const address = repositoryUrl(gitlab.url, "group/doors", "oauth2", token);
    const pushed = await git(clone, "push", address, `HEAD:refs/heads/${other}`);
    const may = allowed.includes(who);
    expect({
      shown: shown.body.can_push as boolean,
      committed: committed.status,
      pushed: pushed.code === 0,
    }).toEqual({ shown: may, committed: may ? 201 : 403, pushed: may });
  });
});
