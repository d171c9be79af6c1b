import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createBareRepository, foreignEnvironment } from "../../sandbox/bare-repository";
import { startGitServer } from "../../sandbox/git-server";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nautes-sandbox-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("a bare repository has a first commit on main with the files it was given", () => {
  const repository = createBareRepository(join(folder, "a", "b.git"), {
    "x/y z": "1\n",
    run: "2\n",
  });
  expect(repository.git("ls-tree", "-r", "--name-only", "main")).toBe("run\nx/y z");
  const next = repository.push({ run: "3\n", "x/y z": null }, { executable: ["run"] });
  expect(repository.git("rev-parse", "HEAD")).toBe(next);
  expect(repository.git("ls-tree", "-r", "main")).toMatch(/^100755 blob \w+\trun$/);
  expect(repository.git("rev-list", "--count", "main")).toBe("2");
});

it("an ordinary git clones from the server and pushes to it; one without right does not", async () => {
  createBareRepository(join(folder, "srv", "group", "tenant.git"), { a: "1\n" });
  const server = await startGitServer({
    root: join(folder, "srv"),
    users: { writer: { password: "w" }, reader: { password: "r", push: false } },
  });
  const clone = join(folder, "clone");
  const url = new URL("group/tenant.git", `${server.url}/`);
  async function git(user: string, password: string, ...args: string[]): Promise<number> {
    url.username = user;
    url.password = password;
    const env = { ...foreignEnvironment(), GIT_TERMINAL_PROMPT: "0" };
    const child = spawn(
      "git",
      args.map((arg) => (arg === "URL" ? url.href : arg)),
      { env, stdio: "ignore" },
    );
    return new Promise((done) => child.once("close", (code) => done(code ?? -1)));
  }
  expect(await git("writer", "wrong", "clone", "URL", clone)).not.toBe(0);
  expect(await git("reader", "r", "clone", "URL", clone)).toBe(0);
  execFileSync("git", ["commit", "--quiet", "--allow-empty", "-m", "Next"], {
    cwd: clone,
    env: foreignEnvironment(),
  });
  expect(await git("reader", "r", "-C", clone, "push", "URL", "HEAD:main")).not.toBe(0);
  expect(await git("writer", "w", "-C", clone, "push", "URL", "HEAD:main")).toBe(0);
  await server.stop();
});
