import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import type { ConfigRepo } from "../../provider/config-repo/config-repo";
import { startGitServer, type GitServer } from "../../sandbox/git-server";
import { createGitWorld, type GitWorld } from "./git-world";
import { recordGit, type RecordedGit } from "./recorded-git";

jest.setTimeout(60_000);

const files = Object.fromEntries(
  Array.from({ length: 200 }, (_, index) => [
    `folder-${index % 20}/sub/${index}.yaml`,
    `n: ${index}\n`,
  ]),
);

let world: GitWorld;
let server: GitServer;
let recorded: RecordedGit;
let repo: ConfigRepo;
beforeAll(async () => {
  world = createGitWorld(files);
  server = await startGitServer({ root: join(world.folder, "srv") });
  recorded = recordGit(world.folder);
  repo = world.open({ url: `${server.url}/group/tenant.git` });
});
afterAll(async () => {
  recorded.restore();
  await world.stop();
  await server.stop();
});

/** The processes and requests of one operation. */
async function cost(
  operation: () => Promise<unknown>,
): Promise<{ processes: string[]; requests: number }> {
  recorded.commands();
  const before = server.requests.length;
  await operation();
  const processes = recorded
    .commands()
    .map((command) => command.replace("git ", ""))
    .filter((command) => command !== "http-backend");
  return { processes, requests: server.requests.length - before };
}

function blobsInCache(): number {
  const gitDir = join(
    world.cacheDir,
    readdirSync(world.cacheDir).find((name) => name.endsWith(".git"))!,
  );
  const args = ["cat-file", "--batch-all-objects", "--batch-check=%(objecttype)"];
  const types = execFileSync("git", args, { env: { ...process.env, GIT_DIR: gitDir } }).toString();
  return types.split("\n").filter((type) => type === "blob").length;
}

it("head, tree, read and commit cost so many processes and requests, however many files there are", async () => {
  const head = await repo.head();
  const unchanged = await cost(() => repo.head());
  expect(unchanged).toEqual({ processes: ["rev-parse", "fetch", "log"], requests: 2 });

  const tree = await cost(() => repo.tree(head));
  expect(tree).toEqual({ processes: ["rev-parse", "ls-tree"], requests: 0 });
  expect(await cost(() => repo.tree(head, "folder-1"))).toEqual({ processes: [], requests: 0 });
  expect(blobsInCache()).toBe(0);

  const read = await cost(() => repo.read(Object.keys(files), head));
  expect(read).toEqual({ processes: ["cat-file", "rev-parse", "fetch", "cat-file"], requests: 2 });
  expect(blobsInCache()).toBe(200);
  const again = await cost(() => repo.read(Object.keys(files), head));
  expect(again).toEqual({ processes: ["cat-file"], requests: 0 });

  const changes = Object.keys(files).map((path) => ({ path, text: "changed\n" }));
  const commit = await cost(() => repo.commit(changes, "Change all", head));
  const processes = ["rev-parse", "fast-import", "commit-tree", "push"];
  expect(commit).toEqual({ processes, requests: 2 });
});

it("only the touched trees and blobs are written, and no blob is fetched for it", async () => {
  const fresh = world.open({
    url: `${server.url}/group/tenant.git`,
    cacheDir: join(world.folder, "other"),
  });
  const head = await fresh.head();
  const before = objectsOnServer();
  await fresh.commit([{ path: "folder-3/sub/3.yaml", text: "only this\n" }], "Change one", head);
  // The commit, the blob, and the trees of the root, folder-3 and folder-3/sub.
  expect(objectsOnServer() - before).toBe(5);
  expect(await blobsFetched(fresh)).toBe(0);
});

it("looking adds nothing to the server", async () => {
  const before = objectsOnServer();
  const head = await repo.head();
  await repo.tree(head);
  await repo.read(["folder-0/sub/0.yaml"], head);
  await repo.lastChange("folder-0/sub/0.yaml", head);
  expect(objectsOnServer()).toBe(before);
});

function objectsOnServer(): number {
  const args = ["cat-file", "--batch-all-objects", "--batch-check"];
  return world.server.git(...args).split("\n").length;
}

/** How many of the unchanged files the cache holds. */
async function blobsFetched(of: ConfigRepo): Promise<number> {
  const head = await of.head();
  const { processes } = await cost(() => of.read(["folder-4/sub/4.yaml"], head));
  return processes.includes("fetch") ? 0 : 1;
}

it("a reader of most files has them with the head: one fetch", async () => {
  const reader = world.open({
    url: `${server.url}/group/tenant.git`,
    cacheDir: join(world.folder, "reader"),
    withFiles: true,
  });
  const { requests } = await cost(async () => {
    const head = await reader.head();
    const paths = [...(await reader.tree(head)).keys()];
    expect((await reader.read(paths, head)).size).toBe(200);
  });
  await reader.close();
  // The refs, what the branch points to, and all that it has.
  expect(requests).toBe(3);
});
