import { equalJson } from "../claims/json";
import type { Json } from "../claims/model";
import type { Failure } from "../resources/resource";

type Values = Readonly<Record<string, Json>>;

const runKeys = ["base", "force"] as const;

/** What may be kept in state: what holds for one run would hold for all that follow. */
export function withoutRunKeys<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  const others = Object.entries(values).filter(([key]) => !runKeys.some((own) => own === key));
  return Object.fromEntries(others);
}

/** Problems of arguments that an explicit provider gives; a default one is given those of the stack by the engine. */
export function runKeyProblems(values: Values, stack: Values): Failure[] {
  return runKeys
    .filter((key) => key in values && !equalJson(values[key], stack[key]))
    .map((key) => ({
      path: key,
      reason:
        `${key} holds for one run, and cannot be an argument of a provider, which is kept. ` +
        `Set NAUTES_${key.toUpperCase()} in the environment of the run instead.`,
    }));
}
