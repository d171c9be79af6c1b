import { isNautesError } from "../errors";
import type { Clock } from "./clock";
import { pause } from "./clock";

/** How often and how patiently something is tried again. */
export interface Patience {
  /** Tries in all while others move the branch: one of them gets through each time, so that it is worth while. */
  readonly attempts: number;
  /** Tries to which the server gives no answer, or none but to wait; no more than `attempts`. */
  readonly unanswered: number;
  /** The first pause is at most this long, each further one twice as long … */
  readonly baseMs: number;
  /** … but never longer than this. */
  readonly capMs: number;
  /** No try begins later than this after the first: each may take as long as the server lets it wait. */
  readonly longestMs: number;
  /** A number from 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
}

export const defaultPatience: Patience = {
  // Of 32 processes at one branch the least lucky needs 20 and more.
  attempts: 60,
  unanswered: 10,
  baseMs: 100,
  capMs: 5_000,
  longestMs: 600_000,
  random: Math.random,
};

/** A server that asks for a longer pause is not waited for. */
const LONGEST_RETRY_AFTER_S = 120;

/** How one tries again. */
export interface Again {
  readonly clock: Clock;
  readonly patience: Patience;
  /** Ends the pauses: nobody waits any more. */
  readonly signal?: AbortSignal | undefined;
  /** Whether a head is waited for from which another run may be about to take something back. @default true */
  readonly waitsToSettle?: boolean | undefined;
  /** Told before each pause; `attempt` counts the tries so far that failed for such a reason. */
  readonly told?: (error: unknown, attempt: number) => void;
}

/**
 * Tries until it works, as long as the branch moves or the server is unavailable, and there is time.
 * @throws the last error after the last try, any other at once
 */
export async function persist<T>(
  attempt: (count: number) => Promise<T>,
  { clock, patience, signal, told }: Again,
): Promise<T> {
  const end = clock.now() + patience.longestMs;
  const failed = { moved: 0, unanswered: 0 };
  for (let count = 1; ; count++) {
    try {
      return await attempt(count);
    } catch (error) {
      const wait = pauseMs(error, count, patience);
      const times = (failed[isNautesError(error, "stale-read") ? "moved" : "unanswered"] += 1);
      const isOver = count >= patience.attempts || failed.unanswered >= patience.unanswered;
      if (wait === undefined || isOver || signal?.aborted === true) throw error;
      if (clock.now() + wait > end) throw error;
      told?.(error, times);
      await pause(clock, wait, signal);
    }
  }
}

/** How often it is tried, with such an error, before it is given up. */
export function mostTries(error: unknown, { attempts, unanswered }: Patience): number {
  return isNautesError(error, "stale-read") ? attempts : Math.min(attempts, unanswered);
}

/** Full jitter (a random part of an exponentially growing span), or what the server asked for. */
function pauseMs(error: unknown, count: number, patience: Patience): number | undefined {
  if (!isNautesError(error, "stale-read", "repository-unavailable", "rate-limited")) {
    return undefined;
  }
  const asked = (error as { retryAfter?: unknown }).retryAfter;
  if (typeof asked === "number") {
    return asked <= LONGEST_RETRY_AFTER_S ? asked * 1_000 : undefined;
  }
  const span = Math.min(patience.capMs, patience.baseMs * 2 ** (count - 1));
  return patience.random() * span;
}
