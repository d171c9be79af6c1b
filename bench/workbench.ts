import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { packageFolder } from "../provider/version";
import type { BareRepository } from "../sandbox/bare-repository";
import { createBareRepository, foreignEnvironment } from "../sandbox/bare-repository";

/** What one run of the CLI cost. */
export interface Cost {
  readonly seconds: number;
  readonly commits: number;
  /** Started by the provider, or by whatever else ran; not those that git itself starts. */
  readonly gitProcesses: number;
}

/** A Pulumi program with a file backend and a Git repository of its own, whose use of git is counted. */
export class Workbench {
  readonly repository: BareRepository;
  readonly #folder = mkdtempSync(join(tmpdir(), "workbench-"));
  readonly #environment: NodeJS.ProcessEnv;
  readonly #started: string;

  constructor(program: string, environment: NodeJS.ProcessEnv = {}) {
    const repositories = join(this.#folder, "git");
    this.repository = createBareRepository(join(repositories, "nautes", "tenant.git"), {
      "README.md": "config repo\n",
    });
    this.#started = join(this.#folder, "started");
    this.#writeProject(program, repositories);
    const home = join(this.#folder, "home");
    mkdirSync(join(home, "backend"), { recursive: true });
    const own = Object.entries(process.env).filter(([name]) => !/^(PULUMI|NAUTES)_/.test(name));
    this.#environment = {
      ...Object.fromEntries(own),
      PATH: [countingGit(this.#folder, this.#started), process.env["PATH"]].join(delimiter),
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${join(home, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      XDG_CACHE_HOME: join(this.#folder, "cache"),
      ...environment,
    };
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
    const before = this.#counts();
    const begun = performance.now();
    await this.pulumi(...args);
    const seconds = (performance.now() - begun) / 1000;
    const after = this.#counts();
    return {
      seconds,
      commits: after.commits - before.commits,
      gitProcesses: after.gitProcesses - before.gitProcesses,
    };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #counts(): { commits: number; gitProcesses: number } {
    return {
      commits: Number(this.repository.git("rev-list", "--count", "main")),
      gitProcesses: readFileSync(this.#started, "utf8").split("\n").length - 1,
    };
  }

  #writeProject(program: string, repositories: string): void {
    const folder = join(this.#folder, "program");
    const modules = join(folder, "node_modules");
    mkdirSync(modules, { recursive: true });
    symlinkSync(packageFolder, join(modules, "pulumi-nautes"));
    symlinkSync(join(packageFolder, "node_modules", "@pulumi"), join(modules, "@pulumi"));
    // JSON is YAML.
    const project = {
      name: "bench",
      runtime: { name: "nodejs", options: { typescript: false } },
      plugins: { providers: [{ name: "nautes", path: join(packageFolder, "plugin") }] },
    };
    const config = { "nautes:repository": "nautes/tenant", "nautes:git": { url: repositories } };
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
  environment: NodeJS.ProcessEnv = {},
): Promise<T> {
  const workbench = new Workbench(program, environment);
  try {
    await workbench.pulumi("stack", "init", "dev");
    return await use(workbench);
  } finally {
    workbench.remove();
  }
}

/** A folder for the PATH whose `git` writes a line to `started`, and is git. */
function countingGit(folder: string, started: string): string {
  const bin = join(folder, "bin");
  const real = execFileSync("sh", ["-c", "command -v git"], { env: foreignEnvironment() })
    .toString()
    .trim();
  mkdirSync(bin);
  writeFileSync(started, "");
  const script = `#!/bin/sh\necho "$1" >>'${started}'\nexec '${real}' "$@"\n`;
  writeFileSync(join(bin, "git"), script, { mode: 0o755 });
  return bin;
}
