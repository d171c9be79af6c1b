import { plain, type Answer } from "./answer";

/** What goes wrong. */
export type FaultKind =
  /** An answer instead of the right one; 502 and up are a proxy's HTML pages. `retryAfter` in seconds. */
  | {
      readonly does: "answer";
      readonly status: 401 | 403 | 429 | 500 | 502 | 503 | 504;
      readonly retryAfter?: number;
    }
  /** The connection is closed without an answer. */
  | { readonly does: "reset" }
  /** Somebody acts, then the connection is closed without an answer. */
  | { readonly does: "act"; readonly act: () => void | Promise<void> }
  /** The connection is closed in the middle of the answer's body. */
  | { readonly does: "cut-body" }
  /** The answer's body comes in ten pieces over this time. */
  | { readonly does: "slow-body"; readonly milliseconds: number }
  /** Everything is right, but late. */
  | { readonly does: "delay"; readonly milliseconds: number }
  /** No answer ever comes. */
  | { readonly does: "hang" };

/** Which requests it meets, and when. */
export type Fault = FaultKind & {
  /** Only from the so-manieth request that fits, counted from 0. @default 0 */
  readonly from?: number;
  /** How many requests. @default 1 */
  readonly times?: number;
  /** @default any */
  readonly method?: string;
  /** As the log names it: `/projects/:id/repository/commits`, or an expression. @default any */
  readonly route?: string | RegExp;
  /** Before anything was done, or after all of it was. @default "before" */
  readonly when?: "before" | "after";
};

/** Faults that are waiting for their requests. */
export class Faults {
  #waiting: { readonly fault: Fault; met: number }[] = [];

  inject(fault: Fault): void {
    this.#waiting.push({ fault, met: 0 });
  }

  /** Forgets all; answers those that met none of their requests. */
  clear(): Fault[] {
    const unmet = this.#waiting.filter(({ fault, met }) => met <= (fault.from ?? 0));
    this.#waiting = [];
    return unmet.map(({ fault }) => fault);
  }

  /** The fault of this request; each that fits counts it. */
  next(method: string, route: string): Fault | undefined {
    let found: Fault | undefined;
    for (const waiting of this.#waiting.filter(({ fault }) => fits(fault, method, route))) {
      const { from = 0, times = 1 } = waiting.fault;
      const number = waiting.met++;
      if (number >= from && number < from + times) found ??= waiting.fault;
    }
    return found;
  }
}

function fits({ method, route }: Fault, ofRequest: string, named: string): boolean {
  if (method !== undefined && method !== ofRequest) return false;
  return typeof route === "object" ? route.test(named) : route === undefined || route === named;
}

const inJson: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  403: "Forbidden",
  500: "Internal Server Error",
};

/** The answer that a fault gives. */
export function faultyAnswer(status: number, retryAfter: number | undefined): Answer {
  const headers = retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) };
  if (status === 429) return plain(429, "Retry later\n", headers);
  const words = inJson[status];
  if (words !== undefined) {
    return plain(status, JSON.stringify({ message: `${status} ${words}` }), {
      ...headers,
      "Content-Type": "application/json",
      ...(status === 401 ? { "WWW-Authenticate": 'Basic realm="GitLab"' } : {}),
    });
  }
  const page = `<!DOCTYPE html><html><head><title>GitLab is not responding (${status})</title></head></html>\n`;
  return plain(status, page, { ...headers, "Content-Type": "text/html" });
}
