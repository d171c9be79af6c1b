import { ownAt } from "./own-at";
import { hashOf, renderedId } from "./blob-id";
import { GuardFiles, guardsOf } from "./guard-files";
import { wholeId, wholesOf } from "./whole";
import type { HashName } from "./blob-id";
import type { ClaimRequest, Snapshot } from "./request";

/**
 * The paths of `tree` whose text planning needs: shared files, whole files of unknown origin, and what guards look at.
 * With `repository`: those of another repository's tree that guards of the requests look at.
 */
export function neededPaths(
  tree: Snapshot["tree"],
  requests: readonly ClaimRequest[],
  repository?: string,
): string[] {
  const needed = new Set<string>();
  const guarded = new GuardFiles(tree);
  const hash = hashOf(tree);
  for (const request of requests) {
    if (repository === undefined) for (const path of claimed(tree, request, hash)) needed.add(path);
    const { requires, forbids } = guardsOf(request);
    for (const guard of [...requires, ...forbids]) {
      if (guard.repository !== repository) continue;
      for (const path of guarded.of(guard)) needed.add(path);
    }
  }
  return [...needed].sort();
}

/** The other repositories that guards of the requests look into. */
export function neededElsewhere(requests: readonly ClaimRequest[]): Set<string> {
  const repositories = new Set<string>();
  for (const request of requests) {
    const { requires, forbids } = guardsOf(request);
    for (const { repository } of [...requires, ...forbids]) {
      if (repository !== undefined) repositories.add(repository);
    }
  }
  return repositories;
}

function* claimed(
  tree: Snapshot["tree"],
  { hold, held, seen }: ClaimRequest,
  hash: HashName,
): Generator<string> {
  const wanted = wholesOf(hold);
  const owned = wholesOf(held);
  for (const path of new Set([...wanted.keys(), ...owned.keys()])) {
    const id = tree.get(path);
    if (id === undefined) continue;
    const now = wanted.get(path);
    const before = owned.get(path);
    if (now !== undefined && wholeId(now, hash) === id) continue;
    if (before !== undefined && wholeId(before, hash) === id) continue;
    if (now === undefined && ownAt(seen, path) === id) continue;
    yield path;
  }
  for (const claims of [hold, held]) {
    for (const path of Object.keys(claims?.entries ?? {})) if (tree.has(path)) yield path;
    for (const [path, { document }] of Object.entries(claims?.shared ?? {})) {
      const id = tree.get(path);
      if (id !== undefined && id !== renderedId(document, hash)) yield path;
    }
  }
}
