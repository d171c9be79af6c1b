import type { Json } from "../../provider/claims/model";

/** Values of a Helm chart. */
export interface Values {
  readonly [key: string]: Json;
}

/** `value` at a path of keys with dots between; no value: no values. */
export function at(path: string, value: Json | undefined): Values {
  if (value === undefined) return {};
  return path.split(".").reduceRight<Json>((inner, key) => ({ [key]: inner }), value) as Values;
}

/** Values put together map by map; of two other values at one place the later one stays. */
export function mergeValues(...parts: readonly Values[]): Values {
  return parts.reduce<Values>(merged, {});
}

function merged(one: Values, other: Values): Values {
  const result: Record<string, Json> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const before = result[key];
    result[key] = isMap(before) && isMap(value) ? merged(before, value) : value;
  }
  return result;
}

function isMap(value: Json | undefined): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
