import type { Json } from "../claims/model";
import { UNKNOWN } from "../claims/model";
import { isScaffoldMark } from "../claims/scaffold";
import type { Decoded } from "../codec";

type Inputs = Decoded["value"];

/** What the state has, as short as can be, in place of a guard to hold: one that `ignoreChanges` puts in is not taken for none. */
export const GUARD_MARK = "h";

export function isGuardMark(guard: Json): boolean {
  return guard === GUARD_MARK;
}

/**
 * The inputs with what the state has marks of as not known, where `ignoreChanges` has put in such a mark from it: these
 * are no mistakes of the program. Other marks stay.
 */
export function withoutMarks(inputs: Inputs, olds: Inputs): Inputs {
  const value: { [key: string]: Json } = { ...inputs };
  for (const part of ["requires", "forbids"]) {
    const [given, old] = [value[part], olds[part]];
    if (!Array.isArray(given) || !Array.isArray(old) || !old.some(isGuardMark)) continue;
    value[part] = given.map((guard: Json) => (isGuardMark(guard) ? UNKNOWN : guard));
  }
  const { entries } = inputs;
  if (!isMap(entries)) return value;
  value["entries"] = Object.fromEntries(
    Object.entries(entries).map(([path, claim]) => {
      const scaffold = scaffoldIn(claim);
      const isMark = typeof scaffold === "string" && isScaffoldMark(scaffold);
      if (!isMark || !isMap(claim)) return [path, claim];
      const before = isMap(olds["entries"]) ? olds["entries"][path] : undefined;
      return [path, scaffold === scaffoldIn(before) ? { ...claim, scaffold: UNKNOWN } : claim];
    }),
  );
  return value;
}

function scaffoldIn(claim: Json | undefined): Json | undefined {
  return isMap(claim) ? claim["scaffold"] : undefined;
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
