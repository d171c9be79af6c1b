import { commitMessage } from "../claims/commit-message";
import { foreignText } from "../claims/foreign-text";
import type { MessageSettings } from "../claims/commit-message";
import type { BlobId, ClaimRequest, CommitPlan, FileChange } from "../claims/request";
import type { CommitId, ConfigRepo } from "../config-repo/config-repo";
import { isNautesError, NautesError } from "../errors";
import type { Clock } from "./clock";
import { HeadView } from "./head-view";
import type { Member } from "./member";
import type { Again, Patience } from "./patience";
import { mostTries, persist } from "./patience";
import type { Scene } from "./planning";
import { planRequests } from "./planning";

/** What a request came to. */
export interface Receipt {
  /** The commit at which the repository is as asked. */
  readonly commit: CommitId;
  /** Path → blob id of held files whose blob is not our rendering. */
  readonly seen: { readonly [path: string]: BlobId };
}

/** Where and how turns are taken. */
export interface Place {
  readonly repository: string;
  readonly branch: string;
  readonly open: () => Promise<ConfigRepo>;
  /** A new look at another repository. */
  readonly elsewhere: (repository: string, again: Again) => HeadView;
  readonly wanted: () => Scene["wanted"];
  /** Whether a refresh has found what a run that was cut off left undone. */
  readonly leftUndone: () => boolean;
  readonly clock: Clock;
  readonly patience: Patience;
  readonly message: MessageSettings;
}

export type Asking = Member<ClaimRequest, Receipt>;

/**
 * Observes, plans and commits what `members` ask as one; again with a fresh head when the branch moved or the server
 * did not answer. Every member gets its receipt or its own error.
 * @throws what fails all that are not answered yet
 */
export async function takeTurn(place: Place, members: readonly Asking[]): Promise<void> {
  const { clock, patience } = place;
  const nobody = new AbortController();
  void Promise.allSettled(members.map((member) => member.answer)).then(() => nobody.abort());
  const again: Again = { clock, patience, signal: nobody.signal, told };
  const looks: HeadView[] = [];
  try {
    await persist(() => attempt(place, members, look()), again);
  } catch (error) {
    if (!isNautesError(error, "stale-read")) throw error;
    throw await crowded(place, looks.at(-1), look(), error);
  }

  /** A look without retries of its own: the whole attempt is tried again. */
  function look(): HeadView {
    const view = new HeadView(place.open, { ...again, patience: { ...patience, attempts: 1 } });
    looks.push(view);
    return view;
  }

  function told(error: unknown, count: number): void {
    const what = isNautesError(error, "stale-read")
      ? `${place.branch} moved`
      : "the server did not answer";
    const message = `${what}, trying again (${count + 1} of ${mostTries(error, patience)})`;
    for (const member of members) member.progress(message);
  }
}

function sceneOf(place: Place, sight: HeadView, waitsToSettle = true): Scene {
  const { clock, patience } = place;
  return {
    sight,
    elsewhere: (repository) =>
      place.elsewhere(repository, { clock, patience, signal: sight.signal, waitsToSettle }),
    wanted: place.wanted(),
  };
}

async function attempt(place: Place, members: readonly Asking[], sight: HeadView): Promise<void> {
  for (;;) {
    const living = members.filter((member) => member.waiting);
    if (living.length === 0) return;
    const requests = living.map((member) => member.request);
    const { plan, failures, afterwards } = await planRequests(requests, sceneOf(place, sight));
    const { commit } = await sight.base();
    if (afterwards || place.leftUndone()) await mend(place, commit, sight.signal);
    // An earlier push of unknown outcome is resolved by now: what it did not do, a cancelled request does not start.
    if (plan.changes.length > 0) for (const member of living) member.pushFailed();
    if (living.some((member) => !member.waiting)) continue;
    for (const member of living) {
      const failure = failures.get(member.request.owner);
      if (failure !== undefined) member.reject(failure);
    }
    const fulfilled = living.filter((member) => member.waiting);
    if (plan.changes.length === 0) answer(fulfilled, plan, commit);
    else await push(place, fulfilled, plan, commit, sight.signal);
    return;
  }
}

