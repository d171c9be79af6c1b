import { UNKNOWN } from "../../provider/claims/model";
import { configProblems, settingsFrom } from "../../provider/config";

const git = { url: "https://git.example.com" };

describe("The provider's configuration", () => {
  it("takes objects as JSON text, as stack configuration and SDKs send them", () => {
    const settings = settingsFrom(
      {
        repository: "nautes/tenant",
        git: JSON.stringify(git),
        detectDrift: "false",
        productRepositories: '["shop/default.project"]',
      },
      {},
    );
    expect(settings).toMatchObject({
      repository: "nautes/tenant",
      branch: "main",
      git,
      detectDrift: false,
      productRepositories: ["shop/default.project"],
    });
  });

  it("prefers arguments to the stack's configuration, and that to the environment", () => {
    const environment = {
      PULUMI_CONFIG: JSON.stringify({
        repository: "from/stack",
        branch: "stack",
        git: JSON.stringify(git),
      }),
      NAUTES_GIT_PASSWORD: "from-environment",
    };
    const settings = settingsFrom({ repository: "from/argument" }, environment);
    expect(settings.repository).toBe("from/argument");
    expect(settings.branch).toBe("stack");
    expect(settings.git.password).toBe("from-environment");
  });

  it("keeps the environment's credential for the case that the given one is refused", () => {
    const environment = { NAUTES_GIT_PASSWORD: "new", NAUTES_GIT_USERNAME: "me" };
    const settings = settingsFrom({ git: { ...git, password: "old" } }, environment);
    expect(settings.git.password).toBe("old");
    expect(settings.fallback).toEqual({ username: "me", password: "new" });
  });

  it("lets what is not known yet pass", () => {
    expect(configProblems({ repository: UNKNOWN })).toEqual([]);
  });

  it("lets the engine's own keys pass", () => {
    expect(configProblems({ git, version: "0.1.0", pluginDownloadURL: "x" })).toEqual([]);
  });

  const bad: [string, Record<string, unknown>, string, RegExp][] = [
    ["an unknown key", { repo: '"x"' }, "repo", /not known; known here are repository/],
    [
      "an unknown key inside git",
      { git: { ...git, token: "x" } },
      "git.token",
      /known here are url/,
    ],
    ["an unknown key inside commit", { commit: { by: "x" } }, "commit.by", /known here are author/],
    ["an empty repository", { repository: "" }, "repository", /must not be empty/],
    ["a git setting without its address", { git: { username: "x" } }, "git.url", /git\.url/],
    ["a broken JSON text", { git: "{url" }, "git", /not readable as JSON/],
    ["a flag that is a text", { detectDrift: '"yes"' }, "detectDrift", /boolean/],
    ["an author without an address", { commit: { author: "me" } }, "commit.author", /Name </],
    [
      "a message with an unknown placeholder",
      { commit: { message: "{x}" } },
      "commit.message",
      /{x}/,
    ],
    [
      "a trailer that is none",
      { commit: { trailers: { "a b": "x" } } },
      "commit.trailers.a b",
      /./,
    ],
    [
      "a password in the address",
      { git: { url: "https://me:hunter2@git.example.com" } },
      "git.url",
      /git\.password/,
    ],
    ["a key for https", { git: { ...git, privateKey: "k" } }, "git.privateKey", /ssh/],
    [
      "a password for ssh",
      { git: { url: "ssh://git@git.example.com", password: "p" } },
      "git.password",
      /privateKey/,
    ],
    ["no attempts", { batch: { attempts: 0 } }, "batch.attempts", /./],
  ];

  it.each(bad)("refuses %s, naming the key and how to set it", (_, args, key, sentence) => {
    const problems = configProblems(args as never);
    expect(problems.map(({ path }) => path)).toContain(key);
    const reason = problems.find(({ path }) => path === key)!.reason;
    expect(reason).toMatch(sentence);
    expect(reason).toMatch(/pulumi config set/);
    expect(reason).not.toMatch(/hunter2/);
  });

  it("refuses to work without an address", () => {
    expect(() => settingsFrom({ repository: "a/b" }, {})).toThrow(/git\.url is missing/);
  });
});
