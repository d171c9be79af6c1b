import { canMergeInto, protectionsOf } from "./access";
import { refusal, unauthorized } from "./answer";
import { mergedTree, removalOf, statusOf } from "./merge-request-state";
import type { MergeRequest, Project, User } from "./model";
import type { RefMove } from "./repository";
import type { World } from "./world";

export interface MergeOptions {
  /** What the source's head must be. */
  readonly sha: string | undefined;
  readonly message: string | undefined;
  readonly squash: boolean | undefined;
  readonly removeSourceBranch: boolean | undefined;
}

/** Merges as `PUT …/merge` does. @throws Refusal 401, 405, 409, 422 in GitLab's order */
export async function merge(
  world: World,
  project: Project,
  request: MergeRequest,
  user: User,
  options: MergeOptions,
): Promise<void> {
  if (!canMergeInto(user, project, request.targetBranch)) throw unauthorized();
  if ((await statusOf(project, request)) !== "mergeable") {
    throw refusal(405, "405 Method Not Allowed");
  }
  const { repository } = project;
  const target = await repository.head(request.targetBranch);
  const source = await repository.head(request.sourceBranch);
  if (options.sha !== undefined && options.sha !== source) {
    throw refusal(409, `SHA does not match HEAD of source branch: ${source ?? ""}`);
  }
  const people = {
    GIT_AUTHOR_NAME: user.name,
    GIT_AUTHOR_EMAIL: user.email,
    GIT_COMMITTER_NAME: user.name,
    GIT_COMMITTER_EMAIL: user.email,
  };
  const squash = options.squash ?? request.squash;
  const commit =
    target === undefined || source === undefined
      ? undefined
      : await mergeCommit(project, request, { target, source, squash, options, people });
  const moves: RefMove[] = [
    { ref: `refs/heads/${request.targetBranch}`, to: commit, from: target },
  ];
  const removes = options.removeSourceBranch ?? request.removeSourceBranch;
  const isRemoved = removes && protectionsOf(project, request.sourceBranch).length === 0;
  if (isRemoved && world.removalDelay === 0) moves.push(removalOf(request, source));
  if (commit === undefined || !(await repository.moveRefs(moves))) {
    throw refusal(422, "Branch cannot be merged");
  }
  request.sha = source ?? request.sha;
  if (isRemoved && world.removalDelay > 0) {
    request.removal = { sha: request.sha, rest: world.removalDelay };
  }
  request.state = "merged";
  request.updatedAt = world.now();
  // A fast-forward leaves no commit of its own.
  const own = commit === source ? undefined : commit;
  request.merged = { by: user, at: world.now(), commit: own };
}

interface Parts {
  readonly target: string;
  readonly source: string;
  readonly squash: boolean;
  readonly options: MergeOptions;
  readonly people: NodeJS.ProcessEnv;
}

async function mergeCommit(
  project: Project,
  request: MergeRequest,
  { target, source, squash, options, people }: Parts,
): Promise<string | undefined> {
  const { repository } = project;
  async function commit(tree: string, parents: readonly string[], message: string) {
    const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])];
    return (await repository.run(args, message, people)).toString().trim();
  }
  const { title, sourceBranch, targetBranch, iid } = request;
  const base = squash ? await repository.git("merge-base", target, source) : "";
  const head = squash ? await commit(`${source}^{tree}`, [base], title) : source;
  if (project.mergeMethod === "ff") return head;
  const tree = await mergedTree(project, target, head);
  if (tree === undefined) return undefined;
  const usual =
    `Merge branch '${sourceBranch}' into '${targetBranch}'\n\n${title}\n\n` +
    `See merge request ${project.fullPath}!${iid}`;
  return await commit(tree, [target, head], options.message ?? usual);
}
