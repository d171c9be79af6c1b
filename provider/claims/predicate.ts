import { equalJson, isList, isMap, mayEqual } from "./json";
import { UNKNOWN } from "./model";
import { valuesAt } from "./value-path";
import type { Json, Predicate } from "./model";

/** Whether something holds; undefined: it depends on what is not known before the update. */
export type Verdict = boolean | undefined;

/** Whether a document is as a predicate says. */
export function satisfies(document: Json, predicate: Predicate): Verdict {
  if ("exists" in predicate) {
    return every(predicate.exists, (path) => some(valuesAt(document, path), isThere));
  }
  if ("equals" in predicate) {
    return every(Object.entries(predicate.equals), ([path, wanted]) =>
      some(valuesAt(document, path), (value) => same(value, wanted)),
    );
  }
  if ("contains" in predicate) {
    return every(Object.entries(predicate.contains), ([path, wanted]) =>
      some(valuesAt(document, path), (value) => has(value, wanted)),
    );
  }
  if ("any" in predicate) return some(predicate.any, (one) => satisfies(document, one));
  if ("all" in predicate) return every(predicate.all, (one) => satisfies(document, one));
  const verdict = satisfies(document, predicate.not);
  return verdict === undefined ? undefined : !verdict;
}

/** True if one is; else undefined if one may be. */
export function some<T>(all: readonly T[], test: (one: T) => Verdict): Verdict {
  let verdict: Verdict = false;
  for (const one of all) {
    const single = test(one);
    if (single === true) return true;
    if (single === undefined) verdict = undefined;
  }
  return verdict;
}

/** False if one is not; else undefined if one may not be. */
function every<T>(all: readonly T[], test: (one: T) => Verdict): Verdict {
  let verdict: Verdict = true;
  for (const one of all) {
    const single = test(one);
    if (single === false) return false;
    if (single === undefined) verdict = undefined;
  }
  return verdict;
}

function isThere(value: Json): Verdict {
  if (value === UNKNOWN) return undefined;
  if (value === null || value === "") return false;
  if (isList(value)) return value.length > 0;
  return !isMap(value) || Object.keys(value).length > 0;
}

function same(value: Json, wanted: Json): Verdict {
  if (equalJson(value, wanted)) return value === UNKNOWN ? undefined : true;
  return mayEqual(value, wanted) ? undefined : false;
}

function has(value: Json, wanted: Json): Verdict {
  if (value === UNKNOWN) return undefined;
  if (isList(value)) return some(value, (item) => same(item, wanted));
  if (!isMap(value)) return false;
  if (wanted === UNKNOWN) return Object.keys(value).length > 0 ? undefined : false;
  return typeof wanted === "string" && Object.hasOwn(value, wanted);
}
