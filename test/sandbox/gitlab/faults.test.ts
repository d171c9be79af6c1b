import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Fault } from "../../../sandbox/gitlab/faults";
import { startGitlab, type Gitlab } from "../../../sandbox/gitlab/gitlab";
import type { ProjectHandle } from "../../../sandbox/gitlab/newcomers";
import { ask, type Reply } from "./client";
import { git, repositoryUrl } from "./git";

const commits = "/projects/:id/repository/commits";
let folder: string;
let gitlab: Gitlab;
let project: ProjectHandle;
let token: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nautes-gitlab-"));
  gitlab = await startGitlab({ folder });
  gitlab.createUser({ username: "owner" });
  token = gitlab.createToken({ kind: "personal", user: "owner" }).secret;
  project = gitlab.createProject({
    path: "group/faulty",
    members: { owner: "owner" },
    files: { a: "" },
  });
});
afterAll(async () => {
  await gitlab.stop();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  gitlab.faults.clear();
  gitlab.requests.clear();
});

function look(): Promise<Reply> {
  return ask(gitlab.url, { path: `/projects/${project.id}`, token });
}

async function write(): Promise<{ readonly reply: Reply | string; readonly written: boolean }> {
  const before = project.repository.git("rev-parse", "main");
  const body = {
    branch: "main",
    commit_message: "Try",
    actions: [{ action: "update", file_path: "a", content: before }],
  };
  const path = `/projects/${project.id}/repository/commits`;
  const asked = ask(gitlab.url, { method: "POST", path, token, body });
  const reply = await asked.catch((reason: unknown) => String(reason));
  return { reply, written: project.repository.git("rev-parse", "main") !== before };
}

test.each<[string, Fault, object]>([
  [
    "429 without Retry-After",
    { does: "answer", status: 429 },
    { status: 429, body: "Retry later\n" },
  ],
  [
    "502 as a proxy's page",
    { does: "answer", status: 502 },
    { status: 502, body: expect.stringMatching(/^<!DOCTYPE/) },
  ],
  [
    "503 as a proxy's page",
    { does: "answer", status: 503 },
    { status: 503, body: expect.stringMatching(/^<!DOCTYPE/) },
  ],
])("%s instead of the answer, once", async (_, fault, answer) => {
  gitlab.faults.inject(fault);
  const first = await look();
  expect(first).toMatchObject(answer);
  expect(first.headers.get("retry-after")).toBeNull();
  expect((await look()).status).toBe(200);
});

test("429 tells when to come again", async () => {
  gitlab.faults.inject({ does: "answer", status: 429, retryAfter: 7 });
  expect((await look()).headers.get("retry-after")).toBe("7");
});

test.each(["before", "after"] as const)("502 %s the effect", async (when) => {
  gitlab.faults.inject({ does: "answer", status: 502, when, method: "POST", route: commits });
  const { reply, written } = await write();
  expect(reply).toMatchObject({ status: 502 });
  expect(written).toBe(when === "after");
});

test.each(["before", "after"] as const)(
  "a connection that is reset %s the effect",
  async (when) => {
    gitlab.faults.inject({ does: "reset", when, method: "POST" });
    const { reply, written } = await write();
    expect(reply).toMatch(/fetch failed/);
    expect(written).toBe(when === "after");
  },
);

test.each(["before", "after"] as const)("somebody who acts %s the effect", async (when) => {
  let acted = 0;
  gitlab.faults.inject({ does: "act", act: () => void (acted += 1), when, method: "POST" });
  const { reply, written } = await write();
  expect({ reply, written, acted }).toEqual({
    reply: expect.stringMatching(/fetch failed/) as string,
    written: when === "after",
    acted: 1,
  });
});

test.each([401, 403] as const)("a token that is refused with %i", async (status) => {
  gitlab.faults.inject({ does: "answer", status });
  expect((await look()).status).toBe(status);
});

test("a body that is cut off in the middle", async () => {
  gitlab.faults.inject({ does: "cut-body" });
  await expect(look()).rejects.toThrow(/terminated/);
});

test("a body that comes slowly is whole", async () => {
  gitlab.faults.inject({ does: "slow-body", milliseconds: 100 });
  expect((await look()).body).toMatchObject({ id: project.id });
});

test.each(["before", "after"] as const)("a request that waits %s its effect", async (when) => {
  gitlab.faults.inject({ does: "delay", milliseconds: 100, when, method: "POST" });
  const start = Date.now();
  const { reply, written } = await write();
  // Timers may be a little early.
  expect(Date.now() - start).toBeGreaterThanOrEqual(90);
  expect({ reply, written }).toMatchObject({ reply: { status: 201 }, written: true });
});

test("an answer that never comes can be given up, and does not keep the server from stopping", async () => {
  const other = await startGitlab({ folder: join(folder, "other") });
  other.faults.inject({ does: "hang" });
  const hanging = ask(other.url, { path: "/version" });
  const failed = expect(hanging).rejects.toThrow(/fetch failed/);
  while (other.requests.count() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await other.stop();
  await failed;
});

test("the so-manieth request that fits, and so many after it", async () => {
  gitlab.faults.inject({ does: "answer", status: 500, from: 1, times: 2, method: "GET" });
  const replies = [await look(), await look(), await look(), await look()];
  expect(replies.map(({ status }) => status)).toEqual([200, 500, 500, 200]);
});

test("git meets faults, too", async () => {
  gitlab.faults.inject({ does: "answer", status: 503, route: /git-upload-pack$|info\/refs$/ });
  const address = repositoryUrl(gitlab.url, "group/faulty", "oauth2", token);
  expect((await git(folder, "ls-remote", address)).output).toMatch(/503/);
  expect((await git(folder, "ls-remote", address)).code).toBe(0);
});

test("the log counts requests by method and route, and holds no token", async () => {
  await look();
  await write();
  await ask(gitlab.url, { path: `/user?private_token=${token}` });
  await git(folder, "ls-remote", repositoryUrl(gitlab.url, "group/faulty", "oauth2", token));
  const { requests } = gitlab;
  expect(requests.count()).toBeGreaterThanOrEqual(4);
  expect(requests.count("POST", commits)).toBe(1);
  expect(requests.count(undefined, /^\/:project\.git/)).toBeGreaterThanOrEqual(1);
  expect(requests.all[2]).toEqual({
    method: "GET",
    route: "/user",
    path: "/api/v4/user",
    status: 200,
    user: "owner",
    received: 0,
    sent: expect.any(Number),
  });
  const [looked, written] = requests.all;
  expect(looked!.sent).toBeGreaterThan(100);
  expect(written!.received).toBeGreaterThan(100);
  expect(requests.bytes).toBeGreaterThan(looked!.sent + written!.received);
  expect(JSON.stringify(requests.all)).not.toContain(token);
});
