import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { ServerCertificate } from "../certificates";
import { freePort, startProcess, untilReady, type RunningProcess } from "../process";
import { requestVault, type VaultReply } from "./client";

export interface VaultOptions {
  /** For its configuration and log, made if absent. */
  readonly folder: string;
  /** Where KV engines of version 2 are mounted. @default ["cluster"] */
  readonly mounts?: readonly string[];
  /** @default plain HTTP */
  readonly tls?: ServerCertificate;
}

export type Capability = "create" | "read" | "update" | "patch" | "delete" | "list" | "sudo";

/** A real OpenBao, which has Vault's API, on the loopback address; what it holds is gone when it stops. */
export interface Vault {
  /** `http://127.0.0.1:PORT` or `https://…`. */
  readonly address: string;
  /** May do everything. */
  readonly token: string;
  readonly mounts: readonly string[];
  readonly pid: number;
  /** Asks `/v1/<path>` with the root token, or another; answers whatever status comes. */
  request(method: string, path: string, body?: unknown, token?: string): Promise<VaultReply>;
  /** A token that may do only this: path, with `*` at its end, → capabilities. @default ttl "1h" */
  tokenFor(policy: Readonly<Record<string, readonly Capability[]>>, ttl?: string): Promise<string>;
  /** From now on it answers 503 to everything but questions about the seal. */
  seal(): Promise<void>;
  unseal(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts OpenBao, initialised, unsealed, with a KV engine at each mount. */
export async function startVault(options: VaultOptions): Promise<Vault> {
  const { folder, mounts = ["cluster"], tls } = options;
  const address = `${tls === undefined ? "http" : "https"}://127.0.0.1:${await freePort()}`;
  const running = startProcess({
    name: "bao",
    program: "bao",
    args: ["server", `-config=${writeConfiguration(folder, address, tls)}`],
    folder,
    env: { HOME: folder },
  });
  try {
    return await initialise({ running, address, mounts, authority: tls?.authority });
  } catch (reason) {
    await running.stop();
    throw reason;
  }
}

/** Starts OpenBao, initialised and sealed; `unseal` opens it. */
export async function startSealedVault(options: VaultOptions): Promise<Vault> {
  const vault = await startVault(options);
  await vault.seal();
  return vault;
}

interface Parts {
  readonly running: RunningProcess;
  readonly address: string;
  readonly mounts: readonly string[];
  readonly authority: string | undefined;
}

async function initialise({ running, address, mounts, authority }: Parts): Promise<Vault> {
  async function ask(method: string, path: string, body?: unknown, token?: string) {
    return await requestVault({ address, authority, token }, method, path, body);
  }
  await untilReady(running, async () => (await ask("GET", "sys/seal-status")).status === 200);
  const shares = { secret_shares: 1, secret_threshold: 1 };
  const { keys, root_token: token } = (await ask("PUT", "sys/init", shares)).body as {
    readonly keys: readonly string[];
    readonly root_token: string;
  };

  async function must(method: string, path: string, body?: unknown): Promise<unknown> {
    const reply = await ask(method, path, body, token);
    if (reply.status < 300) return reply.body;
    throw new Error(`OpenBao answered ${reply.status} to ${method} ${path}.`);
  }
  async function unseal(): Promise<void> {
    await must("PUT", "sys/unseal", { key: keys[0] });
    // Unsealed is not yet active, and a KV engine moves to version 2 in the background.
    await untilReady(running, async () => (await ask("GET", "sys/health")).status === 200);
  }
  await unseal();
  for (const mount of mounts) {
    await must("POST", `sys/mounts/${mount}`, { type: "kv", options: { version: "2" } });
    const config = `${mount}/config`;
    await untilReady(
      running,
      async () => (await ask("GET", config, undefined, token)).status === 200,
    );
  }
  let policies = 0;
  return {
    address,
    token,
    mounts,
    pid: running.pid,
    request: (method, path, body, other = token) => ask(method, path, body, other),
    async tokenFor(policy, ttl = "1h") {
      const name = `sandbox-${++policies}`;
      await must("PUT", `sys/policies/acl/${name}`, { policy: policyText(policy) });
      const settings = { policies: [name], ttl };
      const { auth } = (await must("POST", "auth/token/create", settings)) as {
        readonly auth: { readonly client_token: string };
      };
      return auth.client_token;
    },
    seal: async () => {
      await must("PUT", "sys/seal");
    },
    unseal,
    stop: () => running.stop(),
  };
}

function policyText(policy: Readonly<Record<string, readonly Capability[]>>): string {
  const paths = Object.entries(policy).map(
    ([path, capabilities]) => [path, { capabilities }] as const,
  );
  return JSON.stringify({ path: Object.fromEntries(paths) });
}

function writeConfiguration(
  folder: string,
  address: string,
  tls: ServerCertificate | undefined,
): string {
  mkdirSync(folder, { recursive: true });
  const files =
    tls === undefined
      ? { tls_disable: true }
      : {
          tls_cert_file: write("certificate.pem", tls.certificate),
          tls_key_file: write("key.pem", tls.key),
        };
  function write(name: string, text: string): string {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  }
  const configuration = {
    storage: { inmem: {} },
    listener: { tcp: { address: new URL(address).host, ...files } },
    api_addr: address,
    log_level: "warn",
  };
  return write("configuration.json", JSON.stringify(configuration));
}
