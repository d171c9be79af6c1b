import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startGitlab, type Gitlab } from "../../../sandbox/gitlab/gitlab";
import type { NewProject, ProjectHandle } from "../../../sandbox/gitlab/newcomers";
import { ask, type Reply } from "./client";

const message = "Could not update refs/heads/main. Please refresh and try again.";
let folder: string;
let gitlab: Gitlab;
let token: string;
let project: ProjectHandle;
let count = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nautes-gitlab-"));
  gitlab = await startGitlab({ folder });
  gitlab.createUser({ username: "owner", name: "Olga Owner", email: "olga@example.com" });
  token = gitlab.createToken({ kind: "personal", user: "owner" }).secret;
});
afterAll(async () => {
  await gitlab.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => arrive({ files: { "list.yaml": "- a\n", "tool.sh": "#!/bin/sh\n" } }));

function arrive(options: Partial<NewProject>): void {
  project = gitlab.createProject({
    path: `group/p${++count}`,
    members: { owner: "owner" },
    ...options,
  });
}

async function commit(actions: readonly object[], more: object = {}): Promise<Reply> {
  const path = `/projects/${project.id}/repository/commits`;
  const body = { branch: "main", commit_message: "Commit", actions, ...more };
  return await ask(gitlab.url, { method: "POST", path, token, body });
}

function update(content: string, more: object = {}): object {
  return { action: "update", file_path: "list.yaml", content, ...more };
}

function head(branch = "main"): string {
  return project.repository.git("rev-parse", branch);
}

test("all actions of a commit are done, one after another, or none", async () => {
  const before = head();
  const moved = { action: "move", file_path: "bin/tool", previous_path: "tool.sh" };
  const executable = { action: "chmod", file_path: "bin/tool", execute_filemode: true };
  const bad = { action: "delete", file_path: "absent" };
  expect((await commit([update("- b\n"), moved, executable, bad])).status).toBe(400);
  expect(head()).toBe(before);

  const binary = { action: "create", file_path: "b", content: "AAEC", encoding: "base64" };
  expect((await commit([update("- b\n"), moved, executable, binary])).status).toBe(201);
  expect(project.repository.git("ls-tree", "-r", "--format=%(objectmode) %(path)", "main")).toBe(
    "100644 b\n100755 bin/tool\n100644 list.yaml",
  );
  expect(project.repository.git("show", "main:bin/tool")).toBe("#!/bin/sh");
  expect(project.repository.git("cat-file", "-s", "main:b")).toBe("3");
});

test("the committer is the token's user, whoever the author is", async () => {
  const author = { author_name: "Ann", author_email: "ann@example.com" };
  const text = "Register x\n\nPulumi-Stack: dev\n";
  const { body } = await commit([update("- b\n")], { ...author, commit_message: text });
  expect(body).toMatchObject({
    ...author,
    committer_name: "Olga Owner",
    committer_email: "olga@example.com",
    message: text,
    title: "Register x",
    trailers: { "Pulumi-Stack": "dev" },
  });
});

test("equal content makes a commit all the same", async () => {
  const before = head();
  expect((await commit([update("- a\n")])).status).toBe(201);
  expect(head()).not.toBe(before);
});

test("the first commit makes the branch of an empty repository", async () => {
  arrive({});
  const reply = await commit([{ action: "create", file_path: "a", content: "" }]);
  expect(reply).toMatchObject({ status: 201, body: { parent_ids: [], message: "Commit" } });
});

test("who comes in before the head is read is overwritten, which only parent_ids tell", async () => {
  const seen = head();
  const theirs = gitlab.windows.during("checked", () =>
    project.repository.push({ "list.yaml": "- theirs\n" }),
  );
  const reply = await commit([update("- ours\n", { last_commit_id: seen })]);
  expect(reply.status).toBe(201);
  expect(reply.body.parent_ids).toEqual([await theirs]);
  expect(project.repository.git("show", "main:list.yaml")).toBe("- ours");
});

test("who comes in after the head was read makes the branch's move fail", async () => {
  const theirs = gitlab.windows.during("head-read", () =>
    project.repository.push({ "b.yaml": "" }),
  );
  const reply = await commit([update("- ours\n")]);
  expect(reply).toMatchObject({ status: 400, body: { message } });
  expect(head()).toBe(await theirs);
  expect(project.repository.git("for-each-ref", "refs/pending")).toBe("");
});

test("a last commit is looked for by path: deletion counts, an unknown commit does not", async () => {
  const seen = head();
  project.repository.push({ other: "1\n" });
  expect((await commit([update("- b\n", { last_commit_id: seen })])).status).toBe(201);
  expect((await commit([update("- c\n", { last_commit_id: seen })])).status).toBe(400);
  const unknown = "0123456789".repeat(4);
  expect((await commit([update("- c\n", { last_commit_id: unknown })])).status).toBe(201);
  const known = head();
  project.repository.push({ "list.yaml": null });
  const gone = await commit([update("- d\n", { last_commit_id: known })]);
  expect(gone.body.message).toBe("The file has changed since you started editing it: list.yaml");
});

test("force resets a branch to its start and drops what was there", async () => {
  const start = head();
  project.repository.push({ theirs: "1\n" });
  const { body } = await commit([update("- b\n")], { start_sha: start, force: true });
  expect(body.parent_ids).toEqual([start]);
  expect(project.repository.git("ls-tree", "--name-only", "main")).not.toContain("theirs");
});

test("of writers at the same time, none that is acknowledged is lost", async () => {
  const writers = Array.from({ length: 12 }, (_, index) => index);
  const replies = await Promise.all(
    writers.map((index) => {
      if (index % 4 === 3) project.repository.push({ [`pushed-${index}`]: "" });
      return commit([{ action: "create", file_path: `rest-${index}`, content: "" }]);
    }),
  );
  const done = replies.flatMap(({ status }, index) => (status === 201 ? [`rest-${index}`] : []));
  const refused = replies.filter(({ status }) => status !== 201);
  expect(refused.map(({ body }) => String(body.message))).toEqual(refused.map(() => message));
  expect(done.length).toBeGreaterThan(0);
  const files = project.repository.git("ls-tree", "--name-only", "main").split("\n");
  expect(files).toEqual(expect.arrayContaining([...done, "pushed-3", "pushed-7", "pushed-11"]));
  expect(files).toHaveLength(2 + 3 + done.length);
});
