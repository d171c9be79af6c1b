import { hashOf, renderedId } from "./blob-id";
import { isFitForEngine, textForEngine } from "./engine-value";
import { notedGlued, unglued } from "./glued-separators";
import { equalJson } from "./json";
import { identityOf } from "./keys";
import { ownAt } from "./own-at";
import { documentsOf, parseDocuments } from "./render";
import { valueAt } from "./value-path";
import { says, wholeId, wholesOf } from "./whole";
import type { HashName } from "./blob-id";
import type { Claims, EntriesClaim, Json, SharedClaim } from "./model";
import type { BlobId, ClaimRequest, Snapshot } from "./request";
import type { Whole } from "./whole";

/** What became of claims in a config repo. */
export interface Observation {
  /** What was found of them; the very same object if nothing drifted; undefined if nothing of them is left. */
  readonly claims: Claims | undefined;
  /** Path → blob id of found whole files whose blob is not our rendering. */
  readonly seen: ClaimRequest["seen"];
  readonly drifted: boolean;
}

/** The paths whose text `observe` needs: files that are not as their owner last wrote or saw them, and shared ones. */
export function pathsToObserve(
  tree: Snapshot["tree"],
  held: Claims,
  seen: ClaimRequest["seen"],
): string[] {
  const hash = hashOf(tree);
  const wholes = [...wholesOf(held)].flatMap(([path, whole]) =>
    isUntouched(tree.get(path), whole, ownAt(seen, path), hash) ? [] : path,
  );
  const shared = Object.entries(held.shared).flatMap(([path, { document }]) =>
    tree.get(path) === renderedId(document, hash) ? [] : path,
  );
  const paths = [...wholes, ...shared, ...Object.keys(held.entries)];
  return paths.filter((path) => tree.has(path)).sort();
}

/** What a snapshot has of claims that were held. A file that says the same in another style has not drifted. */
export function observe(snapshot: Snapshot, held: Claims, seen: ClaimRequest["seen"]): Observation {
  const hash = hashOf(snapshot.tree);
  const documents: Record<string, Json> = {};
  const texts: Record<string, string> = {};
  const known: Record<string, BlobId> = {};
  for (const [path, whole] of wholesOf(held)) {
    const id = snapshot.tree.get(path);
    if (id === undefined) continue;
    const found = foundWhole(
      snapshot,
      path,
      whole,
      isUntouched(id, whole, ownAt(seen, path), hash),
    );
    if ("text" in found) texts[path] = found.text;
    else documents[path] = found.document;
    if (found === whole ? ownAt(seen, path) === id : wholeId(found, hash) !== id) known[path] = id;
  }
  const entries = mapped(held.entries, (path, claim) => foundEntries(snapshot, path, claim));
  const shared = mapped(held.shared, (path, claim) => foundShared(snapshot, path, claim, hash));
  const parts = { documents, texts, entries, shared };
  if (isSame(held, parts)) return { claims: held, seen, drifted: false };
  const claims = isGone(held, parts) ? undefined : { ...held, ...parts };
  return { claims, seen: claims === undefined ? {} : known, drifted: true };
}

type Parts = Pick<Claims, "documents" | "texts" | "entries" | "shared">;

function isUntouched(
  id: BlobId | undefined,
  whole: Whole,
  seen: BlobId | undefined,
  hash: HashName,
): boolean {
  return id !== undefined && (id === seen || id === wholeId(whole, hash));
}

function foundWhole(snapshot: Snapshot, path: string, whole: Whole, untouched: boolean): Whole {
  if (untouched) return whole;
  const text = snapshot.texts.get(path) ?? "";
  if (says(text, whole)) return whole;
  const document = "text" in whole ? undefined : fitting(parsed(text));
  return document === undefined ? { text: textForEngine(text) } : { document };
}

function foundEntries(
  snapshot: Snapshot,
  path: string,
  claim: EntriesClaim,
): EntriesClaim | undefined {
  if (!snapshot.tree.has(path)) {
    return claim.values.length === 0 && claim.scaffold === "" ? claim : undefined;
  }
  const text = snapshot.texts.get(path) ?? "";
  const document = parsed(text);
  if (document === undefined) {
    // Entries in a file that cannot be read may still be there; where the next update can mend it, it is to happen.
    const isMendable = claim.list === "" && claim.values.length > 0 && unglued(text) !== undefined;
    return isMendable ? notedGlued(claim) : claim;
  }
  const list = claim.list === "" ? documentsOf(document) : valueAt(document, claim.list);
  const items = Array.isArray(list) ? (list as readonly Json[]) : [];
  const values = claim.values.flatMap((value) => foundEntry(claim, items, value) ?? []);
  return sameList(values, claim.values) ? claim : { ...claim, values };
}

function foundEntry(claim: EntriesClaim, items: readonly Json[], value: Json): [Json] | undefined {
  if (items.some((item) => equalJson(item, value))) return [value];
  if (claim.key === undefined) return undefined;
  const identity = identityOf(claim, value);
  const other = items.find((item) => identityOf(claim, item) === identity);
  if (other === undefined) return undefined;
  // What the engine would take for something else is there, but cannot be told.
  return [fitting(other) ?? value];
}

function foundShared(
  snapshot: Snapshot,
  path: string,
  claim: SharedClaim,
  hash: HashName,
): SharedClaim | undefined {
  const id = snapshot.tree.get(path);
  if (id === undefined) return undefined;
  const text = snapshot.texts.get(path) ?? "";
  if (id === renderedId(claim.document, hash) || says(text, claim)) return claim;
  const document = fitting(parsed(text));
  return { ...claim, document: document === undefined ? textForEngine(text) : document };
}

function isSame(held: Claims, parts: Parts): boolean {
  return (["documents", "texts", "entries", "shared"] as const).every((part) => {
    const [before, now] = [held[part], parts[part]];
    const paths = Object.keys(before);
    return (
      paths.length === Object.keys(now).length &&
      paths.every((path) => before[path] === ownAt<unknown>(now, path))
    );
  });
}

function isGone(held: Claims, parts: Parts): boolean {
  if (countOf(held) > 0) return countOf(parts) === 0;
  return Object.keys(parts.entries).length + Object.keys(parts.shared).length === 0;
}

function countOf({ documents, texts, entries }: Parts): number {
  const values = Object.values(entries).flatMap((claim) => claim.values);
  return Object.keys(documents).length + Object.keys(texts).length + values.length;
}

function mapped<T>(
  map: { readonly [path: string]: T },
  found: (path: string, claim: T) => T | undefined,
): { [path: string]: T } {
  const result: { [path: string]: T } = {};
  for (const [path, claim] of Object.entries(map)) {
    const now = found(path, claim);
    if (now !== undefined) result[path] = now;
  }
  return result;
}

function sameList(one: readonly Json[], other: readonly Json[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

function fitting(value: Json | undefined): Json | undefined {
  return value !== undefined && isFitForEngine(value) ? value : undefined;
}

/** Texts that are remembered with what they say: shared files are looked at for each cluster that is in them. */
const CAPACITY = 16;

const lately = new Map<string, Json | undefined>();

/** What a text says; undefined: it cannot be read. */
function parsed(text: string): Json | undefined {
  if (lately.has(text)) return lately.get(text);
  const document = read(text);
  lately.set(text, document);
  for (const old of [...lately.keys()].slice(0, -CAPACITY)) lately.delete(old);
  return document;
}

function read(text: string): Json | undefined {
  try {
    return parseDocuments(text);
  } catch {
    return undefined;
  }
}
