import { UNKNOWN } from "../../provider/claims/model";
import { configProblems, settingsFrom } from "../../provider/config/settings";

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

  it("gives the environment's credential to no other server than it is meant for", () => {
    const NAUTES_GIT_PASSWORD = "new";
    const elsewhere = { git: { url: "https://elsewhere.example.com" } };
    const PULUMI_CONFIG = JSON.stringify({ git: JSON.stringify(git) });
    for (const environment of [
      { NAUTES_GIT_PASSWORD, NAUTES_GIT_URL: git.url },
      { NAUTES_GIT_PASSWORD, PULUMI_CONFIG },
    ]) {
      expect(settingsFrom(elsewhere, environment).git.password).toBeUndefined();
      expect(settingsFrom(elsewhere, environment).fallback).toBeUndefined();
      expect(settingsFrom({ git }, environment).git.password).toBe("new");
    }
  });

  it("has no Vault unless an address says where", () => {
    expect(settingsFrom({ git, vault: '{"token":"t"}' }, {}).vault).toBeUndefined();
    const vault = { address: "https://vault.example.com:8200/", token: "t", mount: "kv/clusters" };
    expect(settingsFrom({ git, vault }, { VAULT_NAMESPACE: "ns" }).vault).toEqual({
      ...vault,
      address: "https://vault.example.com:8200",
      fallbackToken: undefined,
      caCertificate: undefined,
      caFile: undefined,
      namespace: "ns",
    });
    const VAULT_ADDR = "https://vault.example.com:8200";
    expect(settingsFrom({ git }, { VAULT_ADDR, VAULT_TOKEN: "env" }).vault).toMatchObject({
      address: VAULT_ADDR,
      token: "env",
      mount: "cluster",
    });
  });

  it("gives the environment's Vault token to no other Vault than it is meant for", () => {
    const address = "https://vault.example.com:8200";
    const VAULT_TOKEN = "env";
    const PULUMI_CONFIG = JSON.stringify({ vault: JSON.stringify({ address }) });
    const elsewhere = {
      git,
      vault: { address: "https://elsewhere.example.com:8200", token: "old" },
    };
    for (const environment of [
      { VAULT_TOKEN, VAULT_ADDR: address, VAULT_NAMESPACE: "ns", VAULT_CACERT: "/ca.pem" },
      { VAULT_TOKEN, PULUMI_CONFIG },
    ]) {
      expect(settingsFrom(elsewhere, environment).vault).toMatchObject({
        token: "old",
        fallbackToken: undefined,
        caFile: undefined,
        namespace: undefined,
      });
      expect(settingsFrom({ git, vault: { address } }, environment).vault?.token).toBe("env");
    }
  });

  it("refuses an address or a mount of Vault that can be none, without repeating it", () => {
    for (const address of [
      "vault:8200",
      "ftp://vault",
      "https://me:canary@vault",
      "https://v/?a",
    ]) {
      const problems = configProblems({ git, vault: { address, mount: "../sys" } });
      expect(problems.map(({ path }) => path)).toEqual(["vault.address", "vault.mount"]);
      expect(JSON.stringify(problems)).not.toContain("canary");
      expect(() => settingsFrom({ git }, { VAULT_ADDR: address })).toThrow(/VAULT_ADDR must/);
    }
  });

  it("lets what is not known yet pass", () => {
    expect(configProblems({ repository: UNKNOWN })).toEqual([]);
  });

  it("lets the engine's own keys pass", () => {
    expect(configProblems({ git, version: "0.1.0", pluginDownloadURL: "x" })).toEqual([]);
  });

  it("tells all problems at once, and lets what is not known yet pass beside them", () => {
    const problems = configProblems({
      repository: UNKNOWN,
      git: { url: UNKNOWN, privateKey: "k" },
      commit: "{",
      batch: { quiet: UNKNOWN, longest: -1 },
      colour: "red",
    });
    expect(problems.map(({ path }) => path)).toEqual(["commit", "batch.longest", "colour"]);
  });

  it("refuses to work without an address", () => {
    expect(() => settingsFrom({ repository: "a/b" }, {})).toThrow(/git\.url is missing/);
  });
});

describe("What holds for one run", () => {
  const [one, other] = ["0".repeat(40), "a".repeat(64)];

  it("comes from the environment, else from the stack's configuration, never from arguments", () => {
    const PULUMI_CONFIG = JSON.stringify({ base: one, force: "true" });
    expect(settingsFrom({ git }, { PULUMI_CONFIG })).toMatchObject({ base: one, force: true });
    const environment = { PULUMI_CONFIG, NAUTES_BASE: `{"x":"${other}"}`, NAUTES_FORCE: "false" };
    expect(settingsFrom({ git }, environment)).toMatchObject({ base: { x: other }, force: false });
    const arguments_ = settingsFrom({ git, base: one, force: "true" }, {});
    expect([arguments_.base, arguments_.force]).toEqual([undefined, false]);
  });

  it.each(["abc", "main", `{"x":"abc"}`, "1"])("refuses %s for a commit", (NAUTES_BASE) => {
    expect(() => settingsFrom({ git }, { NAUTES_BASE })).toThrow(
      /^NAUTES_BASE must be a commit id.*\nCorrect or unset it\.$/,
    );
    const PULUMI_CONFIG = JSON.stringify({ base: NAUTES_BASE });
    expect(() => settingsFrom({ git }, { PULUMI_CONFIG })).toThrow(/^base/);
  });

  it("refuses what is neither true nor false for force", () => {
    expect(() => settingsFrom({ git }, { NAUTES_FORCE: "yes" })).toThrow(
      "NAUTES_FORCE must be true or false.",
    );
  });
});
