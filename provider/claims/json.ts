import { UNKNOWN } from "./model";
import type { Json } from "./model";

/** A map of a YAML document. */
export type JsonMap = { readonly [key: string]: Json };

/** Whether `value` is a map. */
export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === "object" && value !== null && !isList(value);
}

/** Whether `value` is a list. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether two values are the same, whatever the order of their keys. */
export function equalJson(one: Json | undefined, other: Json | undefined): boolean {
  return compare(one, other, "neither");
}

/** Whether two values are the same once their unknown leaves are known. */
export function mayEqual(one: Json | undefined, other: Json | undefined): boolean {
  return compare(one, other, "both");
}

/**
 * Whether `found` is what `wanted` says once the unknown leaves of `wanted` are known. What is found is known: a
 * repository may have the very text that stands for unknown.
 */
export function maySay(found: Json | undefined, wanted: Json | undefined): boolean {
  return compare(found, wanted, "other");
}

/** One text for all values that are equal. */
export function canonicalJson(value: Json): string {
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${pairs.join(",")}}`;
}

/** Whether some leaf of `value` is not known before the update. */
export function hasUnknown(value: Json): boolean {
  if (isList(value)) return value.some(hasUnknown);
  if (isMap(value)) return Object.values(value).some(hasUnknown);
  return typeof value === "string" && value.includes(UNKNOWN);
}

function compare(
  one: Json | undefined,
  other: Json | undefined,
  loose: "neither" | "other" | "both",
): boolean {
  if (one === other) return true;
  if (loose !== "neither" && other === UNKNOWN) return true;
  if (loose === "both" && one === UNKNOWN) return true;
  if (one === undefined || other === undefined) return false;
  if (isList(one)) {
    if (!isList(other) || one.length !== other.length) return false;
    return one.every((item, index) => compare(item, other[index], loose));
  }
  if (!isMap(one) || !isMap(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && compare(one[key], other[key], loose))
  );
}
