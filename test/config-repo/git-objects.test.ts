import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createSshKey, findSshd } from "../../sandbox/git-ssh-server";
import { createGitWorld, serveBySsh, type GitWorld } from "./git-world";

jest.setTimeout(60_000);

let world: GitWorld;
beforeEach(() => {
  world = createGitWorld({ a: "1\n", "folder/b": "2\n" });
});
afterEach(() => world.stop());

it("an executable file stays executable, a new one is not", async () => {
  world.server.push({ run: "#!/bin/sh\n" }, { executable: ["run"] });
  const repo = world.open();
  const changes = [
    { path: "run", text: "#!/bin/bash\n" },
    { path: "new", text: "" },
  ];
  const commit = await repo.commit(changes, "Change", await repo.head());
  const listed = world.server.git("ls-tree", commit, "run", "new");
  expect(listed).toMatch(/^100644 .*\tnew\n100755 .*\trun$/);
});

it("a symbolic link is seen, and never written through or replaced", async () => {
  const work = mkdtempSync(join(tmpdir(), "nautes-link-"));
  execFileSync("git", ["clone", "--quiet", world.server.dir, work]);
  symlinkSync("a", join(work, "link"));
  const git = ["-c", "user.name=S", "-c", "user.email=s@example.com"];
  execFileSync("git", ["-C", work, "add", "link"]);
  execFileSync("git", ["-C", work, ...git, "commit", "--quiet", "-m", "Link"]);
  execFileSync("git", ["-C", work, "push", "--quiet"]);
  rmSync(work, { recursive: true });
  const repo = world.open();
  const head = await repo.head();
  expect((await repo.tree(head)).has("link")).toBe(true);
  for (const text of ["x\n", null]) {
    const attempt = repo.commit([{ path: "link", text }], "Change", head);
    await expect(attempt).rejects.toMatchObject({ code: "repository-unsuitable", at: "link" });
  }
});

it("a submodule is no file, and nothing is written at or below it", async () => {
  const seen = world.server.git("rev-parse", "main");
  const [a, folder] = ["a", "folder"].map((name) => world.server.git("rev-parse", `main:${name}`));
  const entries = `100644 blob ${a}\ta\n040000 tree ${folder}\tfolder\n160000 commit ${seen}\tsub\n`;
  const tree = execFileSync("git", ["--git-dir", world.server.dir, "mktree"], { input: entries });
  const head = world.server.git("commit-tree", "-m", "Sub", "-p", seen, tree.toString().trim());
  world.server.git("update-ref", "refs/heads/main", head);
  const repo = world.open();
  expect([...(await repo.tree(await repo.head())).keys()]).toEqual(["a", "folder/b"]);
  expect((await repo.read(["sub", "a"], head)).has("sub")).toBe(false);
  const changes = ["sub", "sub/x", "sub/x/y"].flatMap((path) => [
    { path, text: "x\n" },
    { path, text: null },
  ]);
  for (const change of changes) {
    const attempt = repo.commit([change, { path: "new", text: "" }], "Change", head);
    await expect(attempt).rejects.toMatchObject({ code: "repository-unsuitable", at: "sub" });
  }
  const commit = await repo.commit([{ path: "sub2/x", text: "x\n" }], "Change", head);
  expect(world.server.git("ls-tree", commit, "sub")).toBe(`160000 commit ${seen}\tsub`);
});

it("a file that is not UTF-8 is refused by name, and a byte order mark is kept", async () => {
  const work = mkdtempSync(join(tmpdir(), "nautes-latin-"));
  execFileSync("git", ["clone", "--quiet", world.server.dir, work]);
  writeFileSync(join(work, "latin"), Buffer.from("caf\xe9\n", "latin1"));
  const git = ["-c", "user.name=S", "-c", "user.email=s@example.com"];
  execFileSync("git", ["-C", work, "add", "latin"]);
  execFileSync("git", ["-C", work, ...git, "commit", "--quiet", "-m", "Latin"]);
  execFileSync("git", ["-C", work, "push", "--quiet"]);
  rmSync(work, { recursive: true });
  const head = world.server.push({ bom: "\ufeffa: 1\n" });
  const repo = world.open();
  const attempt = repo.read(["latin", "a"], head);
  await expect(attempt).rejects.toMatchObject({ code: "repository-unsuitable", at: "latin" });
  expect((await repo.read(["bom"], head)).get("bom")).toBe("\ufeffa: 1\n");
});

