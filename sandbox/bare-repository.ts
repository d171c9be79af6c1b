import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A bare repository in a folder, as a server keeps it. */
export interface BareRepository {
  readonly dir: string;
  /** Runs git in it and answers what it printed, trimmed. */
  git(...args: string[]): string;
  /** Commits on top of a branch as somebody else does, hooks aside; null deletes a file. Answers the commit. */
  push(files: Readonly<Record<string, string | null>>, options?: PushOptions): string;
  /** Installs a hook, a shell script without its first line. */
  hook(name: "pre-receive" | "update" | "post-receive", script: string): void;
}

export interface PushOptions {
  /** @default "main" */
  readonly branch?: string;
  /** @default "Change by hand" */
  readonly message?: string;
  /** Paths to make executable. */
  readonly executable?: readonly string[];
}

/** Makes a bare repository with a first commit of `files` on `main`; with undefined it stays empty. */
export function createBareRepository(
  dir: string,
  files?: Readonly<Record<string, string>>,
): BareRepository {
  mkdirSync(dirname(dir), { recursive: true });
  run(dirname(dir), ["init", "--quiet", "--bare", "--template=", "--initial-branch=main", dir]);
  const repository: BareRepository = {
    dir,
    git: (...args) => run(dir, args),
    push: (changes, options) => pushByHand(dir, changes, options),
    hook(name, script) {
      mkdirSync(join(dir, "hooks"), { recursive: true });
      writeFileSync(join(dir, "hooks", name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    },
  };
  if (files !== undefined) repository.push(files, { message: "Begin" });
  return repository;
}

/** One fast-import instead of a clone: the tests do this hundreds of times. */
function pushByHand(
  dir: string,
  changes: Readonly<Record<string, string | null>>,
  options: PushOptions = {},
): string {
  const ref = `refs/heads/${options.branch ?? "main"}`;
  const message = `${options.message ?? "Change by hand"}\n`;
  const lines = [`commit ${ref}\ncommitter Somebody <somebody@example.com> now\n${data(message)}`];
  if (exists(dir, ref)) lines.push(`from ${ref}^0\n`);
  for (const [path, text] of Object.entries(changes)) {
    const mode = options.executable?.includes(path) === true ? "100755" : "100644";
    const name = `"${path.replaceAll(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;
    lines.push(text === null ? `D ${name}\n` : `M ${mode} inline ${name}\n${data(text)}`);
  }
  run(dir, ["fast-import", "--quiet", "--date-format=now"], lines.join(""));
  return run(dir, ["rev-parse", ref]);
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function exists(dir: string, ref: string): boolean {
  return run(dir, ["for-each-ref", "--format=x", ref]) !== "";
}

function run(cwd: string, args: readonly string[], input = ""): string {
  return execFileSync("git", args, {
    cwd,
    env: foreignEnvironment(),
    stdio: "pipe",
    input,
  })
    .toString()
    .trim();
}

/** Somebody else's git: none of the configuration and variables of the person at this machine. */
export function foreignEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "Somebody",
    GIT_AUTHOR_EMAIL: "somebody@example.com",
    GIT_COMMITTER_NAME: "Somebody",
    GIT_COMMITTER_EMAIL: "somebody@example.com",
  };
}
