import { setTimeout as sleep } from "node:timers/promises";
import type { ErrorCode } from "../errors";
import { NautesError } from "../errors";

/** What ends an operation: its caller, or its time. */
export interface Bounds {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  /** The key of the configuration that says when. @default none: the resource option customTimeouts does */
  readonly setting?: string;
}

/** How often and how patiently something is tried again; pauses have full jitter. */
export interface Patience {
  /** Tries in all. */
  readonly attempts: number;
  /** The first pause is at most this long, each further one twice as long … */
  readonly baseMs: number;
  /** … but never longer than this. */
  readonly capMs: number;
}

export const defaultPatience: Patience = { attempts: 6, baseMs: 200, capMs: 5_000 };

/** A failure after which the same may work: nobody answered, or somebody asked for patience. */
export class Passing extends NautesError {
  /** Seconds that the server asks for. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, sentence: string, remedy: string, retryAfter?: number) {
    super(code, sentence, { remedy });
    this.retryAfter = retryAfter;
  }
}

/**
 * Tries until it works or fails for good; `where` it is done is named when time runs out.
 * @throws what the last try threw; deadline-exceeded, cancelled
 */
export async function persist<T>(
  attempt: () => Promise<T>,
  bounds: Bounds,
  patience: Patience,
  where: string,
): Promise<T> {
  for (let count = 1; ; count++) {
    mayGoOn(bounds, where);
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Passing) || count >= patience.attempts) throw error;
      const span = Math.min(patience.capMs, patience.baseMs * 2 ** (count - 1));
      const wait = error.retryAfter === undefined ? Math.random() * span : error.retryAfter * 1000;
      if (Date.now() + wait > bounds.deadline) throw error;
      await sleep(wait, undefined, { signal: bounds.signal }).catch(() => undefined);
    }
  }
}

/** @throws cancelled, deadline-exceeded */
export function mayGoOn({ signal, deadline, setting }: Bounds, where: string): void {
  if (signal.aborted) {
    throw new NautesError(
      "cancelled",
      `The operation was cancelled before it was done in ${where}.`,
      { remedy: "Run it again: what was written is found, and only the rest is written." },
    );
  }
  if (Date.now() < deadline) return;
  throw new NautesError(
    "deadline-exceeded",
    `The time for this operation ran out before it was done in ${where}.`,
    {
      remedy: `Run it again, or give it more time with ${setting === undefined ? "the resource option customTimeouts" : `nautes:${setting}`}.`,
    },
  );
}
