import type { MessageSettings } from "../../claims/commit-message";
import type { MergeRequestWords } from "../../claims/merge-request-text";
import type { ConfigRepo } from "../config-repo";
import type { GitRepo } from "../git/git-repo";
import type { MergeRequest, MergeRequests } from "./requests";

/** How merge requests are made. */
export interface MergeRequestSettings extends MergeRequestWords {
  readonly labels: readonly string[];
  /** User names; given when it is opened. */
  readonly assignees: readonly string[];
  readonly removeSourceBranch: boolean;
}

/** Two branches of one repository, and who is told what. */
export interface MergeRequestRepoOptions {
  readonly target: ConfigRepo;
  readonly source: GitRepo;
  readonly requests: MergeRequests;
  /** `project/stack` */
  readonly stack: string;
  readonly settings: MergeRequestSettings;
  /** How commits are worded. */
  readonly message: MessageSettings;
  /** Told of each commit. */
  readonly wrote: () => void;
  /** Told at each look of the open merge request, else the newest. */
  readonly looked: (newest: MergeRequest | undefined) => void;
  readonly tell: { info(message: string): void };
}
