import { mkdirSync, statfsSync } from "node:fs";
import { Problem } from "./problem.mjs";

/** Fails when the disk that holds one of `folders` has less than `gigabytes` (10⁹ bytes) free. */
export function requireSpace(gigabytes, folders, statfs = statfsSync) {
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    const { bavail, bsize } = statfs(folder);
    const free = Math.floor((bavail * bsize) / 1e8) / 10;
    if (free >= gigabytes) continue;
    throw new Problem(
      `There is not enough disk space to build: ${gigabytes} GB are needed in ${folder}, ${free} GB are free.`,
      "Make room there, or set NAUTES_TOOLCHAIN_CACHE, GOCACHE and GOMODCACHE to folders on a larger disk.",
    );
  }
}
