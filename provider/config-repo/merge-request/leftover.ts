import { foreignText } from "../../claims/foreign-text";
import { isBy } from "../../claims/origin";
import { NautesError } from "../../errors";
import type { Spot } from "../git/git-repo";
import { trailersOf } from "../trailers";
import type { Branches, View } from "./look";
import type { MergeRequests } from "./requests";

/**
 * Where the next commit goes: on the open merge request, joined with its target if that moved, else on the target anew.
 * What an earlier merge request left in its branch is left behind, for GitLab keeps it with that one.
 * @throws merge-request-branch-taken if the branch holds what is in no merge request, and not ours, or if it is that of
 * an open one into another target
 */
export async function placeOfCommit(
  branches: Branches,
  view: View,
  stack: string,
  signal?: AbortSignal,
): Promise<Spot> {
  const { target, source, own } = view;
  if (source !== undefined) {
    return own === undefined
      ? { files: source, parents: [source], from: source }
      : { files: target, parents: [source, target], from: source };
  }
  const { requests } = branches;
  const left = await requests.branch(signal);
  const anew = { files: target, parents: [target] };
  if (left === undefined) return { ...anew, from: undefined };
  const elsewhere = await requests.elsewhere(signal);
  if (elsewhere !== undefined) throw takenBy(elsewhere, requests);
  const { id, message, author } = left;
  if ((await branches.baseOf(id, target, signal)) === id) return { ...anew, from: id };
  if (isBy(trailersOf(message), stack) || view.request?.sha === id)
    return { ...anew, from: id, replaces: true };
  const { project, source: name } = requests.route;
  throw new NautesError(
    "merge-request-branch-taken",
    `The branch ${name} of ${project} holds commits that are in no merge request, the last by ${foreignText(author)}.`,
    {
      at: "mergeRequest.branch",
      remedy:
        "Merge or delete that branch, or set nautes:mergeRequest.branch to the name of another one.",
    },
  );
}

type Elsewhere = NonNullable<Awaited<ReturnType<MergeRequests["elsewhere"]>>>;

/** What is pushed to the branch would be in that merge request, too. */
function takenBy({ iid, url, target }: Elsewhere, { route }: MergeRequests): NautesError {
  return new NautesError(
    "merge-request-branch-taken",
    `The branch ${route.source} of ${route.project} is that of the open merge request !${iid} into ${foreignText(target)}, not into ${route.target}.`,
    {
      at: "mergeRequest.branch",
      remedy: `Merge or close it, or give it the target ${route.target} (${url}), or set nautes:mergeRequest.branch to the name of another branch.`,
    },
  );
}