it("author, committer, message and signature are as they were set", async () => {
  const key = createSshKey(join(world.folder, "signing"));
  const repo = world.open({
    author: { name: "Änne Author", email: "anne@example.com" },
    committer: { name: "Carl Committer", email: "carl@example.com" },
    signingKey: key.privateKey,
  });
  const message = "Register 1 cluster: pd\n\nPulumi-Stack: shop/dev\nRegisters: pd";
  const commit = await repo.commit([{ path: "x", text: "1" }], message, await repo.head());
  const format = "--format=%an <%ae>|%cn <%ce>|%B";
  expect(world.server.git("show", "-s", format, commit)).toBe(
    `Änne Author <anne@example.com>|Carl Committer <carl@example.com>|${message}`,
  );
  const allowed = join(world.folder, "allowed");
  writeFileSync(allowed, `carl@example.com ${key.publicKey}\n`);
  const allow = ["-c", "gpg.format=ssh", "-c", `gpg.ssh.allowedSignersFile=${allowed}`];
  expect(() => world.server.git(...allow, "verify-commit", commit)).not.toThrow();
  writeFileSync(
    allowed,
    `carl@example.com ${createSshKey(join(world.folder, "other")).publicKey}\n`,
  );
  expect(() => world.server.git(...allow, "verify-commit", commit)).toThrow();
});

it("configuration of the user's own does not change what is committed", async () => {
  const config = join(world.folder, "gitconfig");
  writeFileSync(
    config,
    "[core]\nautocrlf = true\nquotePath = true\n[commit]\ngpgSign = true\n[i18n]\ncommitEncoding = latin1\n[push]\nfollowTags = true\ngpgSign = if-asked\n[fetch]\nprune = true\n[log]\nshowSignature = true\n[trailer]\nseparators = #\n",
  );
  const before = process.env["GIT_CONFIG_GLOBAL"];
  process.env["GIT_CONFIG_GLOBAL"] = config;
  try {
    const repo = world.open();
    const text = "one\r\ntwo\n";
    const commit = await repo.commit([{ path: "ü", text }], "Ü\n\nRegisters: ü", await repo.head());
    expect((await repo.read(["ü"], commit)).get("ü")).toBe(text);
    expect((await repo.lastChange("ü", commit))?.trailers.get("Registers")).toEqual(["ü"]);
    expect(world.server.git("cat-file", "commit", commit)).not.toMatch(/^(?:encoding|gpgsig)/m);
  } finally {
    if (before === undefined) delete process.env["GIT_CONFIG_GLOBAL"];
    else process.env["GIT_CONFIG_GLOBAL"] = before;
  }
});

it("a repository of SHA-256 objects works as well", async () => {
  const dir = join(world.folder, "sha256.git");
  world.server.git("init", "--quiet", "--bare", "--object-format=sha256", "-b", "main", dir);
  function git(...args: string[]): string {
    return world.server.git("--git-dir", dir, ...args);
  }
  const first = git("commit-tree", "-m", "Begin", git("mktree", "--missing"));
  git("update-ref", "refs/heads/main", first);
  const repo = world.open({ url: dir });
  const seen = await repo.head();
  expect(seen).toHaveLength(64);
  const commit = await repo.commit([{ path: "a/b", text: "1\n" }], "Add", seen);
  expect(Object.fromEntries(await repo.read(["a/b"], commit))).toEqual({ "a/b": "1\n" });
  expect(git("rev-parse", "main")).toBe(commit);
});

const sshTest = findSshd() === undefined && process.env["CI"] !== "true" ? it.skip : it;

sshTest.each([
  ["speaks Git's old protocol and gives no single files", { protocol2: false }],
  ["knows no filters", { filters: false }],
  ["speaks the old protocol without filters", { protocol2: false, filters: false }],
])("a server that %s is read and written all the same", async (_, way) => {
  const settings = await serveBySsh(world, way);
  const repo = world.open(settings);
  const seen = await repo.head();
  const head = world.server.push({ a: "changed\n", c: "3\n" });
  expect(await repo.head()).toBe(head);
  const read = await repo.read(["a", "c", "folder/b"], head);
  expect(Object.fromEntries(read)).toEqual({ a: "changed\n", c: "3\n", "folder/b": "2\n" });
  expect(Object.fromEntries(await repo.read(["a"], seen))).toEqual({ a: "1\n" });
  expect(await repo.lastChange("folder/b", head)).toMatchObject({ commit: seen, subject: "Begin" });
  const commit = await repo.commit([{ path: "folder/b", text: null }], "Delete", head);
  expect(await repo.head()).toBe(commit);
  await repo.close();
});
