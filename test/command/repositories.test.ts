import { join } from "node:path";

import { parsedOptions } from "../../command/options/parse";
import { repositoryHelp, repositoryOptions } from "../../command/repositories/options";
import { withSession } from "../../command/repositories/session";
import { settingsFor, timeoutOf } from "../../command/repositories/settings";
import { RepositoryFolder } from "../support/bare-repository";
import { folders } from "./scripted";

const { make, clear } = folders();
afterAll(clear);

const stack = `encryptionsalt: v1:x
config:
  nautes:repository: nautes/tenant
  nautes:gitlab:
    url: https://gitlab.example.com
    token:
      secure: v1:abc
  nautes:productRepositories: [shop/default.project]
  clusters:tenant: { name: tenant1 }
`;

function settings(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  return settingsFor(parsedOptions(words, repositoryOptions).values, environment);
}

test("options are what the provider is configured with, and credentials come from the environment", () => {
  const words = ["-r", "nautes/tenant", "-b", "trunk", "--gitlab-url", "https://git.example.com"];
  const found = settings([...words, "--product-repository", "shop/default.project"], {
    GITLAB_TOKEN: "canary",
  });
  expect(found).toMatchObject({
    repository: "nautes/tenant",
    branch: "trunk",
    gitlab: { url: "https://git.example.com", token: "canary" },
    productRepositories: ["shop/default.project"],
  });
});

test("the configuration of a stack is taken from its file, without what is encrypted, and options go first", () => {
  const file = join(make({ "Pulumi.dev.yaml": stack }), "Pulumi.dev.yaml");
  expect(settings(["--config-file", file], { GITLAB_TOKEN: "canary" })).toMatchObject({
    repository: "nautes/tenant",
    gitlab: { url: "https://gitlab.example.com", token: "canary" },
    productRepositories: ["shop/default.project"],
  });
  const elsewhere = settings(["--config-file", file, "--url", "/srv/git", "-r", "t"]);
  expect(elsewhere).toMatchObject({ repository: "t", git: { url: "/srv/git" } });
  expect(elsewhere.gitlab).toBeUndefined();
});

test.each<[string, readonly string[]]>([
  ["Where the repositories are is not said", ["-r", "t"]],
  ["--url and --gitlab-url name two servers", ["--url", "a", "--gitlab-url", "b"]],
  ["--ca-certificate is of a server", ["--ca-certificate", "x", "-r", "t"]],
  ["nowhere.yaml cannot be read (ENOENT)", ["--config-file", "nowhere.yaml"]],
  ["has no configuration of a stack", ["--config-file", "package.json"]],
  ["There is no option --repo;", ["--repo", "t"]],
])("%s", (message, words) => {
  expect(() => settings(words)).toThrow(message);
});

test("the time that servers have is a number of seconds", () => {
  expect([timeoutOf({}), timeoutOf({ timeout: "5" })]).toEqual([600_000, 5000]);
  expect(() => timeoutOf({ timeout: "0" })).toThrow("--timeout is a number of seconds");
});

test("every option is explained, in lines of a hundred characters at most", () => {
  for (const name of Object.keys(repositoryOptions)) expect(repositoryHelp).toContain(`--${name}`);
  for (const line of repositoryHelp.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
});

test("a session looks at a branch, and ends with its work", async () => {
  const repositories = new RepositoryFolder();
  repositories.create("nautes/tenant", { "README.md": "ours\n" });
  const cache = join(make(), "cache");
  const handlers = process.listenerCount("SIGTERM");
  try {
    const found = await withSession(
      settings(["--url", repositories.folder], { XDG_CACHE_HOME: cache }),
      60_000,
      { out: () => undefined, err: () => undefined, watched: false, input: () => "" },
      (session, call) => session.look("nautes/tenant", "main", (paths) => paths, call),
    );
    expect([...found.texts]).toEqual([["README.md", "ours\n"]]);
    expect(process.listenerCount("SIGTERM") - handlers).toBeLessThanOrEqual(1);
  } finally {
    repositories.remove();
  }
});
