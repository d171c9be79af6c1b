import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { run, scriptCommand } from "./child-process";
import { createGitWorld, type GitWorld } from "./git-world";

jest.setTimeout(60_000);

/** A disk of its own, of one megabyte, is mounted for one process alone. */
const canMount = spawnSync("unshare", ["-m", "sh", "-c", "mount -t tmpfs none /mnt"]).status === 0;
if (!canMount) process.stderr.write("SKIPPED: full disks, because this user may not mount one.\n");
const mountTest = canMount ? it : it.skip;

let world: GitWorld;
beforeEach(() => {
  world = createGitWorld({ a: "1\n" });
});
afterEach(() => world.stop());

/** Commits a large file while `disk` is full; `prepare` is a shell command that puts there what has to be there first. */
async function onFullDisk(disk: string, url: string, prepare = "true"): Promise<string> {
  const settings = { url, branch: "main", cacheDir: join(world.folder, "cache") };
  const body = `const repo = createGitRepo(${JSON.stringify(settings)});
    const text = Array.from({ length: 300_000 }, Math.random).join();
    try {
      await repo.commit([{ path: "large", text }], "Add", await repo.head());
    } catch (error) {
      console.log(error.code + ": " + error.message);
    }
    await repo.close();`;
  const command = scriptCommand(world.folder, "script", body);
  const shell = `mount -t tmpfs -o size=1m none '${disk}' && ${prepare} && exec "$@"`;
  const { stdout } = await run(["unshare", "-m", "sh", "-c", shell, "sh", ...command]).ended;
  return stdout;
}

mountTest("a full disk under the cache is this machine's failure", async () => {
  const cache = join(world.folder, "cache");
  mkdirSync(cache);
  const said = await onFullDisk(cache, world.server.dir);
  expect(said).toMatch(/^local-failure: The disk that holds the .*cache.* is full/);
  expect(said).toContain("Make room");
});

mountTest("a full disk under the repository is the server's failure", async () => {
  const disk = join(world.folder, "disk");
  mkdirSync(disk);
  const copy = `git clone --quiet --bare '${world.server.dir}' '${disk}/tenant.git'`;
  const said = await onFullDisk(disk, join(disk, "tenant.git"), copy);
  expect(said).toMatch(/^repository-unavailable: The (?:disk of the )?server of .* full/);
});
