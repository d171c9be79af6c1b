import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { run, scriptCommand, type Ended } from "./child-process";
import { completeSettings } from "../../provider/config-repo/git/settings";
import { startGitServer } from "../../sandbox/git-server";
import { createGitWorld, type GitWorld } from "./git-world";

jest.setTimeout(60_000);

let world: GitWorld;
beforeEach(() => {
  world = createGitWorld({ a: "1\n", "folder/b": "2\n" });
});
afterEach(() => world.stop());

function gitDir(): string {
  return join(
    world.cacheDir,
    readdirSync(world.cacheDir).find((name) => name.endsWith(".git"))!,
  );
}

/** Starts another process of ours that adds files to the repository, one commit each. */
function otherProcess(name: string, count: number): Promise<Ended> {
  const settings = { url: world.server.dir, branch: "main", cacheDir: world.cacheDir };
  const body = `const repo = createGitRepo(${JSON.stringify(settings)});
    for (let index = 0; index < ${count}; ) {
      try {
        await repo.commit([{ path: "${name}/" + index, text: "x" }], "Add", await repo.head());
        index += 1;
      } catch (error) {
        if (error.code !== "stale-read") throw error;
      }
    }
    await repo.close();`;
  return run(scriptCommand(world.folder, name, body)).ended;
}

