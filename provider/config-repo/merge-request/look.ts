import { createHash } from "node:crypto";
import { foreignText } from "../../claims/foreign-text";
import { isNautesError, NautesError } from "../../errors";
import type { CommitId, ConfigRepo } from "../config-repo";
import { joinedFiles, type OwnFiles } from "./joined-files";
import type { MergeRequest, MergeRequests } from "./requests";

/** The target branch with the open merge request on top, as it was at one moment. */
export interface View {
  /** The merge request's commit while that holds the target, else the target's; while neither holds the other, none's. */
  readonly id: CommitId;
  readonly target: CommitId;
  /** The head of the open merge request's branch; undefined: there is no open one. */
  readonly source: CommitId | undefined;
  /** What it changes on a target that moved since; undefined: one of the two commits has all. */
  readonly own: OwnFiles | undefined;
  /** The open merge request, else the newest. */
  readonly request: MergeRequest | undefined;
}

/** Both branches, and what GitLab says of the merge requests between them. */
export interface Branches {
  readonly target: ConfigRepo;
  readonly source: ConfigRepo;
  readonly requests: MergeRequests;
  /** The newest common commit, remembered. */
  readonly baseOf: (
    one: CommitId,
    other: CommitId,
    signal?: AbortSignal,
  ) => Promise<CommitId | undefined>;
}

/**
 * Looks at both branches, so that nothing is missed which moves from one to the other meanwhile.
 * @throws merge-request-conflict, and what a look at either throws
 */
export async function look(branches: Branches, signal?: AbortSignal): Promise<View> {
  const view = await lookOnce(branches, signal);
  // It was merged, and its branch removed, after the target was looked at; or somebody deleted the branch.
  const isGone = view.request?.state === "opened" && view.source === undefined;
  return isGone ? lookOnce(branches, signal) : view;
}

async function lookOnce(branches: Branches, signal?: AbortSignal): Promise<View> {
  const { requests } = branches;
  // In this order: the target of a merge request that is known to be merged has all of it.
  const request = await requests.newest(signal);
  const target = await branches.target.head(signal);
  const source = request?.state === "opened" ? await headOf(branches.source, signal) : undefined;
  if (request === undefined || source === undefined) {
    return { id: target, target, source: undefined, own: undefined, request };
  }
  const base = await branches.baseOf(source, target, signal);
  if (base === target) return { id: source, target, source, own: undefined, request };
  const { files, conflicts } =
    base === undefined
      ? { files: new Map(), conflicts: ["all files"] }
      : await joinedFiles(
          {
            base,
            ours: { repo: branches.source, commit: source },
            theirs: { repo: branches.target, commit: target },
          },
          signal,
        );
  if (conflicts.length > 0) throw conflict(requests, request, conflicts);
  const id = createHash("sha1").update(`${source} on ${target}`).digest("hex");
  return { id, target, source, own: files, request };
}

/** Undefined: somebody deleted the branch, with which the merge request has nothing to merge. */
export async function headOf(
  source: ConfigRepo,
  signal?: AbortSignal,
): Promise<CommitId | undefined> {
  try {
    return await source.head(signal);
  } catch (error) {
    if (isNautesError(error, "branch-not-found")) return undefined;
    throw error;
  }
}

/** The error of what was done on a view that is the newest no more. */
export function staleView({ route }: MergeRequests): NautesError {
  return new NautesError(
    "stale-read",
    `The branch ${route.target} of ${route.project}, or the merge request into it, has moved since it was read.`,
  );
}

function conflict(
  { route }: MergeRequests,
  { iid, url }: MergeRequest,
  paths: readonly string[],
): NautesError {
  const shown = paths.slice(0, 3).map(foreignText).join(", ");
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : "";
  return new NautesError(
    "merge-request-conflict",
    `The merge request !${iid} and ${route.target} of ${route.project} changed the same lines of ${shown}${more}.`,
    {
      at: paths[0] ?? "",
      remedy:
        `Merge ${route.target} into ${route.source} by hand, or close it (${url}) and run again: ` +
        "then a new one is made on what the target has now.",
    },
  );
}
