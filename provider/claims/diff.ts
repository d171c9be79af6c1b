import { canonicalJson, equalJson, isList, isMap } from "./json";
import { isNotedGlued } from "./glued-separators";
import { ownAt } from "./own-at";
import { sameWhole } from "./whole";
import type { Claims, EntriesClaim, Json } from "./model";

/** One difference between claims, at a Pulumi property path like `documents["a/b.yaml"].spec.apiServer`. */
export interface ClaimChange {
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
}

/** What differs in the files of two claims, leaf by leaf; what does not end up in a file is no difference. */
export function diffClaims(old: Claims, news: Claims): ClaimChange[] {
  return [
    ...diffFiles("documents", old.documents, news.documents, (path, before, now) =>
      sameWhole({ document: before }, { document: now }) ? [] : diffJson(path, before, now),
    ),
    ...diffFiles("texts", old.texts, news.texts, diffJson),
    ...diffFiles("entries", old.entries, news.entries, (path, before, now) => [
      ...diffJson(`${path}.list`, before.list, now.list),
      ...diffReadable(`${path}.key`, before, now),
      ...diffEntries(`${path}.values`, before.values, now.values),
    ]),
    ...diffFiles("shared", old.shared, news.shared, (path, before, now) =>
      sameWhole(before, now) ? [] : diffJson(`${path}.document`, before.document, now.document),
    ),
  ];
}

type Files<T> = { readonly [path: string]: T };
type Compare<T> = (path: string, before: T, now: T) => ClaimChange[];

function diffFiles<T>(
  part: string,
  before: Files<T>,
  now: Files<T>,
  compare: Compare<T>,
): ClaimChange[] {
  return keysOf(before, now).flatMap((key) => {
    const path = `${part}[${JSON.stringify(key)}]`;
    const [old, one] = [ownAt(before, key), ownAt(now, key)];
    if (old === undefined) return [{ path, kind: "add" }];
    if (one === undefined) return [{ path, kind: "delete" }];
    return compare(path, old, one);
  });
}

/** That a refresh found entries in a file that cannot be read makes an update, which mends it. */
function diffReadable(path: string, before: EntriesClaim, now: EntriesClaim): ClaimChange[] {
  return isNotedGlued(before) === isNotedGlued(now) ? [] : [{ path, kind: "update" }];
}

/** Entries are a set: their order is no difference. */
function diffEntries(path: string, before: readonly Json[], now: readonly Json[]): ClaimChange[] {
  const [one, other] = [before, now].map((values) => values.map(canonicalJson).sort());
  return equalJson(one, other) ? [] : diffJson(path, before, now);
}

function diffJson(path: string, before: Json, now: Json): ClaimChange[] {
  if (equalJson(before, now)) return [];
  if (isList(before) && isList(now)) {
    const length = Math.max(before.length, now.length);
    return Array.from({ length }).flatMap((_, index) =>
      diffChild(`${path}[${index}]`, before[index], now[index]),
    );
  }
  if (isMap(before) && isMap(now)) {
    return keysOf(before, now).flatMap((key) =>
      diffChild(path + stepTo(key), ownAt(before, key), ownAt(now, key)),
    );
  }
  return [{ path, kind: "update" }];
}

function diffChild(path: string, before: Json | undefined, now: Json | undefined): ClaimChange[] {
  if (before === undefined) return [{ path, kind: "add" }];
  if (now === undefined) return [{ path, kind: "delete" }];
  return diffJson(path, before, now);
}

function keysOf(one: object, other: object): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
}

function stepTo(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
