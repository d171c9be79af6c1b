import type { BlobId } from "../../claims/request";
import type { CommitId, ConfigRepo } from "../config-repo";
import { mergeLines } from "../merge-lines";

/** Path → the text that a merge request gives it on top of its target, or null if it deletes the file. */
export type OwnFiles = ReadonlyMap<string, string | null>;

/** The commits that a merge joins, and the repositories that read them. */
export interface Sides {
  readonly base: CommitId;
  readonly ours: { readonly repo: ConfigRepo; readonly commit: CommitId };
  readonly theirs: { readonly repo: ConfigRepo; readonly commit: CommitId };
}

/**
 * What `ours` changed since `base`, on top of what `theirs` did since: file by file, and line by line in what both
 * changed. `conflicts` are the files in which both changed the same lines.
 */
export async function joinedFiles(
  { base, ours, theirs }: Sides,
  signal?: AbortSignal,
): Promise<{ readonly files: OwnFiles; readonly conflicts: readonly string[] }> {
  const before = await theirs.repo.tree(base, undefined, signal);
  const [left, right] = [
    await theirs.repo.tree(theirs.commit, undefined, signal),
    await ours.repo.tree(ours.commit, undefined, signal),
  ];
  const changed = changedPaths(before, right).filter((path) => left.get(path) !== right.get(path));
  const both = changed.filter((path) => left.get(path) !== before.get(path));
  const mine = await ours.repo.read(changed, ours.commit, signal);
  const [old, other] = [
    await theirs.repo.read(both, base, signal),
    await theirs.repo.read(both, theirs.commit, signal),
  ];
  const files = new Map<string, string | null>();
  const conflicts: string[] = [];
  for (const path of changed) {
    const text = both.includes(path)
      ? joinedText(old.get(path), other.get(path), mine.get(path))
      : (mine.get(path) ?? null);
    if (text === undefined) conflicts.push(path);
    else files.set(path, text);
  }
  return { files, conflicts };
}

function joinedText(
  base: string | undefined,
  theirs: string | undefined,
  ours: string | undefined,
): string | undefined {
  if (theirs === undefined || ours === undefined) return undefined;
  return mergeLines(base ?? "", theirs, ours);
}

/** Paths of which two trees have different blobs, sorted. */
export function changedPaths(
  one: ReadonlyMap<string, BlobId>,
  other: ReadonlyMap<string, BlobId>,
): string[] {
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((path) => one.get(path) !== other.get(path))
    .sort();
}
