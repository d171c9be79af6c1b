import { stackTrailer, windowTrailers } from "../claims/origin";
import type { CommitId } from "./config-repo";
import { trailersOf } from "./trailers";

/** What a commit says of itself. */
export interface Said {
  readonly id: CommitId;
  /** The first; undefined: there is none. */
  readonly parent: CommitId | undefined;
  readonly message: string;
  /** Milliseconds since 1970, by the clock of whoever made it. */
  readonly committed: number;
}

/** What is older was settled, or its run was cut off; not seconds, as the clocks of machines differ. */
const RECENT_MS = 5 * 60_000;

/**
 * Those of the newest commits, the newest first, that came to lie on another commit than they were to, and that nobody
 * has taken back yet: their runs may be about to.
 */
export function unsettledOf(newest: readonly Said[], now: number): readonly CommitId[] {
  const takenBack = new Set<CommitId>();
  const unsettled: CommitId[] = [];
  for (const said of newest) {
    if (isOld(said, now)) break;
    const others = trailersOf(said.message).get(windowTrailers.takesBack) ?? [];
    for (const other of others) takenBack.add(other);
    if (isMisplaced(said) && !takenBack.has(said.id)) unsettled.push(said.id);
    if (isBedrock(said, now)) break;
  }
  return unsettled;
}

/** Whether it need not be looked below: there is nothing recent, or a run of ours found all settled and lies on that. */
export function isBedrock(said: Said, now: number): boolean {
  if (said.parent === undefined || isOld(said, now)) return true;
  return trailersOf(said.message).has(stackTrailer) && !isMisplaced(said);
}

function isOld({ committed }: Said, now: number): boolean {
  return committed < now - RECENT_MS;
}

/** The commit that another one was to lie on, as its message says; undefined: it does not say. */
export function basedOn(message: string): CommitId | undefined {
  return trailersOf(message).get(windowTrailers.basedOn)?.[0];
}

function isMisplaced({ message, parent }: Said): boolean {
  const seen = basedOn(message);
  return seen !== undefined && seen !== parent;
}
