import { canMergeInto, protectionsOf } from "./access";
import { refusal, unauthorized } from "./answer";
import { isSquashed, mergedTree, removalOf, statusOf } from "./merge-request-state";
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
  // The call can ask for it, not against it.
  request.squash ||= options.squash === true;
  const parts = { target: target ?? "", source: source ?? "", people };
  const isThere = target !== undefined && source !== undefined;
  const head = isThere ? await squashed(project, request, parts) : undefined;
  const commit =
    head === undefined
      ? undefined
      : await mergeCommit(project, request, { ...parts, source: head }, options.message);
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
  const own = commit === head ? undefined : commit;
  const squash = isSquashed(project, request) ? head : undefined;
  request.merged = { by: user, at: world.now(), commit: own, squash };
}

interface Parts {
  readonly target: string;
  readonly source: string;
  /** Who commits, and as whom. */
  readonly people: NodeJS.ProcessEnv;
}

/** What is merged: the source's head, or one commit in place of all. */
async function squashed(
  project: Project,
  request: MergeRequest,
  { target, source, people }: Parts,
): Promise<string> {
  const { title, author } = request;
  if (!isSquashed(project, request)) return source;
  const { repository } = project;
  const base = await repository.git("merge-base", target, source);
  const [only, ...more] = (await repository.git("log", "--format=%H", `${base}..${source}`)).split(
    "\n",
  );
  const message = await repository.git("log", "-1", "--format=%B", only ?? source);
  // It would change nothing.
  if (more.length === 0 && message.trim() === title.trim()) return source;
  return await commitTree(project, `${source}^{tree}`, [base], title, {
    ...people,
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
  });
}

async function mergeCommit(
  project: Project,
  { title, sourceBranch, targetBranch, iid }: MergeRequest,
  { target, source, people }: Parts,
  message: string | undefined,
): Promise<string | undefined> {
  if (project.mergeMethod === "ff") return source;
  const tree = await mergedTree(project, target, source);
  if (tree === undefined) return undefined;
  const usual =
    `Merge branch '${sourceBranch}' into '${targetBranch}'\n\n${title}\n\n` +
    `See merge request ${project.fullPath}!${iid}`;
  return await commitTree(project, tree, [target, source], message ?? usual, people);
}

async function commitTree(
  { repository }: Project,
  tree: string,
  parents: readonly string[],
  message: string,
  people: NodeJS.ProcessEnv,
): Promise<string> {
  const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])];
  return (await repository.run(args, message, people)).toString().trim();
}
