import type { ErrorCode } from "../errors";
import { NautesError } from "../errors";

/** Why a run's writing would fail. */
export interface Problem {
  readonly code: ErrorCode;
  /** A whole sentence. */
  readonly sentence: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** All of them as one error, under the code of the first. */
export function problemsError([first, ...more]: readonly [Problem, ...Problem[]]): NautesError {
  const rest = more.map(({ sentence, remedy }) => `\n${sentence}\n${remedy}`).join("");
  return new NautesError(first.code, first.sentence, { remedy: first.remedy + rest });
}
