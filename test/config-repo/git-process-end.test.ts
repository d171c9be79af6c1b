import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { startGitServer, type GitServer } from "../../sandbox/git-server";
import { run, scriptCommand } from "./child-process";
import { createGitWorld, type GitWorld } from "./git-world";

jest.setTimeout(60_000);

let world: GitWorld;
let server: GitServer;
let temporary: string;
beforeEach(async () => {
  world = createGitWorld({ a: "1\n" });
  server = await startGitServer({
    root: join(world.folder, "srv"),
    users: { me: { password: "secret" } },
  });
  temporary = join(world.folder, "tmp");
  mkdirSync(temporary);
});
afterEach(async () => {
  await world.stop();
  await server.stop();
});

/** Processes whose environment names our askpass: git and its helpers. */
function gits(): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        readFileSync(`/proc/${pid}/environ`, "utf8").includes(`GIT_ASKPASS=${temporary}`)
      );
    } catch {
      return false;
    }
  });
}

function secrets(): readonly string[] {
  return readdirSync(temporary).filter((name) => name.startsWith("pulumi-nautes-"));
}

const linuxTest = process.platform === "linux" ? it : it.skip;

linuxTest.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "a process ended by %s dies of it, and leaves no git and no secret behind",
  async (signal) => {
    const settings = {
      url: `${server.url}/group/tenant.git`,
      branch: "main",
      cacheDir: world.cacheDir,
      username: "me",
      password: "secret",
    };
    const body = `const repo = createGitRepo(${JSON.stringify(settings)});
      await repo.head();
      console.log("ready");
      await repo.head();`;
    const child = run(scriptCommand(world.folder, "script", body), { TMPDIR: temporary });
    await child.printed("ready");
    server.inject({ on: "request", does: "hang" });
    while (gits().length === 0) await new Promise((done) => setTimeout(done, 10));
    expect(secrets()).toHaveLength(1);
    process.kill(child.pid, signal);
    expect((await child.ended).code).toBe(signal);
    expect(secrets()).toEqual([]);
    for (let tries = 0; gits().length > 0 && tries < 100; tries += 1) {
      await new Promise((done) => setTimeout(done, 20));
    }
    expect(gits()).toEqual([]);
  },
);

linuxTest("secrets of a process that was killed go with the next one, others stay", async () => {
  const settings = {
    url: `${server.url}/group/tenant.git`,
    branch: "main",
    cacheDir: world.cacheDir,
    username: "me",
    password: "secret",
  };
  const open = `const repo = createGitRepo(${JSON.stringify(settings)});
    await repo.head();`;
  const waits = scriptCommand(
    world.folder,
    "waits",
    `${open} console.log("ready"); setInterval(() => 0, 1000);`,
  );
  const [killed, living] = [0, 1].map(() => run(waits, { TMPDIR: temporary }));
  await Promise.all([killed!.printed("ready"), living!.printed("ready")]);
  process.kill(killed!.pid, "SIGKILL");
  await killed!.ended;
  expect(secrets()).toHaveLength(2);
  const foreign = secrets()
    .find((name) => name.includes(`-${killed!.pid}-`))!
    .replace(/^pulumi-nautes-\w+/, "pulumi-nautes-elsewhere");
  mkdirSync(join(temporary, foreign));
  const next = run(scriptCommand(world.folder, "next", `${open} await repo.close();`), {
    TMPDIR: temporary,
  });
  expect((await next.ended).code).toBe(0);
  const left = secrets().filter((name) => name !== foreign);
  expect(left).toHaveLength(1);
  expect(left[0]).toContain(`-${living!.pid}-`);
  expect(secrets()).toContain(foreign);
  process.kill(living!.pid, "SIGTERM");
  await living!.ended;
});

it("a caller that gives up in the middle gets `cancelled`, and git is ended", async () => {
  const url = `${server.url}/group/tenant.git`;
  const repo = world.open({ url, username: "me", password: "secret" });
  await repo.head();
  server.inject({ on: "request", does: "hang" });
  const controller = new AbortController();
  const before = server.requests.length;
  const head = repo.head(controller.signal);
  // The first is answered 401; the one that brings the password hangs.
  while (server.requests.length < before + 2) await new Promise((done) => setTimeout(done, 10));
  controller.abort();
  await expect(head).rejects.toMatchObject({ code: "cancelled" });
  expect(await repo.head()).toBe(world.server.git("rev-parse", "main"));
});

it("closing ends what is under way", async () => {
  const url = `${server.url}/group/tenant.git`;
  const repo = world.open({ url, username: "me", password: "secret" });
  server.inject({ on: "request", does: "hang" });
  const head = repo.head();
  while (server.requests.length === 0) await new Promise((done) => setTimeout(done, 10));
  await Promise.all([expect(head).rejects.toMatchObject({ code: "cancelled" }), repo.close()]);
});
