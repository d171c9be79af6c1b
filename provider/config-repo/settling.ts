import type { CommitId } from "./config-repo";
import type { Said } from "./unsettled";
import { unsettledOf } from "./unsettled";

/** How commits are waited for. */
export interface SettlingOptions {
  /**
   * Milliseconds that the run of a commit is given to take it back: it plans once more for that, and asks for one commit,
   * ten requests and more to a GitLab that may take half a second for each. If it lets it stand it does not say so, and
   * neither does one that was cut off: then this is waited in vain.
   * @default 10 000
   */
  readonly waitMs?: number | undefined;
  /** @default Date.now */
  readonly now?: () => number;
}

/** Knows from which heads other runs may be about to take something back. */
export class Settling {
  readonly #waitMs: number;
  readonly #now: () => number;
  /** When a commit was first seen unsettled. */
  readonly #since = new Map<CommitId, number>();
  readonly #settled = new Set<CommitId>();

  constructor({ waitMs = 10_000, now = Date.now }: SettlingOptions = {}) {
    this.#waitMs = waitMs;
    this.#now = now;
  }

  /**
   * Nothing of what this process did by these commits is to be taken back, or put right any more. Not for what a commit
   * takes back: a head below that commit may have been read already.
   */
  stand(commits: Iterable<CommitId>): void {
    for (const commit of commits) this.#settled.add(commit);
  }

  /** Whether what the newest commits, the newest first, made of the branch stays, or was waited for long enough. */
  isSettled(newest: readonly Said[]): boolean {
    const now = this.#now();
    return unsettledOf(newest, now).every((commit) => {
      if (this.#settled.has(commit)) return true;
      const since = this.#since.get(commit) ?? now;
      this.#since.set(commit, since);
      return now >= since + this.#waitMs;
    });
  }
}
