/** What tells work that it is to stop, and why. */
export interface TimeLimit {
  /** Aborts when the caller gave up or the time is over. */
  readonly signal: AbortSignal;
  /** Aborts when the time is over. */
  readonly over: AbortSignal;
}

/** Does `work`, which stops by itself when `signal` aborts or after `ms` milliseconds. */
export async function withTimeLimit<Result>(
  ms: number,
  signal: AbortSignal | undefined,
  work: (limit: TimeLimit) => Promise<Result>,
): Promise<Result> {
  const { signal: over, timer } = timeout(ms);
  try {
    return await work({
      signal: signal === undefined ? over : AbortSignal.any([signal, over]),
      over,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Not `AbortSignal.timeout`: one that only `AbortSignal.any` knows is collected as garbage in Node.js 20, and never aborts. */
function timeout(ms: number): { signal: AbortSignal; timer: NodeJS.Timeout } {
  const controller = new AbortController();
  const reason = new DOMException("The time is over.", "TimeoutError");
  const timer = setTimeout(() => controller.abort(reason), Math.max(1, ms));
  return { signal: controller.signal, timer };
}
