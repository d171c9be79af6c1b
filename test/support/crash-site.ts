import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BareRepository, Files } from "./bare-repository";
import type { Crash, Moment } from "./crash";
import { earlier } from "./crash";
import { descendantsOf, kill, providerOf } from "./processes";
import type { PulumiProject, Ran, StateResource } from "./pulumi-project";
import { clusterSource, runtimeSource, Stage } from "./stage";

/** What the repositories and the state hold, without what tells one run from another. */
export interface Standing {
  readonly tenant: ReadonlyMap<string, string>;
  readonly product: ReadonlyMap<string, string>;
  readonly resources: readonly Partial<StateResource>[];
}

/** What a run comes to that nothing disturbs, and how long it takes in milliseconds. */
export interface Undisturbed {
  readonly before: Standing;
  readonly up: Standing;
  readonly took: { readonly up: number; readonly destroy: number };
}

const tenantFiles: Files = {
  "README.md": "config repo\n",
  "nautes/overlays/production/clusters/kustomization.yaml":
    "# Ask the platform team first.\nresources:\n- theirs.yaml # since 2022\n",
  "nautes/overlays/production/clusters/theirs.yaml": "kind: Cluster\nmetadata:\n  name: theirs\n",
};
const all = Object.values(clusterSource).join("") + runtimeSource;

/** All five classes and a runtime, and a run about them that is killed. */
export class CrashSite {
  readonly project: PulumiProject;
  readonly #stage: Stage;
  readonly #product: BareRepository;

  private constructor(project: PulumiProject, stage: Stage, product: BareRepository) {
    this.project = project;
    this.#stage = stage;
    this.#product = product;
  }

  static async make(): Promise<CrashSite> {
    const stage = new Stage(tenantFiles);
    const product = stage.product();
    return new CrashSite(await stage.project("crash", all), stage, product);
  }

  close(): void {
    this.#stage.close();
  }

  async standing(): Promise<Standing> {
    return {
      tenant: this.#stage.tenant.files(),
      product: this.#product.files(),
      resources: (await this.project.resources()).map(comparable).sort(byUrn),
    };
  }

  /** How often history forked. */
  merges(): number {
    return this.#stage.tenant.merges() + this.#product.merges();
  }

  /** Starts a run and kills what is to be killed; answers its provider, or undefined if the run was over before. */
  async strike(crash: Crash, took: Undisturbed["took"]): Promise<number | undefined> {
    const run = this.project.spawn(crash.during, "--yes", "--skip-preview");
    const ended = once(run, "exit");
    const cli = run.pid!;
    const repositories = [this.#stage.tenant, this.#product];
    await waitFor(crash.moment, repositories, took[crash.during], () => run.exitCode !== null);
    await until(() => run.exitCode !== null || providerOf(cli) !== undefined);
    const below = descendantsOf(cli);
    const provider = providerOf(cli)?.pid;
    if (provider === undefined || run.exitCode !== null) return undefined;
    if (crash.victims !== "provider") kill(cli);
    if (crash.victims !== "engine") kill(provider);
    await ended;
    // The language host and the program are not ours; what git is about is left to itself, as in a real crash.
    for (const { pid, command } of below) if (/pulumi-language|cmd\/run/.test(command)) kill(pid);
    return provider;
  }

  /** Does what docs/operating.md says, with the run again; pending creates are cleared before or after it. */
  async runAgain(during: Crash["during"], clear: "before" | "after"): Promise<Ran> {
    const { project } = this;
    project.mendBackend();
    await project.pulumi("cancel", "--yes");
    if (clear === "before") await this.#clearPendingCreates();
    const ran = await project.pulumi(during, "--yes", "--skip-preview");
    if (clear === "after") await this.#clearPendingCreates();
    return ran;
  }

  async #clearPendingCreates(): Promise<void> {
    if ((await this.pendingCreates()).length === 0) return;
    await this.project.pulumi("refresh", "--clear-pending-creates", "--yes", "--skip-preview");
  }

