import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServerCertificate } from "../../sandbox/certificates";
import { startVault } from "../../sandbox/vault/vault";
import type { Plain } from "../provider/world";
import { secret } from "../provider/world";
import type { Rejection } from "../support/plugin";
import { rejection } from "../support/plugin";
import { canary, CredentialWorld, kubeconfig, urnOf } from "./credentials";

const worlds = new CredentialWorld();

beforeAll(() => worlds.start());
afterAll(() => worlds.stop());

/** The plugin works with the root token again. */
async function withVault(): Promise<void> {
  await worlds.configure({ address: worlds.vault.address, token: worlds.vault.token });
}

/** What a preview of a first registration is refused with: in one sentence and a remedy. */
async function refused(inputs: Plain = worlds.inputs()): Promise<Rejection> {
  const checked = await worlds.checked(inputs);
  const refusal = await rejection(worlds.plugin.create(urnOf(inputs), checked, true));
  expect(refusal.details).toMatch(/^[A-Z].*\.\n[A-Z].*\. \[[a-z-]+.*\]$/s);
  expect(refusal.details).not.toMatch(new RegExp(`${canary}|${worlds.vault.token}`));
  return refusal;
}

describe("A preview says what keeps the credential from being kept", () => {
  afterEach(withVault);

  it("a sealed Vault", async () => {
    const inputs = worlds.inputs();
    const state = await worlds.created(inputs);
    await worlds.vault.seal();
    try {
      const { code, details } = await refused();
      expect([code, details]).toEqual([14, expect.stringMatching(/is sealed\.\nUnseal it/)]);
      expect(await worlds.read(state)).toEqual(state);
      const [{ message } = { message: "" }] = await worlds.told(inputs, 1);
      expect(message).toMatch(/^Drift unknown: Vault at .* is sealed/);
    } finally {
      await worlds.vault.unseal();
    }
    expect(await worlds.read(state)).toEqual(state);
  });

  it("a token that is wrong, and one that may not", async () => {
    const { address } = worlds.vault;
    await worlds.configure({ address, token: "wrong-token" });
    const wrong = await refused();
    expect(wrong).toMatchObject({ code: 7, details: expect.stringContaining("accept the token") });
    expect(wrong.details).not.toContain("wrong-token");
    const token = await worlds.vault.tokenFor({ "cluster/data/other/*": ["read"] });
    await worlds.configure({ address, token });
    const { code, details } = await refused();
    expect(code).toBe(7);
    expect(details).toMatch(/may not read cluster\/data\/kubernetes\/pd.*vault-permission-denied/s);
    await worlds.configure({ address });
    expect((await refused()).details).toMatch(/^There is no token/);
  });

  it("an engine that is not there, or of version 1", async () => {
    const missing = await refused(worlds.inputs({ mount: "nowhere" }));
    expect(missing.code).toBe(5);
    expect(missing.details).toMatch(/no KV version 2 engine at nowhere.*-path=nowhere/s);
    await worlds.vault.request("POST", "sys/mounts/old", { type: "kv" });
    const old = await refused(worlds.inputs({ mount: "old" }));
    expect(old.details).toMatch(/at old: there is a KV engine of version 1/);
  });

  it("a server that is not there", async () => {
    await worlds.configure({ address: "http://127.0.0.1:1", token: "t" });
    const { code, details } = await refused();
    expect(code).toBe(14);
    expect(details).toMatch(/^Vault at http:\/\/127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)/);
  });

  it("a kubeconfig that operators could not use, as a problem of the property", async () => {
    const exec = kubeconfig().replace("{ token:", "{ exec: { command: x }, other:");
    const inputs = worlds.inputs({ kubeconfig: secret(exec) });
    const { failures } = await worlds.plugin.check(urnOf(inputs), inputs);
    expect(failures).toEqual([expect.stringMatching(/^kubeconfig has a user with `exec`/)]);
    expect(failures.join()).not.toContain(canary);
    await worlds.configure();
    expect((await worlds.plugin.check(urnOf(inputs), inputs)).failures).toEqual([]);
    const pulled = { ...inputs, purpose: "pull" };
    expect((await worlds.plugin.check(urnOf(inputs), pulled)).failures).toEqual(failures);
  });
});

describe("Where the configuration names no Vault", () => {
  beforeAll(() => worlds.configure());
  afterAll(withVault);

  it("nothing is kept, push says nothing, and pull where the operators will look", async () => {
    const pushed = worlds.inputs();
    const state = await worlds.created(pushed);
    expect(state.outputs).toMatchObject({ stored: false, version: 0 });
    const pulled = worlds.inputs({ purpose: "pull" });
    await worlds.created(pulled);
    const told = await worlds.told(pulled, 2);
    expect(told.map(({ message }) => message)).toEqual([
      expect.stringMatching(/argo-operator/),
      expect.stringMatching(/look for it at cluster\/kubernetes\/pd\d+\/default\/admin, key `kub/),
    ]);
    expect(await worlds.told(pushed, 0)).toEqual([]);
    expect(await worlds.changes(state, pushed)).toEqual([[], []]);
    expect(await worlds.read(state)).toEqual(state);
    await worlds.delete(state);
    expect(await worlds.kept(pushed)).toBeUndefined();
  });

  it("it is kept by the next update once there is one", async () => {
    const inputs = worlds.inputs();
    const state = await worlds.created(inputs);
    await withVault();
    expect(await worlds.changes(state, inputs)).toEqual([["kubeconfig"], []]);
    const kept = await worlds.updated(state, inputs);
    expect(kept.outputs).toMatchObject({ stored: true, version: 1 });
    expect(await worlds.changes(kept, inputs)).toEqual([[], []]);
    await worlds.configure();
    for (const doing of [worlds.delete(kept), worlds.updated(kept, inputs)]) {
      expect((await rejection(doing)).details).toMatch(/no Vault is configured any more\.\nSet it/);
    }
    expect(await worlds.kept(inputs)).toBeDefined();
  });
});

describe("Over TLS", () => {
  it("a Vault is trusted by the authority that is given, or that VAULT_CACERT names", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nautes-vault-tls-"));
    const tls = createServerCertificate(join(folder, "tls"));
    const vault = await startVault({ folder: join(folder, "vault"), tls });
    try {
      const { address, token } = vault;
      await worlds.configure({ address, token });
      expect((await refused()).details).toMatch(/certificate .* is not trusted .*caCertificate/s);
      await worlds.configure({ address, token, caCertificate: tls.authority });
      expect((await worlds.created(worlds.inputs())).outputs["version"]).toBe(1);
      writeFileSync(join(folder, "authority.pem"), tls.authority);
      const VAULT_CACERT = join(folder, "authority.pem");
      await worlds.configure(undefined, { VAULT_ADDR: address, VAULT_TOKEN: token, VAULT_CACERT });
      expect((await worlds.created(worlds.inputs())).outputs["version"]).toBe(1);
    } finally {
      await vault.stop();
      rmSync(folder, { recursive: true });
    }
  });
});

test("neither token nor kubeconfig is in anything that was told or printed", async () => {
  const told = JSON.stringify(await worlds.engine.logged(0));
  expect(told.length).toBeGreaterThan(100);
  for (const word of [canary, worlds.vault.token]) {
    expect(told).not.toContain(word);
    expect(worlds.printed()).not.toContain(word);
  }
});
