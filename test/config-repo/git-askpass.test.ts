import { spawnSync } from "node:child_process";

import { prepareCredentials } from "../../provider/config-repo/git/credentials";
import {
  createPrivateFolder,
  type PrivateFolder,
} from "../../provider/config-repo/git/private-folder";
import { normalisedUrl } from "../../provider/config-repo/git/repository-url";
import { completeSettings } from "../../provider/config-repo/git/settings";
import { startGitServer } from "../../sandbox/git-server";
import { createGitWorld } from "./git-world";

let folder: PrivateFolder;
beforeEach(() => (folder = createPrivateFolder()));
afterEach(() => folder.remove());

/** What git is answered when it asks this; undefined: nothing. */
function answer(url: string, question: string): string | undefined {
  const settings = completeSettings({ url, branch: "main", username: "me", password: "secret" });
  const { variables } = prepareCredentials(settings, folder);
  const { status, stdout } = spawnSync(variables["GIT_ASKPASS"] ?? "", [question], {
    env: { ...process.env, ...variables },
    encoding: "utf8",
  });
  return status === 0 ? stdout.trimEnd() : undefined;
}

test.each([
  ["https://git.example.com/x", "Username for 'https://git.example.com': ", "me"],
  ["https://git.example.com/x", "Password for 'https://me@git.example.com': ", "secret"],
  ["https://Git.Example.com:443/x", "Password for 'https://me@git.example.com': ", "secret"],
  ["https://git.example.com:8443/x", "Password for 'https://me@git.example.com:8443': ", "secret"],
  ["https://git.example.com/x", "Username for 'https://git.example.com/x': ", "me"],
  ["https://git.example.com/x", "Password for 'https://me@git.example.com/x': ", "secret"],
])("of %s, who asks %s is answered", (url, question, expected) => {
  expect(answer(url, question)).toBe(expected);
});

test.each([
  "Username for 'http://git.example.com': ",
  "Password for 'http://me@git.example.com': ",
  "Password for 'https://me@git.example.com:8443': ",
  "Password for 'https://me@git.example.com.evil.example': ",
  "Password for 'https://me@evil.example/x@git.example.com': ",
  "Password for 'https://evil.example/https://git.example.com': ",
  "Password for 'https://proxy.example': ",
  "Enter passphrase for key 'https://git.example.com': ",
])("who asks %s is answered nothing", (question) => {
  expect(answer("https://git.example.com/x", question)).toBeUndefined();
});

test.each([
  ["HTTPS://Git.Example.COM:443/Group/X.git", "https://git.example.com/Group/X.git"],
  ["https://Me%40x@Git.Example.com:8443/a b", "https://Me%40x@git.example.com:8443/a b"],
  ["http://LOCALHOST:80/x", "http://localhost/x"],
  ["git@Git.Example.com:x", "git@Git.Example.com:x"],
  ["ssh://git@Git.Example.com/x", "ssh://git@Git.Example.com/x"],
  ["/srv/X.git", "/srv/X.git"],
])("git is given %s as %s", (url, given) => {
  expect(normalisedUrl(url)).toBe(given);
});

test("a host in capitals is given the password, whatever the user's configuration of paths", async () => {
  const world = createGitWorld({ a: "1\n" });
  const server = await startGitServer({
    root: `${world.folder}/srv`,
    users: { me: { password: "secret" } },
  });
  const url = `${server.url.replace("127.0.0.1", "LocalHost")}/group/tenant.git`;
  const config = `${world.folder}/gitconfig`;
  world.server.git("config", "--file", config, "credential.useHttpPath", "true");
  world.server.git("config", "--file", config, "credential.http://localhost.useHttpPath", "true");
  const before = process.env["GIT_CONFIG_GLOBAL"];
  process.env["GIT_CONFIG_GLOBAL"] = config;
  try {
    const head = await world.open({ url, username: "me", password: "secret" }).head();
    expect(head).toBe(world.server.git("rev-parse", "main"));
  } finally {
    if (before === undefined) delete process.env["GIT_CONFIG_GLOBAL"];
    else process.env["GIT_CONFIG_GLOBAL"] = before;
    await world.stop();
    await server.stop();
  }
});
