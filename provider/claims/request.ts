import type { Claims } from "./model";

/** A blob id of Git, in lower-case hex. */
export type BlobId = string;

/** What is known of a repository at one commit, with what is planned on top of it. */
export interface Snapshot {
  /** Every path of the tree, with its blob id. */
  readonly tree: ReadonlyMap<string, BlobId>;
  /** The text of the files that the requests touch or their guards look at. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The commit that last touched a path. */
export interface LastChange {
  readonly commit: string;
  /** `Name <address>` */
  readonly author: string;
  readonly subject: string;
  /** Trailer key → values, e.g. `Pulumi-Stack` → `["clusters/dev"]`. */
  readonly trailers: ReadonlyMap<string, readonly string[]>;
}

/** What one resource asks: to hold these claims, having held those. Delete is a request that holds nothing. */
export interface ClaimRequest {
  /** The resource's URN. */
  readonly owner: string;
  /** `project/stack` of the resource. */
  readonly stack: string;
  /** Undefined: give all up. */
  readonly hold: Claims | undefined;
  /** As this owner last wrote it or was shown it; undefined: it held nothing. */
  readonly held: Claims | undefined;
  /** Path → blob id of held files whose blob is not our rendering of `held`. */
  readonly seen: { readonly [path: string]: BlobId };
  /** Take over existing files of other content or another owner. */
  readonly adopt: boolean;
}

/** One file to write, or to delete if `text` is null. */
export interface FileChange {
  readonly path: string;
  readonly text: string | null;
}

/** Why a request is not fulfilled; nothing of it is in the plan. */
export interface Refusal {
  readonly code:
    "claim-conflict" | "claim-rival" | "guard-failed" | "invalid-arguments" | "unsupported-yaml";
  /** The first line is a whole sentence; what to do follows. */
  readonly message: string;
  readonly path?: string;
}

/** What a request came to. */
export interface Outcome {
  /** The paths that change for it, sorted; empty: all was as asked. */
  readonly paths: readonly string[];
  /** Path → blob id of held whole files whose blob is not our rendering. */
  readonly seen: { readonly [path: string]: BlobId };
}

/** What to commit so that a snapshot satisfies the requests. */
export interface CommitPlan {
  readonly changes: readonly FileChange[];
  /** By owner. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** By owner. */
  readonly refusals: ReadonlyMap<string, readonly Refusal[]>;
  /**
   * Paths whose last change decides over a request, and is not in `Circumstances.lastChanges`: look them up and plan
   * again. While there are any, the rest of the plan is not final.
   */
  readonly undecided: readonly string[];
}

/** What planning needs besides the snapshot and the requests. */
export interface Circumstances {
  /** Other repositories that guards name; one that is absent is a failed guard. */
  readonly others: ReadonlyMap<string, Snapshot>;
  /** Path → the commit that last touched it; null: there is none in this branch. */
  readonly lastChanges: ReadonlyMap<string, LastChange | null>;
  /**
   * Claim key (see `claimKeys`) → the other owners of this run that want it, as far as they are known.
   * A claim that another owner of the run wants is not released; one that another holds already is not taken.
   */
  readonly wanted: ReadonlyMap<string, ReadonlySet<string>>;
}