it("two processes share a cache, and nothing is lost", async () => {
  const both = [otherProcess("one", 5), otherProcess("two", 5)];
  expect((await Promise.all(both)).map(({ code }) => code)).toEqual([0, 0]);
  expect(readdirSync(world.cacheDir).filter((name) => name.endsWith(".git")).length).toBe(1);
  const repo = world.open();
  const tree = await repo.tree(await repo.head());
  expect([...tree.keys()].filter((path) => /^(?:one|two)\//.test(path)).length).toBe(10);
});

it("who waits too long for the cache is told who holds it", async () => {
  const repo = world.open({ timeouts: { lock: 100 } });
  await repo.head();
  mkdirSync(`${gitDir()}.lock`);
  writeFileSync(`${gitDir()}.holder`, "process 4711 on elsewhere");
  await expect(repo.head()).rejects.toMatchObject({ code: "local-failure" });
  await expect(repo.head()).rejects.toThrow(/in use by process 4711 on elsewhere/);
});

it("the lock of a process that crashed is taken over", async () => {
  const repo = world.open();
  const head = await repo.head();
  mkdirSync(`${gitDir()}.lock`);
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(`${gitDir()}.lock`, longAgo, longAgo);
  expect(await repo.head()).toBe(head);
});

it("who loses the cache to another process stops, and says so", async () => {
  const server = await startGitServer({ root: join(world.folder, "srv") });
  world.onStop(() => server.stop());
  const repo = world.open({ url: `${server.url}/group/tenant.git` });
  await repo.head();
  const before = server.requests.length;
  server.inject({ on: "request", does: "hang" });
  const head = repo.head();
  head.catch(() => undefined);
  while (server.requests.length === before) await new Promise((done) => setTimeout(done, 10));
  rmSync(`${gitDir()}.lock`, { recursive: true });
  await expect(head).rejects.toMatchObject({ code: "local-failure", at: gitDir() });
  await expect(head).rejects.toThrow(/taken over by another process/);
  expect(await repo.head()).toBe(world.server.git("rev-parse", "main"));
});

it("a caller waits for the cache longer than a command may take", () => {
  const settings = { url: world.server.dir, branch: "main" };
  for (const timeouts of [{}, { command: 7_000_000 }]) {
    const { command, lock } = completeSettings({ ...settings, timeouts }).timeouts;
    expect(lock).toBeGreaterThan(command);
  }
  expect(completeSettings({ ...settings, timeouts: { lock: 5 } }).timeouts.lock).toBe(5);
});

it("a branch whose name becomes a folder of branches, and back, is read with the same cache", async () => {
  const kept: boolean[] = [];
  for (const branch of ["release", "release/1", "release"]) {
    const old = world.server.git("for-each-ref", "--format=%(refname)", "refs/heads/release");
    if (old !== "") world.server.git("update-ref", "-d", old);
    world.server.git("branch", branch, "main");
    expect(await world.open({ branch }).head()).toBe(world.server.git("rev-parse", "main"));
    // Gone from a cache that was taken for damaged.
    kept.push(existsSync(join(gitDir(), "kept")));
    writeFileSync(join(gitDir(), "kept"), "");
  }
  expect(kept).toEqual([false, true, true]);
});

describe("a damaged cache is made anew", () => {
  const damages: Readonly<Record<string, (dir: string) => void>> = {
    "its objects are gone": (dir) => rmSync(join(dir, "objects"), { recursive: true }),
    "its HEAD is garbage": (dir) => writeFileSync(join(dir, "HEAD"), "\0garbage"),
    "its configuration is garbage": (dir) => writeFileSync(join(dir, "config"), "[[[\n"),
    "its packs are cut short": (dir) => {
      const packs = join(dir, "objects", "pack");
      for (const name of readdirSync(packs)) {
        rmSync(join(packs, name));
        writeFileSync(join(packs, name), "PACK");
      }
    },
    "a git was killed while it held a lock of its own": (dir) =>
      writeFileSync(join(dir, "shallow.lock"), ""),
    "another ref stands where one of ours is to be": (dir) => {
      const branches = join(dir, "refs", "nautes", "branches");
      const packed = readdirSync(branches).map((name) => {
        const id = readFileSync(join(branches, name), "utf8").trim();
        rmSync(join(branches, name));
        return `${id} refs/nautes/branches/${name}/below\n`;
      });
      writeFileSync(join(dir, "packed-refs"), packed.join(""));
    },
    "its list of cut-off commits is garbage": (dir) =>
      writeFileSync(join(dir, "shallow"), "garbage\n"),
  };

  it.each(Object.keys(damages))("%s", async (name) => {
    const before = world.open();
    const seen = await before.head();
    await before.read(["a"], seen);
    damages[name]!(gitDir());
    const repo = world.open();
    const head = world.server.push({ a: "2\n" });
    expect(await repo.head()).toBe(head);
    expect(Object.fromEntries(await repo.read(["a"], head))).toEqual({ a: "2\n" });
    const commit = await repo.commit([{ path: "a", text: "3\n" }], "Change", head);
    expect(world.server.git("show", `${commit}:a`)).toBe("3");
  });

  it("an older commit in it is gone", async () => {
    await world.open().head();
    const packs = join(gitDir(), "objects", "pack");
    const old = readdirSync(packs);
    world.server.push({ a: "2\n" });
    await world.open().head();
    for (const name of old) rmSync(join(packs, name));
    const head = world.server.push({ a: "3\n" });
    const repo = world.open();
    expect(await repo.head()).toBe(head);
    expect([...(await repo.tree(head)).keys()].sort()).toEqual(["a", "folder/b"]);
  });

  it("also between reading and committing", async () => {
    const repo = world.open();
    const seen = await repo.head();
    await repo.tree(seen);
    rmSync(gitDir(), { recursive: true });
    expect(Object.fromEntries(await repo.read(["a"], seen))).toEqual({ a: "1\n" });
    rmSync(gitDir(), { recursive: true });
    const commit = await repo.commit([{ path: "folder/b", text: "3\n" }], "Change", seen);
    expect(world.server.git("ls-tree", "-r", "--name-only", commit)).toBe("a\nfolder/b");
  });
});

it("a cache that others could read is closed to them", async () => {
  mkdirSync(world.cacheDir);
  const repo = world.open();
  await repo.head();
  expect(statSync(gitDir()).mode & 0o777).toBe(0o700);
  expect(existsSync(`${gitDir()}.lock`)).toBe(false);
});
