import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../..");

/** A command line that runs `body`, TypeScript in which `createGitRepo` is known, in a process of its own. */
export function scriptCommand(folder: string, name: string, body: string): readonly string[] {
  const script = join(folder, `${name}.ts`);
  const module = JSON.stringify(join(root, "provider/config-repo/git/git-repo"));
  writeFileSync(
    script,
    `const { createGitRepo } = require(${module});\nvoid (async () => {\n${body}\n})();\n`,
  );
  return [process.execPath, "-r", "ts-node/register/transpile-only", script];
}

/** How a command ended, and what it printed. */
export interface Ended {
  readonly code: number | NodeJS.Signals | null;
  readonly stdout: string;
}

export interface Running {
  readonly pid: number;
  /** Resolves once the text was printed. */
  printed(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Runs a command in the project's folder, with these variables besides its own. */
export function run(command: readonly string[], variables: Record<string, string> = {}): Running {
  const [file = "", ...args] = command;
  const env = { ...process.env, ...variables };
  const child = spawn(file, args, { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  return {
    pid: child.pid ?? 0,
    printed: (text) =>
      new Promise((done, failed) => {
        child.stdout.on("data", () => stdout.includes(text) && done());
        child.once("close", () => failed(new Error(`ended before it printed ${text}`)));
      }),
    ended: new Promise((done) =>
      child.once("close", (code, signal) => done({ code: code ?? signal, stdout })),
    ),
  };
}
