import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startGitlab, type Gitlab } from "../../../sandbox/gitlab/gitlab";
import type { RateLimits } from "../../../sandbox/gitlab/rate-limits";
import { ask, type Reply } from "./client";
import { git, repositoryUrl } from "./git";

let folder: string;
let gitlab: Gitlab;
let seconds: number;
let tokens: readonly [string, string];
let id: number;

afterEach(async () => {
  await gitlab.stop();
  rmSync(folder, { recursive: true });
});

/** Everything happens at 12:00:10 of a day, until `seconds` is changed. */
async function limited(rateLimits: RateLimits): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), "nautes-gitlab-"));
  seconds = Date.UTC(2026, 10, 20, 12, 0, 10) / 1000;
  gitlab = await startGitlab({ folder, rateLimits, now: () => new Date(seconds * 1000) });
  for (const username of ["one", "two"]) gitlab.createUser({ username });
  const members = { one: "owner", two: "owner" } as const;
  ({ id } = gitlab.createProject({ path: "group/limited", members, files: { a: "", b: "" } }));
  const [one, two] = (["one", "two"] as const).map((user) =>
    gitlab.createToken({ kind: "personal", user }),
  );
  tokens = [one!.secret, two!.secret];
}

async function times(count: number, path: string, token?: string): Promise<Reply> {
  for (let asked = 1; asked < count; asked++) await ask(gitlab.url, { path, token });
  return await ask(gitlab.url, { path, token });
}

function limitHeaders({ headers }: Reply): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => /^ratelimit|^retry/.test(name)));
}

test("each user has so many requests a minute, and is told", async () => {
  await limited({ api: { limit: 3 } });
  const reset = String(seconds + 50);
  expect(limitHeaders(await times(2, "/user", tokens[0]))).toEqual({
    "ratelimit-limit": "3",
    "ratelimit-name": "throttle_authenticated_api",
    "ratelimit-observed": "2",
    "ratelimit-remaining": "1",
    "ratelimit-reset": reset,
  });
  const throttled = await times(2, "/user", tokens[0]);
  expect(throttled).toMatchObject({ status: 429, body: "Retry later\n" });
  expect(throttled.headers.get("content-type")).toBe("text/plain");
  expect(limitHeaders(throttled)).toMatchObject({
    "ratelimit-remaining": "0",
    "ratelimit-resettime": "Fri, 20 Nov 2026 12:01:00 GMT",
    "retry-after": "50",
  });
  expect((await times(1, "/user", tokens[1])).status).toBe(200);
  seconds += 50;
  expect((await times(1, "/user", tokens[0])).status).toBe(200);
});

test("nobody is counted by address", async () => {
  await limited({ unauthenticatedApi: { limit: 1 } });
  expect((await times(1, "/user")).status).toBe(401);
  expect((await times(1, "/user")).status).toBe(429);
  expect((await times(1, "/user", tokens[0])).status).toBe(200);
});

test("limits of the application say nothing before, and JSON then", async () => {
  await limited({ api: { limit: 100 }, project: { limit: 1 }, file: { limit: 1 } });
  const file = `/projects/${id}/repository/files/a?ref=main`;
  for (const path of [`/projects/${id}`, file]) {
    expect((await times(1, path, tokens[0])).headers.get("ratelimit-remaining")).not.toBe("0");
    const throttled = await times(1, path, tokens[0]);
    expect(throttled).toMatchObject({ status: 429, body: { message: "429 Too Many Requests" } });
    expect(throttled.headers.get("retry-after")).toBe("60");
    expect(throttled.headers.get("ratelimit-remaining")).not.toBe("0");
  }
  const other = `/projects/${id}/repository/files/b?ref=main`;
  expect((await times(1, other, tokens[0])).status).toBe(200);
});

test("git has a limit of its own", async () => {
  await limited({ api: { limit: 1 }, git: { limit: 2 } });
  const address = repositoryUrl(gitlab.url, "group/limited", "oauth2", tokens[0]);
  // Git asks twice at least: without a credential, which nobody counts, and with it.
  expect((await git(folder, "ls-remote", address)).code).toBe(0);
  expect((await git(folder, "ls-remote", address)).output).toMatch(/429/);
});

test("a token expires on its day", async () => {
  await limited({});
  const day = { kind: "personal", user: "one", expiresAt: "2026-11-21" } as const;
  const { secret } = gitlab.createToken(day);
  expect((await times(1, "/user", secret)).status).toBe(200);
  seconds += 24 * 3600;
  expect((await times(1, "/user", secret)).status).toBe(401);
});
