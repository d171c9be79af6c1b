import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import type { GitSettings } from "../../provider/config-repo/git/settings";
import { startGitServer } from "../../sandbox/git-server";
import { createSshKey, findSshd } from "../../sandbox/git-ssh-server";
import { createGitWorld, serveBySsh, type GitWorld } from "./git-world";
import { recordGit, type RecordedGit } from "./recorded-git";

jest.setTimeout(60_000);

const canary = "glpat-cAnArY/+ü%41";

let world: GitWorld;
beforeEach(() => {
  world = createGitWorld({ a: "1\n" });
});
afterEach(() => world.stop());

/** Uses every operation, also ones that fail, and answers the messages. */
async function useAll(settings: Partial<GitSettings>): Promise<string> {
  const repo = world.open(settings);
  const head = await repo.head();
  await repo.tree(head);
  await repo.read(["a"], head);
  await repo.lastChange("a", head);
  await repo.commit([{ path: "a", text: "2\n" }], "Change a", head);
  const failures = [
    repo.commit([{ path: "a", text: "3\n" }], "Change a", head),
    world.open({ ...settings, url: `${settings.url ?? ""}-none` }).head(),
    world.open({ ...settings, branch: "none" }).head(),
  ];
  const said = await Promise.all(failures.map((failure) => failure.then(String, String)));
  await repo.close();
  return said.join("\n");
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The temporary folders with keys and scripts that git was told of. */
function temporaryFolders(recorded: RecordedGit): readonly string[] {
  const named = recorded.everything().match(/\/[^\s'=]*pulumi-nautes-[\w-]+/g) ?? [];
  return [...new Set(named)];
}

it("a password is in no argument, no message and no file, and the cache is only for this user", async () => {
  const server = await startGitServer({
    root: join(world.folder, "srv"),
    users: { me: { password: canary } },
  });
  const recorded = recordGit(world.folder);
  const settings = { url: `${server.url}/group/tenant.git`, username: "me", password: canary };
  const messages = await useAll(settings);
  recorded.restore();
  const spellings = [
    canary,
    encodeURIComponent(canary),
    Buffer.from(`me:${canary}`).toString("base64"),
  ];
  for (const spelling of spellings) {
    expect(messages).not.toContain(spelling);
    expect(recorded.everything()).not.toContain(spelling);
    for (const file of filesBelow(world.cacheDir)) {
      expect(readFileSync(file).includes(spelling)).toBe(false);
    }
  }
  expect(recorded.everything()).toContain("push");
  for (const folder of readdirSync(world.cacheDir)) {
    expect(statSync(join(world.cacheDir, folder)).mode & 0o077).toBe(0);
  }
  await world.close();
  expect(temporaryFolders(recorded).length).toBeGreaterThan(0);
  expect(temporaryFolders(recorded).filter((folder) => existsSync(folder))).toEqual([]);
  await server.stop();
});

it("a redirect to another host is not given the password", async () => {
  const asked: string[] = [];
  const elsewhere = await startGitServer({
    root: world.folder,
    users: { me: { password: canary } },
  });
  const trap = createServer((request, response) => {
    asked.push(request.url ?? "");
    const location = `${elsewhere.url}/srv/group/tenant.git${(request.url ?? "").replace(/^\/x/, "")}`;
    response.writeHead(302, { Location: location }).end();
  });
  await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
  const { port } = trap.address() as AddressInfo;
  const repo = world.open({ url: `http://127.0.0.1:${port}/x`, username: "me", password: canary });
  await expect(repo.head()).rejects.toMatchObject({ code: "credentials-refused" });
  expect(asked.length).toBeGreaterThan(0);
  await new Promise((resolve) => trap.close(resolve));
  await elsewhere.stop();
});

it("a proxy's password is in no argument and no message", async () => {
  const recorded = recordGit(world.folder);
  const proxy = `http://me:${encodeURIComponent(canary)}@127.0.0.1:9`;
  const repo = world.open({ url: "https://127.0.0.1:9/x", proxy });
  const failure = await repo.head().then(String, String);
  recorded.restore();
  expect(failure).toContain("cannot be used at the moment");
  for (const text of [failure, recorded.everything()]) {
    expect(text).not.toContain(canary);
    expect(text).not.toContain(encodeURIComponent(canary));
  }
});

const sshTest = findSshd() === undefined && process.env["CI"] !== "true" ? it.skip : it;

sshTest("a private key is in a file of its own only while it is needed", async () => {
  const settings = await serveBySsh(world);
  const recorded = recordGit(world.folder);
  const messages = await useAll(settings);
  recorded.restore();
  const body = settings.privateKey!.split("\n")[1]!;
  expect(messages).not.toContain(body);
  expect(recorded.everything()).not.toContain(body);
  expect(recorded.everything()).toMatch(/StrictHostKeyChecking=yes/);
  for (const file of filesBelow(world.cacheDir)) {
    expect(readFileSync(file).includes(body)).toBe(false);
  }
  await world.close();
  expect(temporaryFolders(recorded).length).toBeGreaterThan(0);
  expect(temporaryFolders(recorded).filter((folder) => existsSync(folder))).toEqual([]);
});

sshTest(
  "a host key that is not known, a key that is not let in, and one that may only read are refused",
  async () => {
    const settings = await serveBySsh(world, { push: false });
    const other = createSshKey(join(world.folder, "other"));
    const forged = settings.knownHosts!.replace(/ssh-ed25519 .*/, other.publicKey);
    const unknown = world.open({ ...settings, knownHosts: forged });
    await expect(unknown.head()).rejects.toMatchObject({ code: "repository-unavailable" });
    await expect(unknown.head()).rejects.toThrow(/host key .* is not known/);
    const stranger = world.open({ ...settings, privateKey: other.privateKey });
    await expect(stranger.head()).rejects.toMatchObject({ code: "credentials-refused" });
    const missing = world.open({ ...settings, url: settings.url!.replace("tenant", "none") });
    await expect(missing.head()).rejects.toMatchObject({ code: "repository-not-found" });
    const reader = world.open(settings);
    const attempt = reader.commit([{ path: "a", text: "2" }], "Change", await reader.head());
    await expect(attempt).rejects.toMatchObject({ code: "permission-denied" });
  },
);
