import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { run, scriptCommand, type Ended } from "./child-process";
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
