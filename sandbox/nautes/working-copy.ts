import { execFile } from "node:child_process";
import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { foreignEnvironment } from "../bare-repository";

/** Who commits: the caller of the API, as GitLab knows them. */
export interface Caller {
  readonly name: string;
  readonly email: string;
}

/** A whole clone, with all its history, that is made for one request. */
export interface WorkingCopy {
  /** The files below a folder, in lexical order, as paths of the repository. */
  files(folder: string): string[];
  read(path: string): string;
  exists(path: string): boolean;
  write(path: string, text: string): void;
  /** Removes a file or a folder, if it is there. */
  remove(path: string): void;
  /** Commits and pushes what was changed, if anything was. @throws Error when the push or the merge fails */
  push(pauses: Pauses): Promise<void>;
  /** Removes the clone. */
  drop(): void;
}

/** Where a test may step in. */
export interface Pauses {
  /** Called before each push. */
  readonly beforePush?: (() => void | Promise<void>) | undefined;
  /** Before the second and third try of a push. */
  readonly retryMs: number;
}

// A type mix-up in v0.4.1 loses what the message should say.
const message = "[API] Save operator";
const tries = 3;

/** Clones the whole of a repository into a new folder below `folder`. */
export async function clone(url: string, folder: string, caller: Caller): Promise<WorkingCopy> {
  fs.mkdirSync(folder, { recursive: true });
  const dir = fs.mkdtempSync(join(folder, "product"));
  async function git(...args: string[]): Promise<string> {
    return run(dir, caller, args);
  }
  await git("clone", "--quiet", "--no-hardlinks", url, ".");
  return {
    files: (below) => filesBelow(dir, below),
    read: (path) => fs.readFileSync(join(dir, path), "utf8"),
    exists: (path) => fs.existsSync(join(dir, path)),
    write(path, text) {
      fs.mkdirSync(dirname(join(dir, path)), { recursive: true });
      fs.writeFileSync(join(dir, path), text);
    },
    remove: (path) => fs.rmSync(join(dir, path), { recursive: true, force: true }),
    push: async (pauses) => push(git, pauses),
    drop: () => fs.rmSync(dir, { recursive: true, force: true }),
  };
}

type Git = (...args: string[]) => Promise<string>;

/** A commit that others overtook is merged; one that was merged is pushed three times, of which two cannot work. */
async function push(git: Git, { beforePush, retryMs }: Pauses): Promise<void> {
  for (let round = 1; ; round += 1) {
    await git("fetch", "--quiet", "origin");
    const isBehind = (await git("diff", "--name-only", "main", "remotes/origin/main")) !== "";
    const isDirty = (await git("status", "--porcelain")) !== "";
    if (!isBehind && !isDirty) return;
    await git("add", ".");
    await git("commit", "--quiet", "-m", message);
    if (isBehind) await merge(git);
    await beforePush?.();
    try {
      await git("push", "--quiet", "origin", "main");
      return;
    } catch (reason) {
      if (!isBehind || round === tries) throw reason;
      await sleep(retryMs);
    }
  }
}

async function merge(git: Git): Promise<void> {
  try {
    await git("merge", "--quiet", "--no-edit", "remotes/origin/main");
  } catch (cause) {
    throw new Error(
      "when the save configuration cannot be merge automatically, manual approval may be required",
      { cause },
    );
  }
}

function filesBelow(dir: string, folder: string): string[] {
  if (!fs.existsSync(join(dir, folder))) return [];
  return fs
    .readdirSync(join(dir, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort();
}

async function run(cwd: string, caller: Caller, args: readonly string[]): Promise<string> {
  const env = {
    ...foreignEnvironment(),
    GIT_TERMINAL_PROMPT: "0",
    GIT_AUTHOR_NAME: caller.name,
    GIT_AUTHOR_EMAIL: caller.email,
    GIT_COMMITTER_NAME: caller.name,
    GIT_COMMITTER_EMAIL: caller.email,
  };
  return new Promise((resolve, reject) => {
    execFile("git", args, { cwd, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`git ${args[0]} failed: ${stderr}${stdout}`, { cause: error }));
    });
  });
}
