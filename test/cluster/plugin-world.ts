import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubeObject } from "../../sandbox/control-plane/api-client";
import type { ControlPlane } from "../../sandbox/control-plane/control-plane";
import { startControlPlane } from "../../sandbox/control-plane/control-plane";
import { startEtcd } from "../../sandbox/control-plane/etcd";
import { Started } from "../../sandbox/process";
import type { Engine } from "../provider/engine";
import { startEngine } from "../provider/engine";
import { Plugin } from "../support/plugin";
import { foundAt } from "./found";

export type Plain = Record<string, unknown>;

/** What the engine keeps of a resource. */
export interface State {
  readonly id: string;
  readonly inputs: Plain;
  readonly outputs: Plain;
}

/** A kubeconfig of a cluster where nobody listens; its authority is none. */
export const nowhere = [
  "apiVersion: v1",
  "kind: Config",
  "current-context: gone",
  'clusters: [{ name: gone, cluster: { server: "https://127.0.0.1:1" } }]',
  "users: [{ name: me, user: { token: canary-token } }]",
  "contexts: [{ name: gone, context: { cluster: gone, user: me } }]",
].join("\n");

/** The plugin, and a real control plane for it to work on. */
export class PluginWorld {
  readonly plane: ControlPlane;
  readonly plugin: Plugin;
  readonly engine: Engine;
  readonly #started: Started;

  private constructor(plane: ControlPlane, plugin: Plugin, engine: Engine, started: Started) {
    this.plane = plane;
    this.plugin = plugin;
    this.engine = engine;
    this.#started = started;
  }

  static async start(): Promise<PluginWorld> {
    const folder = mkdtempSync(join(tmpdir(), "plugin-world-"));
    const started = new Started();
    started.add({ stop: () => rmSync(folder, { recursive: true, force: true }) });
    try {
      const etcd = started.add(await startEtcd({ folder: join(folder, "etcd") }));
      const plane = await startControlPlane({ name: "one", folder: join(folder, "one"), etcd });
      started.add(plane);
      const engine = started.add(await startEngine());
      const plugin = started.add(await Plugin.start());
      await plugin.handshake(engine.address);
      await plugin.configure({ git: JSON.stringify({ url: folder }) });
      return new PluginWorld(plane, plugin, engine, started);
    } catch (error) {
      await started.stop();
      throw error;
    }
  }

  stop(): Promise<void> {
    return this.#started.stop();
  }

  /** Creates a resource as the engine does: checked, then created. */
  async created(type: string, name: string, inputs: Plain): Promise<State> {
    const urn = urnOf(type, name);
    const checked = await this.plugin.check(urn, inputs);
    expect(checked.failures).toEqual([]);
    const { id, outputs } = await this.plugin.create(urn, checked.inputs);
    return { id, inputs: checked.inputs, outputs };
  }

  /** The object at a path, or undefined. */
  async found(path: string): Promise<KubeObject | undefined> {
    return foundAt(this.plane, path);
  }

  async namespace(name: string, metadata: Plain = {}): Promise<void> {
    await this.plane.request("POST", "/api/v1/namespaces", { metadata: { name, ...metadata } });
  }

  /** Makes a CRD of a namespaced kind `<Kind>` in group example.com, and waits until it is served. */
  async crd(kind: string): Promise<string> {
    const plural = `${kind.toLowerCase()}s`;
    const schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
    const version = {
      name: "v1",
      served: true,
      storage: true,
      schema: { openAPIV3Schema: schema },
    };
    await this.plane.request("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
      metadata: { name: `${plural}.example.com` },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { kind, plural, singular: kind.toLowerCase() },
        versions: [version],
      },
    });
    await this.until(`/apis/example.com/v1/${plural}`, (list) => list !== undefined);
    return `${plural}.example.com`;
  }

  async custom(kind: string, name: string, metadata: Plain = {}): Promise<void> {
    const path = `/apis/example.com/v1/namespaces/default/${kind.toLowerCase()}s`;
    const body = { apiVersion: "example.com/v1", kind, metadata: { name, ...metadata } };
    await this.plane.request("POST", path, body);
  }

  /** Asks until `wanted` says so; the test's own time limit ends it. */
  async until(path: string, wanted: (object: KubeObject | undefined) => boolean): Promise<void> {
    for (;;) {
      if (wanted(await this.found(path))) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** The URN of a resource of this provider. */
export function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::clusters::nautes:index:${type}::${name}`;
}
