import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BareRepository, Files } from "../support/bare-repository";
import { RepositoryFolder } from "../support/bare-repository";
import { Plugin } from "../support/plugin";

export type Plain = Record<string, unknown>;

/** A value as it travels when it is secret. */
export function secret(value: unknown): Plain {
  return {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
  };
}

/** The URN of a ConfigFiles. */
export function urn(name: string, stack = "dev"): string {
  return `urn:pulumi:${stack}::clusters::nautes:index:ConfigFiles::${name}`;
}

/** Inputs that hold one document in a file of the subject's name. */
export function oneFile(name: string, document: unknown = { kind: "Cluster", name }): Plain {
  return {
    subject: `physical cluster ${name}`,
    documents: { [`clusters/${name}.yaml`]: document },
  };
}

/** A claim of values in the shared list of clusters. */
export function listed(...values: readonly string[]): Plain {
  return {
    "clusters/kustomization.yaml": {
      list: "resources",
      values,
      scaffold: "# clusters\nresources: []\n",
    },
  };
}

/** Makes the server take the next push only when it is let go. */
export function holdPushes({ path }: BareRepository): { began: Promise<void>; letGo(): void } {
  const [came, go] = [join(path, "push-came"), join(path, "push-may-go")];
  const script = `#!/bin/sh\ntouch '${came}'\nwhile [ ! -e '${go}' ]; do sleep 0.02; done\n`;
  writeFileSync(join(path, "hooks", "pre-receive"), script, { mode: 0o755 });
  async function arrival(): Promise<void> {
    while (!existsSync(came)) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return { began: arrival(), letGo: () => writeFileSync(go, "") };
}

/** What a resource is after it was created: what the engine keeps of it. */
export interface State {
  readonly id: string;
  readonly inputs: Plain;
  readonly outputs: Plain;
}

/** A plugin that works on repositories of its own, each test on another one. */
export class World {
  readonly repositories = new RepositoryFolder();
  readonly cache = mkdtempSync(join(tmpdir(), "nautes-cache-"));
  readonly #plugins: Plugin[] = [];
  #count = 0;
  plugin!: Plugin;

  /** Starts a plugin and configures it; those before it go on. */
  async start(config: Plain = {}, environment: NodeJS.ProcessEnv = {}): Promise<Plugin> {
    this.plugin = await this.unconfigured(environment);
    await this.plugin.configure({
      git: JSON.stringify({ url: this.repositories.folder }),
      batch: JSON.stringify({ quiet: 60 }),
      ...config,
    });
    return this.plugin;
  }

  async unconfigured(environment: NodeJS.ProcessEnv = {}): Promise<Plugin> {
    const plugin = await Plugin.start({ XDG_CACHE_HOME: this.cache, ...environment });
    this.#plugins.push(plugin);
    return plugin;
  }

  /** A new repository, and its name for inputs. */
  repository(files?: Files): BareRepository & { readonly name: string } {
    const name = `nautes/tenant${++this.#count}`;
    return Object.assign(this.repositories.create(name, files), { name });
  }

  /** Creates a resource as the engine does: checked, then created. */
  async created(name: string, inputs: Plain): Promise<State> {
    const checked = await this.plugin.check(urn(name), inputs);
    expect(checked.failures).toEqual([]);
    const { id, outputs } = await this.plugin.create(urn(name), checked.inputs);
    return { id, inputs: checked.inputs, outputs };
  }

  async stop(): Promise<void> {
    await Promise.all(this.#plugins.map((plugin) => plugin.stop()));
    this.repositories.remove();
    rmSync(this.cache, { recursive: true, force: true });
  }
}
