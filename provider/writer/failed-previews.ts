import type { Windows } from "./batch-rule";
import type { Clock } from "./clock";
import { GroupCommit } from "./group-commit";
import type { Run } from "./run";

/** A request that `up` would refuse, too. */
export interface FailedPreview {
  readonly owner: string;
  readonly error: unknown;
}

export type FailedPreviews = GroupCommit<FailedPreview, never>;

/**
 * Holds failed previews back until no more are to come, and then fails them together: the engine stops at the first
 * failure that it is told of, and the user would fix one mistake only to be shown the next.
 */
export function gatherFailedPreviews(run: Run, clock: Clock, windows: Windows): FailedPreviews {
  return new GroupCommit<FailedPreview, never>({
    run,
    clock,
    windows,
    kind: () => "failures",
    owner: ({ owner }) => owner,
    // It arrived when it began to be planned.
    arrived: () => undefined,
    answered: ({ owner }) => run.answered(owner),
    turn(members) {
      for (const member of members) member.reject(member.request.error);
      return Promise.resolve();
    },
  });
}
