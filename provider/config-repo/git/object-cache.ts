import { createHash } from "node:crypto";
import { chmod, lstat, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { NautesError } from "../../errors";
import { withLock } from "./cache-lock";
import { failureOf } from "./failures";
import { givesNoSingleObjects, wholeMarker } from "./fetch";
import { DamagedCache, type Git } from "./git";
import type { GitAnswer } from "./git-process";

/** A bare repository in the cache folder that holds what was fetched, and may be thrown away at any time. */
export interface ObjectCache {
  /** Does `work`, alone, in the repository; once more in a new one if the old proves to be damaged. */
  use<Result>(
    work: (gitDir: string, signal: AbortSignal) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result>;
}

/** Every fetch and commit adds a pack of four files, and nothing packs them together: then a new clone is cheaper. */
const maxPackFiles = 1_200;

/** The cache for the repository of `git`, one for each URL and user name. */
export function createObjectCache(git: Git): ObjectCache {
  const { settings } = git;
  const key = createHash("sha256").update(`${settings.username ?? ""}\0${settings.url}`);
  const gitDir = join(settings.cacheDir, `${key.digest("hex").slice(0, 32)}.git`);

  async function prepare(signal: AbortSignal | undefined): Promise<void> {
    await mkdir(gitDir, { recursive: true, mode: 0o700 });
    await checkOwner(gitDir);
    const packs = await readdir(join(gitDir, "objects", "pack")).catch(() => []);
    if (packs.length > maxPackFiles) await rm(gitDir, { recursive: true });
    else if ((await readdir(gitDir)).includes("HEAD")) return;
    await make("sha1", signal);
  }
  async function make(format: string, signal: AbortSignal | undefined): Promise<void> {
    const args = ["init", "--quiet", "--bare", "--template=", `--object-format=${format}`, gitDir];
    await git.run(args, { signal });
    await chmod(gitDir, 0o700);
  }
  async function remake(why: GitAnswer, signal: AbortSignal | undefined): Promise<void> {
    await rm(gitDir, { recursive: true, force: true });
    await make(/server (sha256)/.exec(why.stderr)?.[1] ?? "sha1", signal);
    if (givesNoSingleObjects(why)) await writeFile(join(gitDir, wholeMarker), "");
  }
  return {
    async use(work, caller) {
      await mkdir(settings.cacheDir, { recursive: true, mode: 0o700 }).catch(cannotWrite(gitDir));
      const options = { wait: settings.timeouts.lock, signal: caller };
      return withLock(gitDir, options, async (signal) => {
        try {
          await prepare(signal);
          return await work(gitDir, signal);
        } catch (error) {
          if (!(error instanceof DamagedCache)) throw error;
          await remake(error.answer, signal);
        }
        try {
          return await work(gitDir, signal);
        } catch (error) {
          throw error instanceof DamagedCache ? failureOf(error.answer, git.subject) : error;
        }
      }).catch(cannotWrite(gitDir));
    },
  };
}

/** Another user's folder could hold hooks and configuration that git would obey. */
async function checkOwner(folder: string): Promise<void> {
  const { uid } = await lstat(folder);
  if (process.getuid === undefined || uid === process.getuid()) {
    await chmod(folder, 0o700);
    return;
  }
  throw new NautesError("local-failure", "The Git cache belongs to another user.", {
    at: folder,
    remedy: "Set another cache folder with XDG_CACHE_HOME.",
  });
}

function cannotWrite(folder: string): (cause: unknown) => never {
  return (cause) => {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (cause instanceof NautesError || code === undefined || !/^E[A-Z]+$/.test(code)) throw cause;
    const full = code === "ENOSPC" || code === "EDQUOT";
    throw new NautesError(
      "local-failure",
      full
        ? "The disk that holds the Git cache is full."
        : `The Git cache cannot be used: ${message}.`,
      {
        at: folder,
        remedy: full
          ? "Make room, or set another cache folder with XDG_CACHE_HOME."
          : "Give this user the right to write it, or set another cache folder with XDG_CACHE_HOME.",
        cause,
      },
    );
  };
}
