import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { packageRoot } from "../support/plugin";

/** The examples in a folder of their own that looks like a clone, with a file backend, run as their READMEs say. */
export class ExamplesCopy {
  readonly folder = mkdtempSync(join(tmpdir(), "nautes-examples-"));
  readonly #environment: NodeJS.ProcessEnv;

  constructor() {
    for (const name of ["package.json", "tsconfig.json", "node_modules", "dist", "plugin"]) {
      symlinkSync(join(packageRoot, name), join(this.folder, name));
    }
    cpSync(join(packageRoot, "Pulumi.yaml"), join(this.folder, "Pulumi.yaml"));
    cpSync(join(packageRoot, "examples"), join(this.folder, "examples"), {
      recursive: true,
      filter: (file) => !/^(Pulumi\..+\.yaml|state)$/.test(basename(file)),
    });
    const state = join(this.folder, "backend");
    mkdirSync(state);
    this.#environment = {
      ...process.env,
      PULUMI_HOME: join(this.folder, "home"),
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "correct horse",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      XDG_CACHE_HOME: join(this.folder, "cache"),
    };
  }

  /** Makes the stack `dev` of the project in a folder, with the configuration of the quickstart's README. */
  async stack(project: string, gitUrl: string): Promise<void> {
    await this.pulumi(project, "stack", "init", "dev");
    await this.pulumi(project, "config", "set", "nautes:repository", "nautes/tenant");
    await this.pulumi(project, "config", "set", "--path", "nautes:git.url", gitUrl);
  }

  /** What the CLI printed to stdout; rejects with all that it printed when it fails. */
  async pulumi(project: string, ...args: string[]): Promise<string> {
    return this.run(project, "pulumi", ...args, "--non-interactive", "--color", "never");
  }

  async run(folder: string, program: string, ...args: string[]): Promise<string> {
    const options = {
      cwd: join(this.folder, folder),
      env: this.#environment,
      maxBuffer: 256 * 2 ** 20,
    };
    return new Promise((resolve, reject) => {
      execFile(program, args, options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${program} ${args.join(" ")}\n${stdout}${stderr}`));
      });
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
