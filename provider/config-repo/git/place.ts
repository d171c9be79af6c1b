import type { Git } from "./git";

/** One repository of the cache, and the caller's signal. */
export interface Place {
  readonly git: Git;
  readonly gitDir: string;
  readonly signal: AbortSignal | undefined;
}