  /** URNs that the engine was about to create, by its state. */
  async pendingCreates(): Promise<string[]> {
    const state = JSON.parse(await this.project.exportedState()) as State;
    return (state.deployment.pending_operations ?? [])
      .filter(({ type }) => type === "creating")
      .map(({ resource }) => resource.urn);
  }
}

interface State {
  readonly deployment: {
    readonly pending_operations?: readonly { type: string; resource: { urn: string } }[];
  };
}

/** A site of which a run was killed at the moment of a crash, or a little earlier if it was over by then. */
export async function siteOf(
  crash: Crash,
  took: Undisturbed["took"],
): Promise<{ site: CrashSite; provider: number }> {
  for (
    let moment = crash.moment, attempt = 0;
    attempt < 8;
    moment = earlier(moment), attempt += 1
  ) {
    const site = await CrashSite.make();
    try {
      if (crash.during === "destroy") await succeed(site.project.up());
      const provider = await site.strike({ ...crash, moment }, took);
      if (provider !== undefined) return { site, provider };
    } catch (error) {
      site.close();
      throw error;
    }
    site.close();
  }
  throw new Error("No run lived long enough to be killed.");
}

/** What a run comes to that nothing disturbs. */
export async function undisturbed(): Promise<Undisturbed> {
  const site = await CrashSite.make();
  try {
    const before = await site.standing();
    const start = performance.now();
    await succeed(site.project.up());
    const middle = performance.now();
    const up = await site.standing();
    const later = performance.now();
    await succeed(site.project.destroy());
    const took = { up: middle - start, destroy: performance.now() - later };
    return { before, up, took };
  } finally {
    site.close();
  }
}

async function succeed(run: Promise<Ran>): Promise<void> {
  const { code, output } = await run;
  if (code !== 0) throw new Error(`An undisturbed run failed:\n${output}`);
}

async function waitFor(
  moment: Moment,
  repositories: readonly BareRepository[],
  took: number,
  over: () => boolean,
): Promise<void> {
  const start = performance.now();
  if (moment.at === "share") {
    await until(() => over() || performance.now() - start > took * moment.share);
    return;
  }
  const heads = repositories.map(headOf);
  let [commits, pushes, pushing] = [0, 0, false];
  await until(() => {
    repositories.map(headOf).forEach((head, index) => {
      if (head === heads[index]) return;
      heads[index] = head;
      commits += 1;
      // A push may be over before it is seen.
      pushes = Math.max(pushes, commits);
    });
    const incoming = repositories.some(isReceiving);
    if (incoming && !pushing) pushes = Math.max(pushes, commits + 1);
    pushing = incoming;
    return over() || (moment.at === "push" ? pushes : commits) >= moment.count;
  });
  const seen = performance.now();
  await until(() => over() || performance.now() - seen >= moment.delayMs);
}

/** Without a process, as it is asked for every millisecond. */
function headOf({ path }: BareRepository): string {
  return readFileSync(join(path, "refs", "heads", "main"), "utf8");
}

/** Whether a server has objects of a push in its quarantine. */
function isReceiving({ path }: BareRepository): boolean {
  return readdirSync(join(path, "objects")).some((name) => name.includes("incoming"));
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Without what differs between two runs that come to the same. */
function comparable(resource: StateResource): Partial<StateResource> {
  const { urn, type, id, inputs, parent, dependencies } = resource;
  const outputs = { ...resource.outputs, commit: "" };
  return {
    ...{ urn, type, outputs },
    ...(id === undefined ? {} : { id }),
    ...(inputs === undefined ? {} : { inputs }),
    ...(parent === undefined ? {} : { parent }),
    ...(dependencies === undefined ? {} : { dependencies: [...dependencies].sort() }),
  };
}

function byUrn(one: Partial<StateResource>, other: Partial<StateResource>): number {
  return (one.urn ?? "") < (other.urn ?? "") ? -1 : 1;
}
