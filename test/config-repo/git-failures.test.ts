import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { ErrorCode } from "../../provider/errors";
import type { GitSettings } from "../../provider/config-repo/git/settings";
import { createServerCertificate } from "../../sandbox/certificates";
import { startGitServer, type GitServer } from "../../sandbox/git-server";
import { createGitWorld, type GitWorld } from "./git-world";

jest.setTimeout(60_000);

const users = {
  writer: { password: "writer-secret" },
  reader: { password: "reader-secret", push: false },
};

let world: GitWorld;
let server: GitServer;
beforeAll(async () => {
  world = createGitWorld({ "README.md": "# Tenant\n" });
  server = await startGitServer({ root: join(world.folder, "srv"), users });
});
afterAll(async () => {
  await world.stop();
  await server.stop();
});

function as(user: keyof typeof users, repository = "group/tenant.git"): Partial<GitSettings> {
  const url = `${server.url}/${repository}`;
  return { url, username: user, password: users[user].password };
}

/** Reads the head and commits one file; how that failed. Nothing must have been written. */
async function failure(settings: Partial<GitSettings>): Promise<Error & { code: ErrorCode }> {
  const before = world.server.git("for-each-ref");
  const repo = world.open(settings);
  try {
    await repo.commit([{ path: "file", text: "x\n" }], "Add a file", await repo.head());
  } catch (error) {
    expect(world.server.git("for-each-ref")).toBe(before);
    const { message } = error as Error;
    // A whole sentence first, then what to do; never a stack trace, never a secret.
    expect(message.split("\n").length).toBeGreaterThan(1);
    expect(message.split("\n")[0]).toMatch(/[.:!]$/);
    expect(message).not.toMatch(/-secret|^\s+at /m);
    return error as Error & { code: ErrorCode };
  } finally {
    await repo.close();
  }
  throw new Error("it did not fail");
}

async function expectFailure(
  settings: Partial<GitSettings>,
  code: ErrorCode,
  ...words: readonly string[]
): Promise<void> {
  const error = await failure(settings);
  expect(error.code).toBe(code);
  for (const word of words) expect(error.message).toContain(word);
}

describe("reaching the repository fails with a sentence and what to do", () => {
  it("no such repository on a server", () =>
    expectFailure(as("writer", "group/none.git"), "repository-not-found", "Check `repository`"));

  it("no such local folder, or one that is no repository", async () => {
    await expectFailure(
      { url: join(world.folder, "none") },
      "repository-not-found",
      "git init --bare",
    );
    await expectFailure(
      { url: join(world.folder, "srv") },
      "repository-not-found",
      "no Git repository",
    );
  });

  it("no such branch: the message names those there are", async () => {
    world.server.push({ x: "1" }, { branch: "trunk" });
    await expectFailure(
      { branch: "missing" },
      "branch-not-found",
      "no branch missing",
      "main, trunk",
    );
    await expectFailure({ ...as("writer"), branch: "missing" }, "branch-not-found", "main, trunk");
  });

  it("and never asks the remote of a clone that the program happens to lie in", async () => {
    const theirs = createGitWorld();
    theirs.server.push({ x: "1" }, { branch: "theirs" });
    const clone = join(theirs.folder, "clone");
    theirs.server.git("clone", "--quiet", "--branch=theirs", theirs.server.dir, clone);
    const before = process.cwd();
    process.chdir(clone);
    try {
      await expectFailure({ branch: "missing" }, "branch-not-found", "one that it has (main");
    } finally {
      process.chdir(before);
    }
  });

  it("an empty repository", async () => {
    const empty = createGitWorld();
    await expectFailure(
      { url: empty.server.dir },
      "repository-empty",
      "first commit on the branch main",
    );
    await empty.stop();
  });

  it("a working copy instead of a bare repository", async () => {
    const copy = join(world.folder, "copy");
    world.server.git("clone", "--quiet", world.server.dir, copy);
    await expectFailure({ url: copy }, "repository-unsuitable", "git clone --bare");
    await expectFailure({ url: join(copy, ".git") }, "repository-unsuitable", "working copy");
  });

  it("a refused password, and none at all", async () => {
    const url = `${server.url}/group/tenant.git`;
    const wrong = { url, username: "writer", password: "wrong-secret" };
    await expectFailure(wrong, "credentials-refused", "git.password");
    await expectFailure({ url }, "credentials-refused", "git.password");
  });

  it("a server that is not there, and one that answers 503", async () => {
    await expectFailure(
      { url: "http://127.0.0.1:9/x.git" },
      "repository-unavailable",
      "server is up",
    );
    server.inject({ on: "request", does: "unavailable" });
    await expectFailure(as("writer"), "repository-unavailable", "503");
  });

  it("a server that does not answer in time", async () => {
    server.inject({ on: "request", does: "hang" });
    const settings = { ...as("writer"), timeouts: { command: 1_500 } };
    await expectFailure(settings, "repository-unavailable", "did not answer in time");
  });

  it("a certificate of an unknown authority, and one that the clock makes invalid", async () => {
    const year = 365 * 24 * 3_600_000;
    const validities = {
      good: undefined,
      expired: { from: new Date(Date.now() - 2 * year), until: new Date(Date.now() - year) },
      future: { from: new Date(Date.now() + year), until: new Date(Date.now() + 2 * year) },
    };
    for (const [name, validity] of Object.entries(validities)) {
      const tls = createServerCertificate(join(world.folder, `tls-${name}`), validity);
      const https = await startGitServer({ root: join(world.folder, "srv"), tls });
      const url = `${https.url}/group/tenant.git`;
      const trusted = { url, caCertificate: tls.authority };
      if (name === "good")
        await expectFailure({ url }, "repository-unavailable", "git.caCertificate");
      else await expectFailure(trusted, "local-failure", "Check the clock of this machine");
      await https.stop();
    }
  });
});

