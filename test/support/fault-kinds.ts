import type { Fault } from "../../sandbox/gitlab/faults";

/** What goes wrong at one request of an operation, or from it on. */
export interface FaultOfRequest {
  readonly name: string;
  readonly fault: Fault;
  /** The client gives up before the server does. */
  readonly late?: boolean;
}

/** Longer than any client waits; the server goes on as soon as the client has given up. */
const beyondPatience = { does: "delay", milliseconds: 600_000 } as const;
const fromThenOn = { times: Number.MAX_SAFE_INTEGER } as const;

/** Every kind of fault, before and after the effect where that makes a difference. */
export const faultKinds: readonly FaultOfRequest[] = [
  ...bothWays("connection reset", { does: "reset" }),
  ...bothWays("later than the client waits", beyondPatience).map((kind) => ({
    ...kind,
    late: true,
  })),
  ...bothWays("429", { does: "answer", status: 429 }),
  ...bothWays("429 with Retry-After", { does: "answer", status: 429, retryAfter: 0.05 }),
  ...bothWays("502", { does: "answer", status: 502 }),
  ...bothWays("503 as HTML", { does: "answer", status: 503 }),
  ...bothWays("401", { does: "answer", status: 401 }),
  ...bothWays("403", { does: "answer", status: 403 }),
  { name: "slow body", fault: { does: "slow-body", milliseconds: 200 } },
  { name: "body cut off", fault: { does: "cut-body" } },
  { name: "resets from then on", fault: { does: "reset", ...fromThenOn } },
  { name: "429 from then on", fault: { does: "answer", status: 429, ...fromThenOn } },
  { name: "503 from then on", fault: { does: "answer", status: 503, ...fromThenOn } },
  { name: "401 from then on", fault: { does: "answer", status: 401, ...fromThenOn } },
  { name: "403 from then on", fault: { does: "answer", status: 403, ...fromThenOn } },
];

function bothWays(name: string, fault: Fault): FaultOfRequest[] {
  return (["before", "after"] as const).map((when) => ({
    name: `${name} ${when} the effect`,
    fault: { ...fault, when },
  }));
}
