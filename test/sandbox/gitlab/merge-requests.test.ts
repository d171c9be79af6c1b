import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startGitlab, type Gitlab } from "../../../sandbox/gitlab/gitlab";
import type { NewProject, ProjectHandle } from "../../../sandbox/gitlab/newcomers";
import { ask, type Reply } from "./client";

let folder: string;
let gitlab: Gitlab;
let project: ProjectHandle;
let tokens: { readonly owner: string; readonly developer: string; readonly reporter: string };
let count = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nautes-gitlab-"));
  gitlab = await startGitlab({ folder });
  function token(username: string): string {
    gitlab.createUser({ username });
    return gitlab.createToken({ kind: "personal", user: username }).secret;
  }
  tokens = { owner: token("owner"), developer: token("developer"), reporter: token("reporter") };
});
afterAll(async () => {
  await gitlab.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => arrive({}));

function arrive(options: Partial<NewProject>): void {
  const members = { owner: "maintainer", developer: "developer", reporter: "reporter" } as const;
  const path = `group/m${++count}`;
  project = gitlab.createProject({ path, members, files: { "a.yaml": "a: 1\n" }, ...options });
  project.repository.git("branch", "change", "main");
  project.repository.push({ "b.yaml": "b: 1\n" }, { branch: "change" });
}

async function request(
  method: string,
  rest: string,
  body?: object,
  token = tokens.owner,
): Promise<Reply> {
  const path = `/projects/${project.id}/merge_requests${rest}`;
  return await ask(gitlab.url, { method, path, token, body });
}

const change = { source_branch: "change", target_branch: "main", title: "Register a" };

/** Opens one, and looks until GitLab has checked it. */
async function open(more: object = {}): Promise<Reply> {
  expect((await request("POST", "", { ...change, ...more })).status).toBe(201);
  await request("GET", "/1");
  return await request("GET", "/1");
}

test("it is opened with all that was said, and checked after a while", async () => {
  const { body: user } = await ask(gitlab.url, { path: "/user", token: tokens.developer });
  const made = await request("POST", "", {
    ...change,
    description: "| a | b |",
    labels: "nautes,clusters",
    assignee_ids: [user.id],
    reviewer_ids: [user.id],
    remove_source_branch: true,
  });
  expect(made).toMatchObject({
    status: 201,
    body: {
      iid: 1,
      state: "opened",
      description: "| a | b |",
      labels: ["nautes", "clusters"],
      assignees: [{ username: "developer" }],
      reviewers: [{ username: "developer" }],
      force_remove_source_branch: true,
      sha: project.repository.git("rev-parse", "change"),
      detailed_merge_status: "checking",
      author: { username: "owner" },
    },
  });
  expect((await request("PUT", "/1/merge")).status).toBe(405);
  await request("GET", "/1");
  expect((await request("GET", "/1")).body.detailed_merge_status).toBe("mergeable");
});

test("a source branch that was just pushed may have to be waited for", async () => {
  const slow = await startGitlab({ folder: join(folder, "slow"), sourceDelay: 1 });
  slow.createUser({ username: "owner" });
  const { secret } = slow.createToken({ kind: "personal", user: "owner" });
  const { id, repository } = slow.createProject({
    path: "group/slow",
    files: { a: "" },
    members: { owner: "owner" },
  });
  repository.git("branch", "change", "main");
  const open = {
    method: "POST",
    path: `/projects/${id}/merge_requests`,
    token: secret,
    body: change,
  };
  expect(await ask(slow.url, open)).toMatchObject({
    status: 400,
    body: { message: { source_branch: ["does not exist"] } },
  });
  expect((await ask(slow.url, open)).status).toBe(201);
  await slow.stop();
});

test("two for the same branches are not open at once", async () => {
  await open();
  expect(await request("POST", "", change)).toMatchObject({
    status: 409,
    body: { message: ["Another open merge request already exists for this source branch: !1"] },
  });
  expect((await request("PUT", "/1", { state_event: "close" })).body.state).toBe("closed");
  expect((await request("POST", "", change)).body.iid).toBe(2);
  expect((await request("PUT", "/1", { state_event: "reopen" })).status).toBe(409);
});

test("it is found by branches and state, newest first", async () => {
  await open();
  await request("PUT", "/1", { state_event: "close" });
  await request("POST", "", { ...change, labels: "x" });
  async function found(query: string): Promise<readonly number[]> {
    const { body } = await request("GET", query);
    return (body as readonly { readonly iid: number }[]).map(({ iid }) => iid);
  }
  expect(await found("?source_branch=change&target_branch=main")).toEqual([2, 1]);
  expect(await found("?source_branch=change&state=opened")).toEqual([2]);
  expect(await found("?state=closed")).toEqual([1]);
  expect(await found("?labels=x")).toEqual([2]);
  expect(await found("?source_branch=other")).toEqual([]);
});

test("it is changed field by field", async () => {
  await open({ labels: ["a", "b"] });
  const { body } = await request("PUT", "/1", {
    title: "New",
    add_labels: "c",
    remove_labels: "a",
  });
  expect(body).toMatchObject({ title: "New", labels: ["b", "c"], source_branch: "change" });
  expect((await request("PUT", "/1", {})).status).toBe(400);
  expect((await request("PUT", "/9", { title: "x" })).status).toBe(404);
});

test("a merge needs the head that is named, and makes a merge commit", async () => {
  const { body } = await open({ remove_source_branch: true });
  const target = project.repository.git("rev-parse", "main");
  const stale = await request("PUT", "/1/merge", { sha: target });
  expect(stale).toMatchObject({
    status: 409,
    body: { message: `SHA does not match HEAD of source branch: ${body.sha as string}` },
  });
  const merged = await request("PUT", "/1/merge", { sha: body.sha });
  expect(merged).toMatchObject({
    status: 200,
    body: { state: "merged", merge_user: { username: "owner" }, detailed_merge_status: "not_open" },
  });
  const head = project.repository.git("rev-parse", "main");
  expect(merged.body.merge_commit_sha).toBe(head);
  expect(project.repository.git("log", "-1", "--format=%P", "main")).toBe(
    `${target} ${body.sha as string}`,
  );
  expect(project.repository.git("log", "-1", "--format=%B", "main")).toMatch(
    /^Merge branch 'change' into 'main'\n\nRegister a\n\nSee merge request group\/m\d+!1$/,
  );
  expect(project.repository.git("branch", "--list", "change")).toBe("");
  expect((await request("PUT", "/1/merge")).status).toBe(405);
});

test("with the method ff the target is moved, or must be rebased onto", async () => {
  arrive({ mergeMethod: "ff" });
  const { body } = await open();
  expect((await request("PUT", "/1/merge", { sha: body.sha })).body.merge_commit_sha).toBeNull();
  expect(project.repository.git("rev-parse", "main")).toBe(body.sha);

  arrive({ mergeMethod: "ff" });
  project.repository.push({ "c.yaml": "" });
  expect((await open()).body.detailed_merge_status).toBe("need_rebase");
});

test("two changes of the same lines conflict", async () => {
  project.repository.push({ "a.yaml": "a: theirs\n" });
  project.repository.push({ "a.yaml": "a: ours\n" }, { branch: "change" });
  const { body } = await open();
  expect(body).toMatchObject({ detailed_merge_status: "conflict", has_conflicts: true });
  expect((await request("PUT", "/1/merge")).status).toBe(405);
});

test("drafts and missing approvals keep it from being merged", async () => {
  arrive({ approvalsRequired: 1 });
  expect((await open({ title: "Draft: a" })).body.detailed_merge_status).toBe("draft_status");
  const { body } = await request("PUT", "/1", { title: "a" });
  expect(body.detailed_merge_status).toBe("not_approved");
  expect((await request("POST", "/1/approve", {}, tokens.developer)).body).toMatchObject({
    approved: true,
    approvals_left: 0,
    approved_by: [{ user: { username: "developer" } }],
  });
  expect((await request("PUT", "/1/merge")).body.state).toBe("merged");
});

test("a push to its branch is checked again; its commits on the target mean that it is merged", async () => {
  await open();
  const sha = project.repository.push({ "b.yaml": "b: 2\n" }, { branch: "change" });
  expect((await request("GET", "/1")).body).toMatchObject({
    sha,
    detailed_merge_status: "checking",
  });
  project.repository.git("update-ref", "refs/heads/main", sha);
  expect((await request("GET", "/1")).body).toMatchObject({
    state: "merged",
    merge_commit_sha: null,
  });
});

test("who may not push to the target does not merge; a reporter opens none", async () => {
  await open();
  const refused = await request("PUT", "/1/merge", {}, tokens.developer);
  expect(refused).toMatchObject({ status: 401, body: { message: "401 Unauthorized" } });
  expect((await request("POST", "", change, tokens.reporter)).status).toBe(403);
});
