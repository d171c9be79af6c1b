import { isList, isMap } from "./json";
import { UNKNOWN } from "./model";
import type { Json } from "./model";

/** A step into a map (its key), into a list (its index), or into all of either (`*`). */
export type Step = string | number;

const parsed = new Map<string, readonly Step[]>();

/** The steps of a value path like `spec.ports[0].nodePort`, `spec.*.port` or `data["ca.crt"]`; empty: none. */
export function stepsOf(path: string): readonly Step[] {
  const known = parsed.get(path);
  if (known !== undefined) return known;
  const steps: Step[] = [];
  const token = /\[(\d+)\]|\[\*\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g;
  for (const [whole, index, quoted, name] of path.matchAll(token)) {
    if (index !== undefined) steps.push(Number(index));
    else if (quoted !== undefined) steps.push(quoted.replace(/\\(.)/g, "$1"));
    else steps.push(name ?? whole.slice(1, -1));
  }
  if (parsed.size > 1000) parsed.clear();
  parsed.set(path, steps);
  return steps;
}

/** The value that a path without `*` leads to; undefined: there is none. */
export function valueAt(value: Json, path: string): Json | undefined {
  return valuesAt(value, path)[0];
}

/** All values that a path leads to; below a value that is not known yet all are unknown. */
export function valuesAt(value: Json, path: string): readonly Json[] {
  let found: readonly Json[] = [value];
  for (const step of stepsOf(path)) {
    const [only] = found;
    if (only === undefined) return [];
    found = found.length === 1 ? into(only, step) : found.flatMap((one) => into(one, step));
  }
  return found;
}

function into(value: Json, step: Step): readonly Json[] {
  if (isList(value)) {
    if (step === "*") return value;
    const item = typeof step === "number" ? value[step] : undefined;
    return item === undefined ? [] : [item];
  }
  if (!isMap(value)) return value === UNKNOWN ? [UNKNOWN] : [];
  if (step === "*") return Object.values(value);
  const key = String(step);
  return Object.hasOwn(value, key) ? [value[key] ?? null] : [];
}
