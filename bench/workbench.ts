import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageFolder } from "../provider/version";
import type { CountingGit } from "./counting-git";
import { countingGit } from "./counting-git";
import type { Remote, Via } from "./remote";
import { openRemote } from "./remote";
import type { Counts } from "./server";
import { between } from "./server";

/** What one run of the CLI cost. */
export interface Cost extends Counts {
  readonly seconds: number;
  /** Started by the provider, or by whatever else ran; not those that git itself starts. */
  readonly gitProcesses: number;
  /** Those among them that fetched. */
  readonly fetches: number;
}

/** A Pulumi program with a file backend and a config repo of its own, whose use of git is counted. */
export class Workbench {
  readonly #folder: string;
  readonly #remote: Remote;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #git: CountingGit;

  constructor(
    folder: string,
    program: string,
    remote: Remote,
    { environment = {}, plugin = join(packageFolder, "plugin") }: WorkbenchOptions,
  ) {
    this.#folder = folder;
    this.#remote = remote;
    this.#git = countingGit(folder);
    this.#writeProject(program, plugin);
    const home = join(folder, "home");
    mkdirSync(join(home, "backend"), { recursive: true });
    this.#environment = {
      ...process.env,
      PATH: this.#git.path,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${join(home, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      XDG_CACHE_HOME: join(folder, "cache"),
      ...remote.environment,
      ...environment,
    };
  }

  /** How many files the config repo holds; it began with one. */
  files(): number {
    return this.#remote.files();
  }

  /** Runs the CLI and answers what it printed. @throws if it failed */
  pulumi(...args: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      execFile(
        "pulumi",
        [...args, "--non-interactive", "--color", "never"],
        {
          cwd: join(this.#folder, "program"),
          env: this.#environment,
          maxBuffer: 256 * 2 ** 20,
        },
        (error, stdout, stderr) => {
          if (error === null) resolve(stdout);
          else reject(new Error(`pulumi ${args.join(" ")} failed.\n${stdout}${stderr}`));
        },
      );
    });
  }

  /** Like {@link pulumi}; answers what it cost. */
  async cost(...args: string[]): Promise<Cost> {
    const [before, processes, fetches] = [
      await this.#remote.counts(),
      this.#git.started(),
      this.#git.started("fetch"),
    ];
    const begun = performance.now();
    await this.pulumi(...args);
    return {
      seconds: (performance.now() - begun) / 1000,
      ...between(before, await this.#remote.counts()),
      gitProcesses: this.#git.started() - processes,
      fetches: this.#git.started("fetch") - fetches,
    };
  }

  #writeProject(program: string, plugin: string): void {
    const folder = join(this.#folder, "program");
    const modules = join(folder, "node_modules");
    mkdirSync(modules, { recursive: true });
    symlinkSync(packageFolder, join(modules, "pulumi-nautes"));
    symlinkSync(join(packageFolder, "node_modules", "@pulumi"), join(modules, "@pulumi"));
    // JSON is YAML.
    const project = {
      name: "bench",
      runtime: { name: "nodejs", options: { typescript: false } },
      plugins: { providers: [{ name: "nautes", path: plugin }] },
    };
    const { config } = this.#remote;
    writeFileSync(join(folder, "package.json"), JSON.stringify({ main: "index.js" }));
    writeFileSync(join(folder, "index.js"), program);
    writeFileSync(join(folder, "Pulumi.yaml"), JSON.stringify(project));
    writeFileSync(join(folder, "Pulumi.dev.yaml"), JSON.stringify({ config }));
  }
}

/** Runs `use` with a workbench on which the stack `dev` is made, and removes it. */
export async function withWorkbench<T>(
  program: string,
  use: (workbench: Workbench) => Promise<T>,
  options: WorkbenchOptions = {},
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "workbench-"));
  try {
    const remote = await openRemote(options.via ?? "folder", join(folder, "git"));
    try {
      const workbench = new Workbench(folder, program, remote, options);
      await workbench.pulumi("stack", "init", "dev");
      return await use(workbench);
    } finally {
      await remote.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface WorkbenchOptions {
  /** @default "folder" */
  readonly via?: Via;
  /** Folder of the plugin. Default: ours. */
  readonly plugin?: string;
  /** More variables. */
  readonly environment?: NodeJS.ProcessEnv;
}
