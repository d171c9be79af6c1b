import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A bare repository in a folder, as a server keeps it. */
export interface BareRepository {
  readonly dir: string;
  /** Runs git in it and answers what it printed, trimmed. */
  git(...args: string[]): string;
  /** Commits on top of a branch as a person with a clone does; null deletes a file. Answers the commit. */
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

function pushByHand(
  dir: string,
  changes: Readonly<Record<string, string | null>>,
  options: PushOptions = {},
): string {
  const branch = options.branch ?? "main";
  const work = mkdtempSync(join(tmpdir(), "nautes-by-hand-"));
  try {
    run(work, ["init", "--quiet", "--template=", `--initial-branch=${branch}`]);
    if (exists(dir, branch)) run(work, ["pull", "--quiet", dir, `refs/heads/${branch}`]);
    for (const [path, text] of Object.entries(changes)) {
      if (text === null) {
        rmSync(join(work, path));
        continue;
      }
      mkdirSync(dirname(join(work, path)), { recursive: true });
      const executable = options.executable?.includes(path) === true;
      writeFileSync(join(work, path), text, { mode: executable ? 0o755 : 0o644 });
    }
    run(work, ["add", "--all"]);
    run(work, ["commit", "--quiet", "--allow-empty", "-m", options.message ?? "Change by hand"]);
    run(work, ["push", "--quiet", dir, `HEAD:refs/heads/${branch}`]);
    return run(work, ["rev-parse", "HEAD"]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function exists(dir: string, branch: string): boolean {
  return run(dir, ["for-each-ref", "--format=x", `refs/heads/${branch}`]) !== "";
}

function run(cwd: string, args: readonly string[]): string {
  return execFileSync("git", args, {
    cwd,
    env: foreignEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
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
