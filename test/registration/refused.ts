import { InvalidArguments } from "../../components/registration";
import type { Problem } from "../../components/registration";

/** The refusal of arguments that must be refused. */
export function refusal(register: () => unknown): InvalidArguments {
  try {
    register();
  } catch (error) {
    if (error instanceof InvalidArguments) return error;
    throw error;
  }
  throw new Error("The arguments were not refused.");
}

/** The problems of arguments that must be refused. */
export function problemsOf(register: () => unknown): readonly Problem[] {
  return refusal(register).problems;
}

export type Patch = Record<string, unknown>;
/** What is wrong, how it is made so, the property that is named, and what is said. */
export type Row = readonly [what: string, patch: Patch, path: string, message: RegExp];

/** Asserts that a row's problem is told, it alone, in a readable text without the row's secrets, all called canary. */
export function refuses(row: Row, register: () => unknown): void {
  const [, , path, message] = row;
  const error = refusal(register);
  expect(error.problems.map((problem) => problem.path)).toEqual([path]);
  expect(error.problems[0]?.message).toMatch(message);
  expect(error.message).toMatch(/^[a-z ]+ .+ has 1 problem in its arguments\.\n/);
  expect(error.message).not.toContain("canary");
}
