import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dump } from "js-yaml";
import { packageRoot } from "./plugin";

/** What a run of the CLI printed, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order of streams: what a person reads. */
  readonly output: string;
}

export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
  readonly dependencies?: readonly string[];
  readonly parent?: string;
}

/** Stack configuration: `nautes:…` keys and others; objects are set by path as a user does. */
export type StackConfig = Readonly<Record<string, unknown>>;

const passphrase = "correct horse";

/** A folder with a Pulumi program and a file backend of its own, driven by the real CLI. */
export class PulumiProject {
  readonly folder: string;
  readonly home: string;
  readonly name: string;
  #environment: NodeJS.ProcessEnv;

  /** `share`: another project whose backend, and so whose stack outputs, this one sees. */
  constructor(name: string, config: StackConfig, share?: PulumiProject) {
    this.name = name;
    this.folder = mkdtempSync(join(tmpdir(), `nautes-${name}-`));
    this.home = share?.home ?? join(this.folder, "home");
    mkdirSync(join(this.home, "backend"), { recursive: true });
    this.#environment = {
      ...process.env,
      PULUMI_HOME: this.home,
      PULUMI_BACKEND_URL: `file://${join(this.home, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: passphrase,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      XDG_CACHE_HOME: join(this.folder, "cache"),
    };
    this.#writeProject(config);
  }

  /** The program, in JavaScript, with `nautes` and `pulumi` at hand. */
  program(body: string): this {
    const source =
      'const nautes = require("pulumi-nautes");\nconst pulumi = require("@pulumi/pulumi");\n';
    writeFileSync(join(this.folder, "index.js"), `${source}${body}\n`);
    return this;
  }

  environment(more: NodeJS.ProcessEnv): this {
    this.#environment = { ...this.#environment, ...more };
    return this;
  }

  configure(config: StackConfig): this {
    this.#writeConfig("dev", config);
    return this;
  }

  async preview(...flags: string[]): Promise<Ran> {
    return this.pulumi("preview", "--diff", ...flags);
  }

  async up(...flags: string[]): Promise<Ran> {
    return this.pulumi("up", "--yes", "--skip-preview", ...flags);
  }

  async destroy(...flags: string[]): Promise<Ran> {
    return this.pulumi("destroy", "--yes", "--skip-preview", ...flags);
  }

  async pulumi(...args: string[]): Promise<Ran> {
    return this.#run("pulumi", [...args, "--non-interactive", "--color", "never"]);
  }

  /** Runs the command that the package brings, in the project's folder. */
  async command(...args: string[]): Promise<Ran> {
    return this.#run(process.execPath, [join(packageRoot, "dist/command/main.js"), ...args]);
  }

  async #run(program: string, args: readonly string[]): Promise<Ran> {
    return new Promise((resolve) => {
      execFile(
        program,
        args,
        { cwd: this.folder, env: this.#environment, maxBuffer: 256 * 2 ** 20 },
        (error, stdout, stderr) => {
          const code = error === null ? 0 : typeof error.code === "number" ? error.code : 255;
          resolve({ code, stdout, stderr, output: `${stdout}${stderr}` });
        },
      );
    });
  }

  /** Starts the CLI in a process group of its own, to be killed. */
  spawn(...args: string[]): ChildProcess {
    return spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: this.folder,
      env: this.#environment,
      stdio: "ignore",
      detached: true,
    });
  }

  /** What the state holds, without the stack itself and providers. */
  async resources(): Promise<StateResource[]> {
    const { stdout } = await this.pulumi("stack", "export");
    const state = JSON.parse(stdout) as { deployment: { resources?: StateResource[] } };
    return (state.deployment.resources ?? []).filter(({ type }) => !type.startsWith("pulumi:"));
  }

  /**
   * Removes what the engine's file backend leaves when it is killed while it writes: empty attributes beside the state,
   * by which it then fails with "failed to load checkpoint: EOF". Answers the files.
   */
  mendBackend(): string[] {
    const folder = join(this.home, "backend");
    const files = readdirSync(folder, { recursive: true }).map((name) =>
      join(folder, String(name)),
    );
    const empty = files.filter((file) => file.endsWith(".attrs") && statSync(file).size === 0);
    for (const file of empty) rmSync(file);
    return empty;
  }

  async exportedState(): Promise<string> {
    return (await this.pulumi("stack", "export")).stdout;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #writeProject(config: StackConfig): void {
    const modules = join(this.folder, "node_modules");
    mkdirSync(modules);
    symlinkSync(packageRoot, join(modules, "pulumi-nautes"));
    symlinkSync(join(packageRoot, "node_modules", "@pulumi"), join(modules, "@pulumi"));
    writeFileSync(join(this.folder, "package.json"), JSON.stringify({ main: "index.js" }));
    const project = {
      name: this.name,
      runtime: { name: "nodejs", options: { typescript: false } },
      plugins: { providers: [{ name: "nautes", path: join(packageRoot, "plugin") }] },
    };
    writeFileSync(join(this.folder, "Pulumi.yaml"), dump(project));
    this.#writeConfig("dev", config);
    this.program("");
  }

  #writeConfig(stack: string, config: StackConfig): void {
    writeFileSync(join(this.folder, `Pulumi.${stack}.yaml`), dump({ config }));
  }
}

/** A project with its stack `dev` made. */
export async function pulumiProject(
  name: string,
  config: StackConfig,
  share?: PulumiProject,
): Promise<PulumiProject> {
  const project = new PulumiProject(name, config, share);
  const made = await project.pulumi("stack", "init", "dev");
  if (made.code !== 0) {
    project.remove();
    throw new Error(`pulumi stack init failed; is pulumi on PATH?\n${made.output}`);
  }
  return project;
}
