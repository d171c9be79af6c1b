import { setTimeout as sleep } from "node:timers/promises";
import type { Bounds } from "../http/retry";

/** Seconds; a server that asks for a longer pause is not believed. */
const LONGEST_PAUSE_S = 3600;

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Keeps to what a server says of its limits, for all requests of a process: after `Retry-After`, and once
 * `RateLimit-Remaining` is 0, nothing is sent before the time that it names.
 */
export class Pace {
  #notBefore = 0;

  /** Seconds to wait before the next request. */
  get waitSeconds(): number {
    return Math.max(0, Math.ceil((this.#notBefore - Date.now()) / 1000));
  }

  /** Waits as long as it takes; false: that would be longer than the bounds allow. */
  async wait({ signal, deadline }: Bounds): Promise<boolean> {
    for (;;) {
      const now = Date.now();
      if (now >= this.#notBefore || signal.aborted) return true;
      if (this.#notBefore > deadline) return false;
      await sleep(this.#notBefore - now, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Takes note of an answer's headers; answers the seconds to wait, if it asks for any. */
  heed(status: number, headers: Headers): number | undefined {
    const asked = status === 429 || status === 503 ? secondsAsked(headers) : exhausted(headers);
    if (asked === undefined || asked <= 0 || asked > LONGEST_PAUSE_S) return undefined;
    this.#notBefore = Math.max(this.#notBefore, Date.now() + asked * 1000);
    return asked;
  }
}

/** `Retry-After` in seconds or as a date, else the time at which the limit begins anew. */
function secondsAsked(headers: Headers): number | undefined {
  const after = headers["retry-after"];
  if (after === undefined) return untilReset(headers);
  const seconds = Number(after);
  if (Number.isFinite(seconds)) return seconds;
  const until = Date.parse(after);
  return Number.isNaN(until) ? undefined : (until - serverTime(headers)) / 1000;
}

function exhausted(headers: Headers): number | undefined {
  return headers["ratelimit-remaining"] === "0" ? untilReset(headers) : undefined;
}

function untilReset(headers: Headers): number | undefined {
  const reset = Number(headers["ratelimit-reset"]);
  return Number.isFinite(reset) ? reset - serverTime(headers) / 1000 : undefined;
}

/** The server's clock may be another than ours. */
function serverTime(headers: Headers): number {
  const date = Date.parse(headers["date"] ?? "");
  return Number.isNaN(date) ? Date.now() : date;
}
