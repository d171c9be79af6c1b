import { stackTrailer, windowTrailers } from "../claims/origin";
import type { CommitId } from "./config-repo";
import { trailersOf } from "./trailers";

/** What a commit says of itself; times in milliseconds since 1970. */
export interface Said {
  readonly id: CommitId;
  /** Undefined: not known, the history is cut off here. */
  readonly parents: readonly CommitId[] | undefined;
  readonly message: string;
  readonly authored: number;
  readonly committed: number;
}

/** Commits that are looked through: more do not come in the time that one takes to settle. */
export const LOOKED_THROUGH = 100;

/** What is misplaced for longer was meant to stay, or its run was cut off; not seconds, as the clocks of machines differ. */
const RECENT_MS = 5 * 60_000;

/** Nothing recent is looked for below what is older: people's clocks may differ by more than GitLab's. */
const LONG_AGO_MS = 60 * 60_000;

/**
 * Those of the newest commits, the newest first, that came to lie on another commit than they were to, and that nobody
 * has taken back yet: their runs may be about to.
 */
export function unsettledOf(newest: readonly Said[], now: number): readonly CommitId[] {
  const takenBack = new Set<CommitId>();
  const unsettled: CommitId[] = [];
  const bedrock = indexOfBedrock(newest, now);
  for (const said of bedrock < 0 ? newest : newest.slice(0, bedrock + 1)) {
    for (const other of takesBack(said.message)) takenBack.add(other);
    const isRecent = said.committed >= now - RECENT_MS;
    if (isRecent && isMisplaced(said) && !takenBack.has(said.id)) unsettled.push(said.id);
  }
  return unsettled;
}

/** The newest of `commit` and those below it that none of the newest commits has taken back. */
export function standingAt(newest: readonly Said[], commit: CommitId): CommitId {
  const takenBack = new Set(newest.flatMap(({ message }) => takesBack(message)));
  const below = new Map(newest.map(({ id, parents }) => [id, parents?.[0]]));
  let standing = commit;
  while (takenBack.has(standing)) {
    const next = below.get(standing);
    if (next === undefined) break;
    standing = next;
  }
  return standing;
}

/** Whether these are enough of the newest commits to tell. */
export function reachBedrock(newest: readonly Said[], now: number): boolean {
  return indexOfBedrock(newest, now) >= 0;
}

/** Of the first commit below which need not be looked; -1: there is none. */
function indexOfBedrock(newest: readonly Said[], now: number): number {
  let isMerged = false;
  return newest.findIndex((said) => {
    isMerged ||= (said.parents?.length ?? 0) > 1;
    return isBedrock(said, now, isMerged);
  });
}

/**
 * Whether it need not be looked below: there is nothing recent, or the commit is by a run of ours, which lay on what it
 * had looked at, and had waited until that was settled. In a merge it may have looked at another branch, and when
 * somebody picked or rebased it nobody looked.
 */
function isBedrock(said: Said, now: number, isMerged: boolean): boolean {
  const { parents, message, authored, committed } = said;
  if (parents?.length === 0 || committed < now - LONG_AGO_MS) return true;
  if (isMerged || authored !== committed || !trailersOf(message).has(stackTrailer)) return false;
  return basedOn(message) === undefined || (parents !== undefined && !isMisplaced(said));
}

/** Not so where somebody picked or rebased it, which gives it another committer's date. */
function isMisplaced({ message, parents, authored, committed }: Said): boolean {
  const seen = basedOn(message);
  if (seen === undefined || parents === undefined || authored !== committed) return false;
  return seen !== parents[0];
}

function takesBack(message: string): readonly CommitId[] {
  return trailersOf(message).get(windowTrailers.takesBack) ?? [];
}

/** The commit that another one was to lie on, as its message says; undefined: it does not say. */
function basedOn(message: string): CommitId | undefined {
  return trailersOf(message).get(windowTrailers.basedOn)?.[0];
}
