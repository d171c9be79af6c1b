import { isNautesError } from "../../provider/errors";
import type { Receipt } from "../../provider/writer/turn";
import { faultKinds, type FaultOfRequest } from "./fault-kinds";
import { FaultSite, type Standing, type Way } from "./fault-site";
import { steps, type Step } from "./fault-steps";

/** Milliseconds that a request which is answered too late is waited for; a slow machine's others take less. */
const impatience = 3_000;

/** One fault: what goes wrong at which request of a step, counted from 0. */
interface Trial {
  readonly index: number;
  readonly kind: FaultOfRequest;
}

/** What a step comes to that nothing disturbs. */
interface Undisturbed {
  readonly requests: number;
  readonly standing: Standing;
}

/** What came of many faults. */
export interface Tally {
  readonly requests: Readonly<Record<Step, number>>;
  faults: number;
  /** Operations that were done in spite of the fault. */
  done: number;
  /** By code. */
  readonly errors: Map<string, number>;
  /** What must not be; sentences. */
  readonly violations: string[];
}

/** Which faults a run of the law tries. */
export type Selection =
  /** Every kind at every request. */
  | { readonly kinds: "all" }
  /** One kind at every so-manieth request; which one depends on the request. */
  | { readonly kinds: "one"; readonly every: number };

/**
 * Tries faults at the requests of each step, as many as an undisturbed run was seen to make.
 * @param lanes - How many sites are disturbed at a time.
 */
export async function tryFaults(way: Way, selection: Selection, lanes = 1): Promise<Tally> {
  const calm = await undisturbed(way);
  const trials = steps.map((step) => trialsOf(calm[step].requests, step, selection));
  const tally: Tally = {
    requests: {
      register: calm.register.requests,
      update: calm.update.requests,
      deregister: calm.deregister.requests,
    },
    faults: 0,
    done: 0,
    errors: new Map(),
    violations: [],
  };
  const rounds = Array.from({ length: Math.max(...trials.map(({ length }) => length)) }).keys();
  await Promise.all(Array.from({ length: lanes }, disturb));
  return tally;

  async function disturb(): Promise<void> {
    for (const round of rounds) await disturbOnce(round);
  }

  async function disturbOnce(round: number): Promise<void> {
    const site = await FaultSite.start(way);
    try {
      let held: Receipt | undefined;
      for (const [position, step] of steps.entries()) {
        const own = trials[position] ?? [];
        held = await tryFault(site, { step, held, calm, trial: own[round] }, tally);
      }
    } finally {
      await site.stop();
    }
  }
}

async function undisturbed(way: Way): Promise<Record<Step, Undisturbed>> {
  const site = await FaultSite.start(way);
  const found: Partial<Record<Step, Undisturbed>> = {};
  try {
    let held: Receipt | undefined;
    for (const step of steps) {
      site.server.requests.clear();
      held = await site.run(step, held);
      const requests = site.server.requests.count();
      found[step] = { requests, standing: await site.standing() };
    }
  } finally {
    await site.stop();
  }
  return found as Record<Step, Undisturbed>;
}

function trialsOf(requests: number, step: Step, selection: Selection): Trial[] {
  const indexes = Array.from({ length: requests }, (_, index) => index);
  if (selection.kinds === "all") {
    return indexes.flatMap((index) => faultKinds.map((kind) => ({ index, kind })));
  }
  // Another kind at each request, and at the same request of another step.
  const shift = steps.indexOf(step) * 9;
  return indexes
    .filter((index) => index % selection.every === steps.indexOf(step) % selection.every)
    .map((index) => ({ index, kind: faultKinds[(index * 5 + shift) % faultKinds.length]! }));
}

interface Tried {
  readonly step: Step;
  readonly held: Receipt | undefined;
  readonly calm: Record<Step, Undisturbed>;
  readonly trial: Trial | undefined;
}

/** Has a step done while something goes wrong, and once more if it was not done; answers what the engine keeps then. */
async function tryFault(site: FaultSite, tried: Tried, tally: Tally): Promise<Receipt | undefined> {
  const { step, held, calm, trial } = tried;
  if (trial === undefined) return site.run(step, held);
  const name = `${site.way}, ${step}, request ${trial.index}, ${trial.kind.name}`;
  const before = await site.standing();
  site.server.faults.inject({ from: trial.index, ...trial.kind.fault });
  tally.faults += 1;
  const outcome = await site
    .run(step, held, trial.kind.late === true ? impatience : undefined)
    .then((receipt) => ({ receipt }))
    .catch((failure: unknown) => ({ failure }));
  function blame(what: string): void {
    tally.violations.push(`${name}: ${what}`);
  }
  if (site.server.faults.clear().length > 0) blame("no such request was made");
  let receipt: Receipt;
  if ("receipt" in outcome) {
    tally.done += 1;
    receipt = outcome.receipt;
    if (!site.holds(receipt.commit)) blame(`no branch has the commit that was answered`);
  } else {
    const code = isNautesError(outcome.failure) ? outcome.failure.code : "unforeseen";
    tally.errors.set(code, (tally.errors.get(code) ?? 0) + 1);
    for (const what of unclear(outcome.failure, site.token)) blame(what);
    const { files } = await site.standing();
    if (files !== before.files && files !== calm[step].standing.files) blame("half was written");
    receipt = await site.run(step, held);
  }
  const after = await site.standing();
  const { standing } = calm[step];
  if (after.files !== standing.files) blame(`the files are\n${after.files}`);
  if (after.commits !== standing.commits) blame(`${after.commits} commits`);
  if (after.requests.join("\n") !== standing.requests.join("\n")) {
    blame(`the merge requests are\n${after.requests.join("\n")}`);
  }
  return receipt;
}

/** What the faults are; any other error would lead astray. */
const apt: readonly string[] = [
  "credentials-refused",
  "permission-denied",
  "rate-limited",
  "repository-unavailable",
];

/** What a user could not make use of in an error, or should not see. */
function unclear(failure: unknown, token: string): string[] {
  if (!isNautesError(failure)) return [`unforeseen: ${String(failure)}`];
  const { code, message } = failure;
  const [sentence = "", ...rest] = message.split("\n");
  const encoded = Buffer.from(`oauth2:${token}`).toString("base64");
  return [
    ...(apt.includes(code) ? [] : [`it says something else: ${message}`]),
    ...(/^[A-Z`].*[.:]$/.test(sentence) ? [] : [`no sentence: ${message}`]),
    ...(rest.some((line) => line.length > 10) ? [] : [`no remedy: ${message}`]),
    ...(/\n\s+at |<html|<!DOCTYPE/i.test(message) ? [`not for people: ${message}`] : []),
    ...([token, encoded].some((secret) => message.includes(secret)) ? ["a token is in it"] : []),
  ];
}

/** A tally as a line of a table. */
export function lineOf(way: Way, { requests, faults, done, errors }: Tally): string {
  const failed = [...errors].map(([code, count]) => `${count} ${code}`).join(", ");
  const counts = steps.map((step) => requests[step]).join(" + ");
  return `${way}: ${counts} requests, ${faults} faults, ${done} done, ${faults - done} clear errors (${failed})\n`;
}
