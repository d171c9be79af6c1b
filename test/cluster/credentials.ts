import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Started } from "../../sandbox/process";
import type { Vault } from "../../sandbox/vault/vault";
import { startVault } from "../../sandbox/vault/vault";
import type { Engine, Logged } from "../provider/engine";
import { startEngine } from "../provider/engine";
import type { Plain, State } from "../provider/world";
import { secret, World } from "../provider/world";
import type { Plugin } from "../support/plugin";

export const apiServer = "https://10.0.1.9:6443";

/** What must never be told. */
export const canary = "cAnAry-kubeconfig-token";

export function kubeconfig(token = canary): string {
  return `apiVersion: v1
kind: Config
clusters: [{ name: c, cluster: { server: "https://127.0.0.1:1" } }]
users: [{ name: u, user: { token: ${token} } }]
contexts: [{ name: c, context: { cluster: c, user: u } }]
current-context: c
`;
}

/** A real Vault, and plugins that keep kubeconfigs in it; each test has a cluster of its own name. */
export class CredentialWorld {
  readonly world = new World();
  readonly #folder = mkdtempSync(join(tmpdir(), "nautes-vault-"));
  readonly #started = new Started();
  readonly #plugins: Plugin[] = [];
  vault!: Vault;
  engine!: Engine;
  plugin!: Plugin;
  #clusters = 0;

  async start(): Promise<void> {
    this.vault = this.#started.add(await startVault({ folder: join(this.#folder, "vault") }));
    this.engine = this.#started.add(await startEngine());
    await this.configure({ address: this.vault.address, token: this.vault.token });
  }

  /** A plugin with this configuration of Vault in place of the one before. */
  async configure(vault?: Plain, environment: NodeJS.ProcessEnv = {}): Promise<Plugin> {
    const none = { VAULT_ADDR: "", VAULT_TOKEN: "", VAULT_CACERT: "", VAULT_NAMESPACE: "" };
    const config = vault === undefined ? {} : { vault: JSON.stringify(vault) };
    this.plugin = await this.world.start(config, { ...none, ...environment });
    this.#plugins.push(this.plugin);
    await this.plugin.handshake(this.engine.address);
    return this.plugin;
  }

  async stop(): Promise<void> {
    await this.world.stop();
    await this.#started.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** All that plugins printed. */
  printed(): string {
    return this.#plugins.map(({ stdout, stderr }) => stdout.join("") + stderr).join("\n");
  }

  /** Inputs of a cluster that no other test has. */
  inputs(more: Plain = {}): Plain & { readonly clusterName: string } {
    const clusterName = `pd${++this.#clusters}`;
    return { clusterName, apiServer, kubeconfig: secret(kubeconfig()), purpose: "push", ...more };
  }

  /** Creates as the engine does: checked, then created. */
  async created(inputs: Plain): Promise<State> {
    const checked = await this.checked(inputs);
    const { id, outputs } = await this.plugin.create(urnOf(inputs), checked);
    return { id, inputs: checked, outputs };
  }

  async updated(state: State, inputs: Plain, preview = false): Promise<State> {
    const checked = await this.checked(inputs, state.inputs);
    const outputs = await this.plugin.update(urnOf(inputs), state, checked, preview);
    return { id: state.id, inputs: checked, outputs };
  }

  async checked(inputs: Plain, olds?: Plain): Promise<Plain> {
    const { inputs: checked, failures } = await this.plugin.check(urnOf(inputs), inputs, olds);
    expect(failures).toEqual([]);
    return checked;
  }

  read(state: State): Promise<State> {
    return this.plugin.read(urnOf(state.inputs), state.id, state);
  }

  delete(state: State): Promise<void> {
    return this.plugin.delete(urnOf(state.inputs), state);
  }

  /** The properties that a Diff finds changed, and those for which the resource is replaced. */
  async changes(state: State, inputs: Plain): Promise<[changed: string[], replaced: string[]]> {
    const checked = await this.checked(inputs, state.inputs);
    const urn = urnOf(inputs);
    const found = await this.plugin.diff(urn, state.inputs, checked, state.outputs);
    return [found.getDiffsList(), found.getReplacesList()];
  }

  /** What Vault holds for a cluster: the kubeconfig and its version. */
  async kept({ clusterName }: Plain): Promise<{ kubeconfig: string; version: number } | undefined> {
    const { status, body } = await this.vault.request("GET", dataPath(clusterName));
    if (status === 404) return undefined;
    const { data } = body as { data: { data: Plain; metadata: { version: number } } };
    return { kubeconfig: String(data.data["kubeconfig"]), version: data.metadata.version };
  }

  /** Somebody else writes. */
  async meddle({ clusterName }: Plain, data: Plain): Promise<void> {
    const { status } = await this.vault.request("POST", dataPath(clusterName), { data });
    expect(status).toBe(200);
  }

  /** What the user was told about a cluster's credential, once it is `count` messages. */
  async told(inputs: Plain, count: number): Promise<Logged[]> {
    for (;;) {
      const all = (await this.engine.logged(0)).filter(({ urn }) => urn === urnOf(inputs));
      if (all.length >= count) return all;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

export function urnOf({ clusterName }: Plain): string {
  return `urn:pulumi:dev::clusters::nautes:index:ClusterCredential::${clusterName as string}`;
}

export function dataPath(clusterName: unknown): string {
  return `cluster/data/kubernetes/${clusterName as string}/default/admin`;
}
