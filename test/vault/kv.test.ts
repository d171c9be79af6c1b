import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isNautesError } from "../../provider/errors";
import type { Mishap } from "./scripted-vault";
import { patient, ScriptedVault } from "./scripted-vault";

const path = "kubernetes/pd/default/admin";
const secret = { kubeconfig: "cAnAry" };

let vault: ScriptedVault;

beforeEach(async () => {
  vault = new ScriptedVault();
  await vault.start();
});

afterEach(() => vault.stop());

function writes(): number {
  return vault.requests.filter((line) => line.startsWith("POST")).length;
}

async function failure(doing: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isNautesError(error)) throw new Error(`expected a NautesError, not ${String(error)}`);
  expect(error.message).not.toMatch(/cAnAry|token-/);
  return error;
}

describe("A write", () => {
  it("whose answer does not come is looked up, and never done twice", async () => {
    const mishaps = fc.array(fc.constantFrom<Mishap>("cut before", "cut after"), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(mishaps, async (befallen) => {
        Object.assign(vault, { version: 0, data: undefined });
        vault.mishaps.splice(0, 9, ...befallen.map((what) => ({ of: "POST", what })));
        expect(await vault.kv().write(path, secret, 0, patient())).toBe(1);
        expect([vault.version, vault.data]).toEqual([1, secret]);
      }),
      { numRuns: 15 },
    );
  });

  it("is refused when somebody else was faster, even while its answer was lost", async () => {
    vault.version = 3;
    for (const what of ["cut before", undefined] as const) {
      if (what !== undefined) vault.mishaps.push({ of: "POST", what });
      const { code, message } = await failure(vault.kv().write(path, secret, 2, patient()));
      expect(code).toBe("vault-conflict");
      expect(message).toMatch(/^Somebody else wrote cluster\/kubernetes\/pd.* version 3 now\.\n/);
    }
    expect(vault.data).toBeUndefined();
  });

  it("is given up after bounded tries", async () => {
    for (let each = 0; each < 9; each++) vault.mishaps.push({ of: "POST", what: "cut before" });
    const { code, message } = await failure(vault.kv().write(path, secret, 0, patient()));
    expect([code, writes()]).toEqual(["vault-unavailable", 4]);
    expect(message).toMatch(/^Vault at http:\/\/127.0.0.1:\d+ cannot be reached .*\.\nCheck /);
  });

  it("is not begun once the operation was cancelled or has no time left", async () => {
    const cancelled = { ...patient(), signal: AbortSignal.abort() };
    expect((await failure(vault.kv().write(path, secret, 0, cancelled))).code).toBe("cancelled");
    const late = { ...patient(), deadline: Date.now() - 1 };
    expect((await failure(vault.kv().write(path, secret, 0, late))).code).toBe("deadline-exceeded");
    expect(vault.requests).toEqual([]);
  });
});

describe("A deletion", () => {
  it("whose answer does not come is looked up, and takes nothing that came after it", async () => {
    Object.assign(vault, { version: 2, data: secret });
    vault.mishaps.push({ of: "DELETE", what: "cut after" });
    expect(await vault.kv().remove(path, 2, patient())).toEqual({ historyLeft: false });
    Object.assign(vault, { version: 3, data: secret });
    vault.mishaps.push({ of: "DELETE", what: "cut before" });
    expect((await failure(vault.kv().remove(path, 2, patient()))).code).toBe("vault-conflict");
    expect(vault.data).toEqual(secret);
  });
});

describe("A look", () => {
  const get = "GET cluster/data";

  it("is repeated as long as the server asks for patience", async () => {
    vault.mishaps.push(
      { of: get, what: { status: 429, retryAfter: "0" } },
      { of: get, what: { status: 502, body: "<html>" } },
      { of: get, what: "cut before" },
    );
    expect(await vault.kv().read(path, patient())).toEqual({ version: 0, data: undefined });
  });

  it.each<[string, string, Mishap, string, RegExp]>([
    [
      "an engine of version 1",
      "GET sys/internal",
      mount("kv", "1"),
      "vault-not-found",
      /version 1/,
    ],
    [
      "another engine",
      "GET sys/internal",
      mount("pki"),
      "vault-not-found",
      /type pki.*\n.*secrets/,
    ],
    [
      "no engine",
      get,
      noRoute(),
      "vault-not-found",
      /KV version 2 engine at cluster: there is none/,
    ],
    ["what is no Vault", get, { status: 404, body: "<html>" }, "vault-unavailable", /like Vault/],
    ["a standby", get, { status: 307 }, "vault-unavailable", /standby/],
    ["what it did wrong", get, { status: 400 }, "vault-unavailable", /status 400/],
    ["a token without the right", get, { status: 403 }, "vault-permission-denied", /may not read/],
  ])("at %s is refused with the remedy", async (_, of, what, code, words) => {
    vault.mishaps.push({ of, what });
    const error = await failure(vault.kv().read(path, patient()));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(words);
    expect(error.message).toMatch(/^[A-Z].*\.\n[A-Z].*\.$/);
  });

  it("at a sealed Vault says so at once", async () => {
    vault.mishaps.push(
      { of: get, what: { status: 503, body: { errors: ["Vault is sealed"] } } },
      { of: "GET sys/seal-status", what: { status: 200, body: { sealed: true } } },
    );
    expect((await failure(vault.kv().read(path, patient()))).code).toBe("vault-sealed");
  });

  it("with a refused token goes on with the environment's, and says so once", async () => {
    vault.tokens = new Set(["token-new"]);
    const kv = vault.kv({ token: "token-old", fallbackToken: "token-new" });
    await kv.read(path, patient());
    await kv.write(path, secret, 0, patient());
    expect(vault.warnings).toEqual([expect.stringMatching(/VAULT_TOKEN.*--secret/)]);
    expect(vault.warnings.join()).not.toContain("token-");
    const refused = await failure(vault.kv({ token: "token-old" }).read(path, patient()));
    expect(refused.code).toBe("credentials-refused");
    const none = await failure(vault.kv({ token: undefined }).read(path, patient()));
    expect(none.message).toMatch(/^There is no token .*\n.*vault\.token.*unset VAULT_ADDR/s);
  });

  it("says which file of authorities cannot be read", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nautes-vault-"));
    const caFile = join(folder, "ca.pem");
    const error = await failure(vault.kv({ caFile }).read(path, patient()));
    rmSync(folder, { recursive: true });
    expect([error.code, error.message]).toEqual(["local-failure", expect.stringContaining(caFile)]);
  });
});

function mount(type: string, version?: string): Mishap {
  return { status: 200, body: { data: { type, path: "cluster/", options: { version } } } };
}

function noRoute(): Mishap {
  return { status: 404, body: { errors: ['no handler for route "cluster/data/x".'] } };
}
