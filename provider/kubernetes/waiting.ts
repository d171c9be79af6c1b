import type { ErrorCode } from "../errors";
import { isNautesError } from "../errors";
import type { Clock } from "../writer/clock";
import { pause } from "../writer/clock";

/** One look at what is waited for: it is there, or what is still missing. */
export type Look<T> = { readonly done: T } | { readonly missing: string };

export interface Waiting {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since 1970 at which patience ends; the look that is under way then is let end. */
  readonly until: number;
  /** Told every few seconds what is missing, and for how long it has been waited for. */
  readonly progress: ((message: string) => void) | undefined;
}

const firstPauseMs = 200;
const longestPauseMs = 2000;
const progressEveryMs = 3000;
/** How long a cluster that cannot be reached is borne with: one that has answered before, and one that has not. */
const bearMs = { answered: 60_000, silent: 10_000 };

const passing: readonly ErrorCode[] = ["cluster-unreachable", "cluster-timeout"];

/**
 * Looks again and again, at growing distances, until what is waited for is there. @throws what `late` makes of what
 * is missing at the end; a look's own failure, at once unless it is that the cluster cannot be reached
 */
export async function waitFor<T>(
  waiting: Waiting,
  look: () => Promise<Look<T>>,
  late: (missing: string) => Promise<Error>,
): Promise<T> {
  const { clock, signal, until, progress } = waiting;
  const began = clock.now();
  let [answered, told, patience] = [began, began, bearMs.silent];
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    let failed: Error | undefined;
    let missing: string;
    try {
      const found = await look();
      if ("done" in found) return found.done;
      ({ missing } = found);
      [answered, patience] = [clock.now(), bearMs.answered];
    } catch (error) {
      if (!isNautesError(error) || !passing.includes(error.code)) throw error;
      if (clock.now() - answered >= patience) throw error;
      [failed, missing] = [error, firstLine(error)];
    }
    const now = clock.now();
    if (now >= until) throw failed ?? (await late(missing));
    if (now - told >= progressEveryMs) {
      progress?.(`Waiting for ${Math.round((now - began) / 1000)} s: ${missing}`);
      told = now;
    }
    await pause(clock, Math.min(pauseMs, until - now), signal);
  }
}

/** The sentence of a failure, without its remedy. */
export function firstLine({ message }: Error): string {
  return message.split("\n")[0] ?? message;
}
