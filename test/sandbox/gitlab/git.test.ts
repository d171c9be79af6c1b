import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startGitlab, type Gitlab } from "../../../sandbox/gitlab/gitlab";
import type { ProjectHandle, TokenHandle } from "../../../sandbox/gitlab/newcomers";
import { ask } from "./client";
import { git, repositoryUrl, type GitRun } from "./git";

const path = "group/sub/project";
let folder: string;
let clone: string;
let gitlab: Gitlab;
let project: ProjectHandle;
let owner: TokenHandle;
let developer: TokenHandle;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nautes-gitlab-"));
  gitlab = await startGitlab({ folder: join(folder, "server") });
  for (const username of ["owner", "developer", "guest", "stranger"])
    gitlab.createUser({ username });
  project = gitlab.createProject({
    path,
    files: { "a.yaml": "a: 1\n" },
    members: { owner: "owner", developer: "developer", guest: "guest" },
  });
  owner = gitlab.createToken({ kind: "personal", user: "owner" });
  developer = gitlab.createToken({ kind: "personal", user: "developer" });
  clone = join(folder, "clone");
  await git(folder, "clone", "--quiet", address(owner), clone);
});
afterAll(async () => {
  await gitlab.stop();
  rmSync(folder, { recursive: true });
});

function address({ username, secret }: TokenHandle, name = username): string {
  return repositoryUrl(gitlab.url, path, name, secret);
}

/** Commits a file in the clone, on top of main, and pushes it. */
async function push(
  token: TokenHandle,
  target: string,
  file = "b.yaml",
  ...more: string[]
): Promise<GitRun> {
  await git(clone, "fetch", "--quiet", address(owner), "main");
  await git(clone, "reset", "--quiet", "--hard", "FETCH_HEAD");
  writeFileSync(join(clone, file), `${Math.random()}\n`);
  await git(clone, "add", file);
  await git(clone, "commit", "--quiet", "-m", "Push");
  return await git(clone, "push", address(token), ...more, `HEAD:${target}`);
}

async function restCommit(actions: readonly object[]): Promise<string> {
  const body = { branch: "main", commit_message: "By REST", actions };
  const where = `/projects/${project.id}/repository/commits`;
  const reply = await ask(gitlab.url, { method: "POST", path: where, token: owner.secret, body });
  expect(reply.status).toBe(201);
  return reply.body.id as string;
}

test("what REST commits is fetched by git, what git pushes is read by REST", async () => {
  const commit = await restCommit([{ action: "create", file_path: "rest.yaml", content: "r\n" }]);
  await git(clone, "fetch", "--quiet", address(owner), "main");
  expect((await git(clone, "rev-parse", "FETCH_HEAD")).output.trim()).toBe(commit);
  expect((await git(clone, "show", "FETCH_HEAD:rest.yaml")).output).toBe("r\n");

  expect(await push(owner, "main", "pushed.yaml")).toMatchObject({ code: 0 });
  const head = (await git(clone, "rev-parse", "HEAD")).output.trim();
  const file = `/projects/${project.id}/repository/files/pushed.yaml?ref=main`;
  const { body } = await ask(gitlab.url, { path: file, token: owner.secret });
  expect(body).toMatchObject({ commit_id: head, last_commit_id: head });
});

test("a blobless shallow clone works, and an address without .git, too", async () => {
  const target = join(folder, "shallow");
  const url = address(owner).replace(/\.git$/, "");
  const cloned = await git(
    folder,
    "clone",
    "--bare",
    "--depth=1",
    "--filter=blob:none",
    url,
    target,
  );
  expect(cloned).toMatchObject({ code: 0 });
  const missing = await git(target, "rev-list", "--objects", "--missing=print", "HEAD");
  expect(missing.output).toMatch(/^\?/m);
});

test("any user name goes with a user's token, a deploy token needs its own and cannot push", async () => {
  expect(await git(folder, "ls-remote", address(owner, "whoever"))).toMatchObject({ code: 0 });
  const deploy = gitlab.createToken({ kind: "deploy", project: path });
  expect(await git(folder, "ls-remote", address(deploy))).toMatchObject({ code: 0 });
  expect((await git(folder, "ls-remote", address(deploy, "oauth2"))).code).not.toBe(0);
  const refused = await push(deploy, "main");
  expect(refused.output).toContain("You are not allowed to upload code");
});

test("a job's token clones its project as gitlab-ci-token, and no other", async () => {
  gitlab.createProject({ path: "group/other", files: { a: "" }, members: { developer: "owner" } });
  const job = gitlab.createToken({ kind: "job", project: path, user: "developer" });
  expect(await git(folder, "ls-remote", address(job))).toMatchObject({ code: 0 });
  const elsewhere = repositoryUrl(gitlab.url, "group/other", job.username, job.secret);
  expect((await git(folder, "ls-remote", elsewhere)).output).toContain("could not be found");
  expect((await push(job, "own")).output).toContain("You are not allowed to upload code");
});

test("a project's token pushes with its role", async () => {
  const token = gitlab.createToken({
    kind: "project",
    project: path,
    role: "maintainer",
    scopes: ["write_repository"],
  });
  expect(await push(token, "main")).toMatchObject({ code: 0 });
});

test.each([
  ["an unknown token", () => ({ ...owner, secret: "glpat-nope" }), /HTTP Basic: Access denied/],
  ["an API token that may not touch code", reader, /HTTP Basic: Access denied/],
  ["a stranger", () => personal("stranger"), /could not be found or you don't have permission/],
  ["a guest", () => personal("guest"), /not allowed to download code from this project/],
] as const)("%s does not clone", async (_, token, sentence) => {
  const refused = await git(folder, "ls-remote", address(token()));
  expect(refused.code).not.toBe(0);
  expect(refused.output).toMatch(sentence);
});

function personal(user: string): TokenHandle {
  return gitlab.createToken({ kind: "personal", user });
}

function reader(): TokenHandle {
  return gitlab.createToken({ kind: "personal", user: "owner", scopes: ["read_api"] });
}

test("a developer is told that main is protected, and pushes elsewhere", async () => {
  const refused = await push(developer, "main");
  expect(refused.output).toContain(
    "remote: GitLab: You are not allowed to push code to protected branches on this project.",
  );
  expect(refused.output).toContain("(pre-receive hook declined)");
  expect(await push(developer, "own")).toMatchObject({ code: 0 });
});

test("nobody forces a push to a protected branch or deletes it", async () => {
  await git(clone, "reset", "--quiet", "--hard", "HEAD~1");
  await git(clone, "commit", "--quiet", "--amend", "-m", "Rewritten");
  const forced = await git(clone, "push", "--force", address(owner), "HEAD:main");
  expect(forced.output).toContain("You are not allowed to force push code to a protected branch");
  const deleted = await git(clone, "push", address(owner), ":main");
  expect(deleted.output).toContain("The default branch of a project cannot be deleted.");
});

test("a push that comes too late is a non-fast-forward", async () => {
  await git(clone, "fetch", "--quiet", address(owner), "main");
  await git(clone, "reset", "--quiet", "--hard", "FETCH_HEAD");
  await git(clone, "commit", "--quiet", "--allow-empty", "-m", "Late");
  await restCommit([{ action: "create", file_path: "early.yaml", content: "" }]);
  const late = await git(clone, "push", address(owner), "HEAD:main");
  expect(late.output).toMatch(/rejected.*(fetch first|non-fast-forward)/);
});

test("an archived project takes no push", async () => {
  project.set({ archived: true });
  expect((await push(owner, "main")).output).toContain(
    "You are not allowed to push code to this project",
  );
  project.set({ archived: false });
});
