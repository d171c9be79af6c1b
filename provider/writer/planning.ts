import { neededElsewhere, neededPaths } from "../claims/needed-paths";
import { planCommit } from "../claims/plan-commit";
import type {
  Circumstances,
  ClaimRequest,
  CommitPlan,
  LastChange,
  Refusal,
  Snapshot,
} from "../claims/request";
import type { ErrorCode } from "../errors";
import { isNautesError, NautesError } from "../errors";
import type { Base } from "./head-view";

/** One repository at one commit, or as a preview foresees it. */
export interface Sight {
  base(): Promise<Base>;
  /** The text of those `paths` that exist. */
  texts(paths: Iterable<string>): Promise<ReadonlyMap<string, string>>;
  /** The commit that last touched `path`; null: none did. */
  lastChange(path: string): Promise<LastChange | null>;
}

/** What planning looks at. */
export interface Scene {
  readonly sight: Sight;
  /** The repositories that guards name. */
  readonly elsewhere: (repository: string) => Sight;
  readonly wanted: Circumstances["wanted"];
}

/** A final plan, and by owner why a request is in no plan. */
export interface Planned {
  readonly plan: CommitPlan;
  readonly failures: ReadonlyMap<string, NautesError>;
  /** Whether something is not as a run that was not cut off leaves it: already there, already gone, or not as it was. */
  readonly afterwards: boolean;
}

/** Reads what the requests need, and plans them. */
export async function planRequests(
  requests: readonly ClaimRequest[],
  { sight, elsewhere, wanted }: Scene,
): Promise<Planned> {
  const failures = new Map<string, NautesError>();
  const others = new Map<string, Snapshot>();
  await Promise.all(
    [...neededElsewhere(requests)].map(async (repository) => {
      const needing = requests.filter((request) => neededElsewhere([request]).has(repository));
      const seen = await lookThere(elsewhere(repository), repository, needing);
      if (!(seen instanceof NautesError)) others.set(repository, seen);
      else for (const { owner } of needing) failures.set(owner, seen);
    }),
  );
  const plannable = requests.filter(({ owner }) => !failures.has(owner));
  const { plan, asked } = await planHere(plannable, sight, others, wanted);
  for (const [owner, refusals] of plan.refusals) failures.set(owner, refused(refusals));
  const idle = [...plan.outcomes.values()].some(({ paths }) => paths.length === 0);
  return { plan, failures, afterwards: asked || idle };
}

async function planHere(
  requests: readonly ClaimRequest[],
  sight: Sight,
  others: Circumstances["others"],
  wanted: Circumstances["wanted"],
): Promise<{ readonly plan: CommitPlan; readonly asked: boolean }> {
  const { tree } = await sight.base();
  const texts = await sight.texts(neededPaths(tree, requests));
  const lastChanges = new Map<string, LastChange | null>();
  for (;;) {
    const plan = planCommit({ tree, texts }, requests, { others, lastChanges, wanted });
    const unknown = plan.undecided.filter((path) => !lastChanges.has(path));
    if (unknown.length === 0) return { plan, asked: lastChanges.size > 0 };
    const found = await Promise.all(unknown.map((path) => sight.lastChange(path)));
    unknown.forEach((path, index) => lastChanges.set(path, found[index] ?? null));
  }
}

/** What guards see of another repository; an error that only those who look there have to bear. */
async function lookThere(
  sight: Sight,
  repository: string,
  requests: readonly ClaimRequest[],
): Promise<Snapshot | NautesError> {
  try {
    const { tree } = await sight.base();
    return { tree, texts: await sight.texts(neededPaths(tree, requests, repository)) };
  } catch (error) {
    if (isNautesError(error, "repository-empty")) return { tree: new Map(), texts: new Map() };
    if (isNautesError(error)) return error;
    throw error;
  }
}

/** One error for all refusals of a request: the first gives the code and the first line; equal remedies are told once. */
function refused(refusals: readonly Refusal[]): NautesError {
  const [first] = refusals;
  const code: ErrorCode = first?.code ?? "claim-conflict";
  const byRemedy = new Map<string, Set<string>>();
  for (const { message } of refusals) {
    const [sentence = "", ...remedy] = message.split("\n");
    const sentences = byRemedy.get(remedy.join("\n")) ?? new Set();
    byRemedy.set(remedy.join("\n"), sentences.add(sentence));
  }
  const lines = [...byRemedy].flatMap(([remedy, sentences]) => [...sentences, remedy]);
  return new NautesError(
    code,
    lines.filter((line) => line !== "").join("\n"),
    first?.path === undefined ? {} : { at: first.path },
  );
}