/** Puts back what an earlier run overwrote. @throws stale-read if that moved the branch; overwritten */
async function mend(
  { open, repository, branch }: Place,
  commit: CommitId,
  nobody?: AbortSignal,
): Promise<void> {
  const { aftermath } = await open();
  if ((await aftermath?.mend(commit, nobody)) !== true) return;
  const sentence = `The branch ${branch} of ${repository} was moved, to put back what a run that was cut off had overwritten.`;
  throw new NautesError("stale-read", sentence);
}

async function push(
  place: Place,
  members: readonly Asking[],
  plan: CommitPlan,
  seen: CommitId,
  nobody: AbortSignal | undefined,
): Promise<void> {
  const repo = await place.open();
  const requests = members.map((member) => member.request);
  let onTop: CommitPlan | undefined;
  for (const member of members) {
    member.progress(`committing ${registrations(requests)} (${files(plan)})`);
    member.pushBegins();
  }
  try {
    const message = commitMessage(byOwner(requests), plan, place.message);
    // Without the callers' signals: a push that has begun is finished, as long as anybody waits for it.
    const commit = await repo.commit(plan.changes, message, seen, nobody, planAgain);
    answer(members, onTop ?? plan, commit);
  } catch (error) {
    // Whether it was written is found out by looking again.
    if (isNautesError(error, "repository-unavailable")) throw error;
    for (const member of members) member.pushFailed();
    if (!isNautesError(error, "invalid-arguments", "repository-unsuitable")) throw error;
    if (members.length === 1) throw error;
    await apart(place, members);
  }

  /** On top of what others did meanwhile, as the same requests would be planned there. */
  async function planAgain(on: CommitId): Promise<readonly FileChange[] | undefined> {
    if ((await repo.isSettled?.(on, nobody)) === false) return undefined;
    // While this one's own commit is unsettled nobody waits for long, here or elsewhere.
    const once = { ...place.patience, attempts: 1 };
    const view = new HeadView(
      place.open,
      { clock: place.clock, patience: once, signal: nobody },
      on,
    );
    const { plan: there, failures } = await planRequests(
      requests,
      sceneOf({ ...place, patience: once }, view, false),
    );
    onTop = there;
    return failures.size === 0 ? there.changes : undefined;
  }
}

/** Takes a turn for each half of a batch that no tree can hold, until what is bad in it stands alone. */
async function apart(place: Place, members: readonly Asking[]): Promise<void> {
  const middle = Math.ceil(members.length / 2);
  for (const half of [members.slice(0, middle), members.slice(middle)]) {
    await takeTurn(place, half).catch((error: unknown) => {
      for (const member of half) member.reject(error);
    });
  }
}

function answer(members: readonly Asking[], plan: CommitPlan, commit: CommitId): void {
  for (const member of members) {
    member.resolve({ commit, seen: plan.outcomes.get(member.request.owner)?.seen ?? {} });
  }
}

/** The error of a branch that others never leave alone; says who they are, by the files that changed since `before`. */
async function crowded(
  place: Place,
  before: HeadView | undefined,
  now: HeadView,
  cause: NautesError,
): Promise<NautesError> {
  const authors = before === undefined ? [] : await lastAuthors(before, now).catch(() => []);
  const who = authors.length === 0 ? "" : ` Last pushed by ${authors.join(", ")}.`;
  return new NautesError(
    "stale-read",
    `The branch ${place.branch} of ${place.repository} moved each of the ${place.patience.attempts} times that a commit was made for it.${who}`,
    {
      remedy: "Run it again when the others are done, or set a higher nautes:batch.attempts.",
      cause,
    },
  );
}

async function lastAuthors(before: HeadView, now: HeadView): Promise<string[]> {
  const [old, recent] = await Promise.all([before.base(), now.base()]);
  const changed = [...recent.tree].filter(([path, id]) => old.tree.get(path) !== id).slice(0, 3);
  const changes = await Promise.all(changed.map(([path]) => now.lastChange(path)));
  return [
    ...new Set(changes.flatMap((change) => (change === null ? [] : [foreignText(change.author)]))),
  ];
}

/** The message does not depend on the order of arrival. */
function byOwner(requests: readonly ClaimRequest[]): ClaimRequest[] {
  return [...requests].sort((one, other) => (one.owner < other.owner ? -1 : 1));
}

function registrations(requests: readonly ClaimRequest[]): string {
  return requests.length === 1 ? "1 registration" : `${requests.length} registrations`;
}

function files(plan: CommitPlan): string {
  return plan.changes.length === 1 ? "1 file" : `${plan.changes.length} files`;
}
