import type { MergeRequest, Project } from "./model";
import type { RefMove } from "./repository";
import type { World } from "./world";

/** GitLab's `detailed_merge_status`, those that are told apart here. */
export type DetailedStatus =
  | "checking"
  | "mergeable"
  | "not_open"
  | "draft_status"
  | "commits_status"
  | "not_approved"
  | "need_rebase"
  | "conflict";

/** Takes note of what pushes and workers have done to a merge request since it was looked at last. */
export async function refresh(
  world: World,
  project: Project,
  request: MergeRequest,
): Promise<void> {
  const { repository } = project;
  if (request.removal !== undefined && (request.removal.rest -= 1) <= 0) {
    await repository.moveRefs([removalOf(request, request.removal.sha)]);
    request.removal = undefined;
  }
  if (request.state !== "opened") return;
  const head = await repository.head(request.sourceBranch);
  if (head !== undefined && head !== request.sha) {
    request.sha = head;
    request.checks = world.mergeChecks;
    request.updatedAt = world.now();
    request.approvals.clear();
  }
  const target = await repository.head(request.targetBranch);
  if (target === undefined || (await repository.isAncestor(request.sha, request.startSha))) return;
  if (await repository.isAncestor(request.sha, target)) {
    // Its commits came by a push: GitLab marks it as merged.
    request.state = "merged";
    request.merged = { by: request.author, at: world.now(), commit: undefined, squash: undefined };
  }
}

/** Removes the source branch, if it is at `sha`. */
export function removalOf({ sourceBranch }: MergeRequest, sha: string | undefined): RefMove {
  return { ref: `refs/heads/${sourceBranch}`, to: undefined, from: sha };
}

export function isDraft({ title }: MergeRequest): boolean {
  return /^\s*(\[draft\]|\(draft\)|draft:)/i.test(title);
}

/** Whether its commits become one with the merge: where the project leaves a choice, as the merge request says. */
export function isSquashed({ squashOption }: Project, { squash }: MergeRequest): boolean {
  if (squashOption === "always") return true;
  return squashOption !== "never" && squash;
}

export async function statusOf(project: Project, request: MergeRequest): Promise<DetailedStatus> {
  const { repository, mergeMethod, approvalsRequired } = project;
  if (request.state !== "opened") return "not_open";
  if (request.checks > 0) return "checking";
  const target = await repository.head(request.targetBranch);
  const source = await repository.head(request.sourceBranch);
  if (target === undefined || source === undefined) return "commits_status";
  if (await repository.isAncestor(source, target)) return "commits_status";
  if (isDraft(request)) return "draft_status";
  if (request.approvals.size < approvalsRequired) return "not_approved";
  if (mergeMethod === "ff") {
    return (await repository.isAncestor(target, source)) ? "mergeable" : "need_rebase";
  }
  return (await mergedTree(project, target, source)) === undefined ? "conflict" : "mergeable";
}

/** The tree of a merge; undefined: the two conflict. */
export async function mergedTree(
  { repository }: Project,
  target: string,
  source: string,
): Promise<string | undefined> {
  const tree = await repository
    .git("merge-tree", "--write-tree", target, source)
    .catch(() => undefined);
  return tree?.split("\n")[0];
}
