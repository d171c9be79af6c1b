import type { ErrorCode } from "../errors";

/** One reason why an installation would fail. */
export interface Problem {
  readonly code: ErrorCode;
  /** A whole sentence, and the remedy. */
  readonly message: string;
}
