/** The time as the writer knows it; tests give one that they move by hand. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `then` once, `ms` from now; what is returned takes it back. */
  after(ms: number, then: () => void): () => void;
}

/** A longer span makes Node's timers fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, Math.min(ms, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/** Resolves `ms` from now, or as soon as `signal` aborts. */
export async function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return;
  await new Promise<void>((resolve) => {
    const takeBack = clock.after(ms, end);
    signal?.addEventListener("abort", end, { once: true });
    function end(): void {
      takeBack();
      signal?.removeEventListener("abort", end);
      resolve();
    }
  });
}
