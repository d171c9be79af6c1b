import { hasUnknown, isList, isMap } from "../claims/json";
import type { JsonMap } from "../claims/json";
import { SIGNATURE } from "../claims/model";
import type { Json } from "../claims/model";

/**
 * A text in a map; a number or a flag that somebody left without quotes is taken for one. Undefined: it is not there,
 * empty, of another type, or not known before the update, which the engine takes from no function.
 */
export function textAt(map: JsonMap, key: string): string | undefined {
  return asText(Object.hasOwn(map, key) ? map[key] : undefined);
}

/** The texts of a list in a map; what is none of them is left out. */
export function textsAt(map: JsonMap, key: string): readonly string[] {
  return texts(map[key]);
}

/** A map in a map; empty if there is none. */
export function mapAt(map: JsonMap, key: string): JsonMap {
  const value = map[key];
  return isMap(value) ? value : {};
}

/** A map in a map, as `read` reads each value; what it makes nothing of is left out. */
export function entriesAt<T>(
  map: JsonMap,
  key: string,
  read: (value: Json) => T | undefined,
): Readonly<Record<string, T>> {
  return Object.fromEntries(
    entries(map[key]).flatMap(([name, value]) => {
      const one = read(value);
      return one === undefined ? [] : [[name, one]];
    }),
  );
}

/** The text that a value is. */
export function asText(value: Json | undefined): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string" || value === "" || hasUnknown(value)) return undefined;
  return value;
}

/** The texts that a value lists. */
export function texts(value: Json | undefined): readonly string[] {
  if (!isList(value)) return [];
  return value.map(asText).filter((one) => one !== undefined);
}

/** Without keys that mean something else to the engine. */
function entries(value: Json | undefined): readonly [string, Json][] {
  if (!isMap(value)) return [];
  return Object.entries(value).filter(([key]) => key !== SIGNATURE && key !== "__proto__");
}