describe("a refused push says why, in the server's own words", () => {
  afterEach(() => world.server.hook("pre-receive", "exit 0"));

  it("no right to push", () => expectFailure(as("reader"), "permission-denied", "right to push"));

  it("a hook refuses", async () => {
    world.server.hook(
      "pre-receive",
      `printf 'Author is \\033[31mnot\\033[0m a member of the team\\n' >&2; exit 1`,
    );
    const words = "Author is not a member of the team";
    await expectFailure({}, "push-refused", words, "hook or push rule");
    await expectFailure(as("writer"), "push-refused", words);
  });

  it("a protected branch", async () => {
    const words = "GitLab: You are not allowed to push code to protected branches on this project.";
    world.server.hook("pre-receive", `echo '${words}' >&2; exit 1`);
    await expectFailure(as("writer"), "push-refused", words, "branch main", "protected");
  });

  it("a server that grants no push to this project", async () => {
    const words = "You are not allowed to push code to this project.";
    world.server.hook("pre-receive", `echo '${words}' >&2; exit 1`);
    await expectFailure(as("writer"), "permission-denied", words);
  });

  it("a hook that talks for ever is cut short", async () => {
    world.server.hook("pre-receive", "seq -f 'line %g of many' 5000 >&2; exit 1");
    const error = await failure({});
    expect(error.message.length).toBeLessThan(1_500);
  });

  it("a full disk of the server", async () => {
    // What git itself prints when write(2) answers ENOSPC.
    world.server.hook(
      "pre-receive",
      "echo 'fatal: write error: No space left on device' >&2; exit 1",
    );
    await expectFailure(as("writer"), "repository-unavailable", "disk of the server");
  });
});

describe("a failure of this machine is not blamed on the server", () => {
  it("a cache folder that cannot be made", async () => {
    const file = join(world.folder, "file");
    writeFileSync(file, "");
    await expectFailure({ cacheDir: join(file, "cache") }, "local-failure", "XDG_CACHE_HOME");
  });

  it("no git on the PATH, and one that is too old", async () => {
    const path = process.env["PATH"];
    const bin = join(world.folder, "bin");
    mkdirSync(bin);
    try {
      process.env["PATH"] = bin;
      await expect(world.open().head()).rejects.toThrow(/^Git was not found.*\nInstall git 2\.34/);
      writeFileSync(join(bin, "git"), "#!/bin/sh\necho git version 2.30.2\n", { mode: 0o755 });
      await expect(world.open().head()).rejects.toThrow(/Git 2.34 or newer is needed.*2\.30\.2/);
    } finally {
      process.env["PATH"] = path;
    }
  });

  it("a signing key that is none", () =>
    expectFailure(
      { signingKey: join(world.folder, "no-key") },
      "local-failure",
      "commit.signingKey",
    ));
});
