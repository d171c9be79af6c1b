import type { Repository } from "./repository";

export interface Guarded {
  readonly path: string;
  /** The `last_commit_id` that was given: any commit. */
  readonly seen: string;
}

/**
 * The first path whose last commit on the branch is another than its last commit as seen from the id that was given.
 * So the id of any commit will do since which the path did not change; one where the path is not, or that does not
 * exist, is never stale.
 */
export async function changedSince(
  repository: Repository,
  head: string,
  guarded: readonly Guarded[],
): Promise<string | undefined> {
  const touched = new Map<string, ReadonlySet<string> | undefined>();
  for (const { path, seen } of guarded) {
    if (!touched.has(seen)) touched.set(seen, await touchedSince(repository, head, seen));
    if (touched.get(seen)?.has(path) === false) continue;
    const onBranch = await repository.lastCommit(head, path);
    const asSeen = await repository.lastCommit(seen, path);
    if (onBranch !== undefined && asSeen !== undefined && onBranch !== asSeen) return path;
  }
  return undefined;
}

/** A shortcut for hundreds of paths: what no commit between touched has not changed. Undefined: not on the branch. */
async function touchedSince(
  repository: Repository,
  head: string,
  seen: string,
): Promise<ReadonlySet<string> | undefined> {
  const commit = await repository.commit(seen);
  if (commit === head) return new Set();
  if (commit === undefined || !(await repository.isAncestor(commit, head))) return undefined;
  const listed = await repository.run([
    "log",
    "-m",
    "-z",
    "--no-renames",
    "--name-only",
    "--format=",
    `${commit}..${head}`,
  ]);
  return new Set(listed.toString().split(/[\0\n]/));
}
