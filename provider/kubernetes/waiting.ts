import { isNautesError } from "../errors";
import type { Clock } from "../writer/clock";
import { pause } from "../writer/clock";

/** One look at what is waited for: it is there, or what is still missing. */
export type Look<T> = { readonly done: T } | { readonly missing: string };

export interface Waiting {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  /** Told every few seconds what is missing, and for how long it has been waited for. */
  readonly progress: ((message: string) => void) | undefined;
  /** How long a cluster that cannot be reached is borne with. Default: 60 000 ms. */
  readonly bearMs?: number;
}

const firstPauseMs = 200;
const longestPauseMs = 2000;
const progressEveryMs = 3000;

/**
 * Looks again and again, at growing distances, until what is waited for is there. @throws what `late` makes of what
 * is missing at the end; a look's own failure, at once unless it is that the cluster cannot be reached
 */
export async function waitFor<T>(
  waiting: Waiting,
  look: () => Promise<Look<T>>,
  late: (missing: string) => Promise<Error>,
): Promise<T> {
  const { clock, signal, deadline, progress, bearMs = 60_000 } = waiting;
  const began = clock.now();
  let [answered, told] = [began, began];
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    const found = await look().then(
      (one) => {
        answered = clock.now();
        return one;
      },
      (error: unknown) => {
        const passing = isNautesError(error, "cluster-unreachable", "cluster-timeout");
        if (!passing || clock.now() - answered >= bearMs) throw error;
        return { missing: firstLine(error) };
      },
    );
    if ("done" in found) return found.done;
    const now = clock.now();
    if (now >= deadline) throw await late(found.missing);
    if (now - told >= progressEveryMs) {
      progress?.(`Waiting for ${Math.round((now - began) / 1000)} s: ${found.missing}`);
      told = now;
    }
    await pause(clock, Math.min(pauseMs, deadline - now), signal);
  }
}

/** The sentence of a failure, without its remedy. */
export function firstLine({ message }: Error): string {
  return message.split("\n")[0] ?? message;
}
