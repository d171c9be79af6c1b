import { blobId } from "./blob-id";
import { canonicalJson, equalJson } from "./json";
import type { Claims, EntriesClaim, Json } from "./model";
import { ownAt } from "./own-at";

/** What is not as its owner last knew it: path → a digest of what was found there of the claims; null: nothing is left. */
export type Differences = ReadonlyMap<string, string | null>;

/**
 * Where `found` is not what was held, and what it has at the paths of `known`, whatever that is. Two finds with the
 * same digest say the same; what others have in a shared file is in none.
 */
export function differencesOf(
  held: Claims,
  found: Claims | undefined,
  known: Iterable<string> = [],
): Differences {
  const paths = new Set(known);
  const differences = new Map<string, string | null>();
  const files: [string, Json][] = [held.documents, held.texts].flatMap((p) => Object.entries(p));
  for (const [path, before] of files) {
    // A document that became no YAML is found as a text.
    const now = ownAt<Json>(found?.documents, path) ?? ownAt<Json>(found?.texts, path);
    if (now !== before || paths.has(path)) differences.set(path, digest(now));
  }
  for (const [path, before] of Object.entries(held.shared)) {
    const now = ownAt(found?.shared, path);
    if (now !== before || paths.has(path)) differences.set(path, digest(now?.document));
  }
  for (const [path, before] of Object.entries(held.entries)) {
    const now = ownAt(found?.entries, path);
    if (now === before && !paths.has(path)) continue;
    const values = now === before || isOther(before, now) ? now?.values : undefined;
    differences.set(path, digest(values));
  }
  return differences;
}

/** Whether something is found that could be lost, and not only less than what was held. */
function isOther(before: EntriesClaim, now: EntriesClaim | undefined): boolean {
  const values = now?.values ?? [];
  return !values.every((value) => before.values.some((one) => equalJson(one, value)));
}

function digest(found: Json | undefined): string | null {
  return found === undefined ? null : blobId(canonicalJson(found));
}
