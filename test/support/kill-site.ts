import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { FaultSite, type Standing, type Way } from "./fault-site";
import { requestOf, type Step } from "./fault-steps";
import { Plugin } from "./plugin";

/** Where the provider is killed: at the so-manieth request or start of git, counted from 0, before or after its effect. */
export interface Boundary {
  readonly at: "request" | "git";
  readonly index: number;
  readonly when: "before" | "after";
}

/** What the engine keeps of a resource. */
export interface State {
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
}

const urn = "urn:pulumi:dev::clusters::nautes:index:ConfigFiles::pd";

/** The provider as the engine starts it, on a project of a GitLab of its own. */
export class KillSite {
  readonly site: FaultSite;
  readonly #folder = mkdtempSync(join(tmpdir(), "nautes-kills-"));
  #count = 0;

  private constructor(site: FaultSite) {
    this.site = site;
  }

  static async start(way: Way): Promise<KillSite> {
    return new KillSite(await FaultSite.start(way));
  }

  async stop(): Promise<void> {
    await this.site.stop();
    // A git that outlived its provider may still be writing.
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 20 });
  }

  standing(): Promise<Standing> {
    return this.site.standing();
  }

  /** Has a step done by a process of its own; answers how often that started git. */
  async run(step: Step, state: State | undefined): Promise<{ state: State; gits: number }> {
    const bin = this.#wrapGit(undefined);
    const plugin = await this.#plugin(bin);
    try {
      const after = await perform(plugin, step, state);
      return { state: after, gits: readdirSync(join(bin, "started")).length };
    } finally {
      await plugin.stop();
    }
  }

  /** Has a step done by a process that is killed on the way; whether it was. */
  async runKilled(step: Step, state: State | undefined, boundary: Boundary): Promise<boolean> {
    const { at, index: from, when } = boundary;
    const plugin = await this.#plugin(this.#wrapGit(at === "git" ? boundary : undefined));
    const ended = once(plugin.process, "exit");
    async function kill(): Promise<void> {
      plugin.process.kill("SIGKILL");
      await ended;
    }
    if (at === "request") this.site.server.faults.inject({ does: "act", act: kill, from, when });
    const done = await perform(plugin, step, state).then(
      () => true,
      () => false,
    );
    this.site.server.faults.clear();
    if (done) await plugin.stop();
    else await ended;
    return plugin.process.signalCode === "SIGKILL";
  }

  /** A plugin on the cache that all processes of this site share. */
  async #plugin(bin: string): Promise<Plugin> {
    const plugin = await Plugin.start({
      XDG_CACHE_HOME: join(this.#folder, "cache"),
      PATH: bin + delimiter + (process.env["PATH"] ?? ""),
    });
    const { server, token, way } = this.site;
    const transport = way === "transport api" ? "api" : "git";
    await plugin.configure({
      repository: "group/tenant",
      gitlab: JSON.stringify({ url: server.url, token, transport }),
      batch: JSON.stringify({ quiet: 1 }),
      ...(way === "merge requests" ? { mergeRequest: "{}" } : {}),
    });
    return plugin;
  }

  /** A folder with a git that counts its starts, and kills who started it at one of them. */
  #wrapGit(boundary: Boundary | undefined): string {
    const bin = join(this.#folder, `bin${(this.#count += 1)}`);
    const started = join(bin, "started");
    mkdirSync(started, { recursive: true });
    const real = execFileSync("sh", ["-c", "command -v git"]).toString().trim();
    const { index = -1, when } = boundary ?? {};
    const script = `#!/bin/sh
n=0; while ! mkdir '${started}'/$n 2>/dev/null; do n=$((n + 1)); done
[ $n = ${index} ] || exec '${real}' "$@"
${when === "before" ? "" : `'${real}' "$@"`}
kill -9 $PPID
`;
    writeFileSync(join(bin, "git"), script, { mode: 0o755 });
    return bin;
  }
}

/** A step as the engine asks it. */
async function perform(plugin: Plugin, step: Step, state: State | undefined): Promise<State> {
  const { hold } = requestOf(step, undefined);
  if (hold === undefined) {
    await plugin.delete(urn, state!);
    return state!;
  }
  const news = hold as unknown as Record<string, unknown>;
  const { inputs, failures } = await plugin.check(urn, news, state?.inputs);
  expect(failures).toEqual([]);
  if (state !== undefined) {
    return { ...state, inputs, outputs: await plugin.update(urn, state, inputs) };
  }
  const { id, outputs } = await plugin.create(urn, inputs);
  return { id, inputs, outputs };
}
