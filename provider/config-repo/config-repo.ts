import type { BlobId, FileChange, LastChange } from "../claims/request";

/** A commit id of Git, in lower-case hex. */
export type CommitId = string;

/** What the changes of a commit would be on top of another one; undefined: not all of it could be done there. */
export type PlanAgain = (on: CommitId) => Promise<readonly FileChange[] | undefined>;

/** One branch of one repository. Every method takes the caller's signal, and rejects with a NautesError when it fails. */
export interface ConfigRepo {
  /**
   * The branch's newest commit; what lies at it counts once it is settled ({@link isSettled}).
   * @throws repository-not-found, branch-not-found, repository-empty, credentials-refused, repository-unavailable
   */
  head(signal?: AbortSignal): Promise<CommitId>;
  /** Path → blob id of every file at `commit`, below `folder` if given. */
  tree(
    commit: CommitId,
    folder?: string,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, BlobId>>;
  /** The text of those `paths` that exist at `commit`. */
  read(
    paths: Iterable<string>,
    commit: CommitId,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, string>>;
  /** The commit that last touched `path`, seen from `commit`; undefined: none did. Dear: ask only on a conflict. */
  lastChange(path: string, commit: CommitId, signal?: AbortSignal): Promise<LastChange | undefined>;
  /** Whether `commit` is `head` or came before it; no if there is no such commit. May be dear: ask only if they differ. */
  contains(commit: CommitId, head: CommitId, signal?: AbortSignal): Promise<boolean>;
  /**
   * Commits `changes` as one on top of `seen` and answers the new commit. A server that cannot compare the branch may
   * put it on top of what others wrote meanwhile: it stays if `planAgain` says so, else it is taken back.
   * @throws stale-read if the branch was no longer at `seen`, and nothing is written; permission-denied, push-refused …
   */
  commit(
    changes: readonly FileChange[],
    message: string,
    seen: CommitId,
    signal?: AbortSignal,
    planAgain?: PlanAgain,
  ): Promise<CommitId>;
  /** Whether a head is a commit that every clone can have. Absent: it always is. */
  isCommit?(head: CommitId): boolean;
  /**
   * Whether all that lies at `commit` stays: no, while another run may be about to take back what it put on top of
   * others' work unseen. It is given some seconds for that.
   */
  isSettled?(commit: CommitId, signal?: AbortSignal): Promise<boolean>;
  /** Absent where a commit is all there is to do, and overwrites nothing: the server compares the branch. */
  readonly aftermath?: Aftermath;
  /** Ends what is under way and removes temporary files. */
  close(): Promise<void>;
}

/**
 * What commits of ours left undone whose process ended before it could put back what they had overwritten, or have
 * their merge request tell of them. Ask where something is as an earlier run may have left it.
 */
export interface Aftermath {
  /** The paths at which something of others is to be put back, or told, seen from `commit`. */
  find(commit: CommitId, signal?: AbortSignal): Promise<ReadonlySet<string>>;
  /**
   * Puts it back on top of `commit`, or tells it; whether the branch moved.
   * @throws stale-read; overwritten if that cannot be done
   */
  mend(commit: CommitId, signal?: AbortSignal): Promise<boolean>;
}
