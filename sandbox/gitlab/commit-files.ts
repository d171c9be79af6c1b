import { canPushTo } from "./access";
import { badRequest } from "./answer";
import { applyActions, type Action } from "./commit-actions";
import type { Project, User } from "./model";
import { checkPush } from "./push-rules";
import { changedSince } from "./staleness";
import type { World } from "./world";
import { writeCommit } from "./write-commit";

export interface CommitRequest {
  readonly branch: string;
  readonly message: string;
  readonly actions: readonly Action[];
  readonly startBranch?: string | undefined;
  readonly startSha?: string | undefined;
  /** Resets the branch to where it starts. */
  readonly force?: boolean | undefined;
  readonly authorName?: string | undefined;
  readonly authorEmail?: string | undefined;
  /** The sentence for a file that has changed. */
  readonly changed: (path: string) => string;
}

/**
 * Commits as GitLab does: Rails checks permissions, branch and `last_commit_id`, then Gitaly reads the head, builds one
 * tree and moves the branch from that head. Between the two nobody holds a lock. Answers the commit.
 *
 * @throws Refusal with status 400
 */
export async function commitFiles(
  world: World,
  project: Project,
  user: User,
  request: CommitRequest,
): Promise<string> {
  const { repository } = project;
  const start =
    request.startBranch ?? (request.startSha === undefined ? request.branch : undefined);
  await validateBranches(project, user, request, start);
  await validateFiles(project, request, start);
  await world.windows.pass("checked");

  const head = await repository.head(request.branch);
  const fromStart = head === undefined || request.force === true;
  const parent = fromStart ? await startCommit(project, request, start) : head;
  const changes = await applyActions(repository, parent, request.actions);
  const commit = await writeCommit(repository, {
    parent,
    changes,
    message: request.message,
    author: {
      name: request.authorName ?? user.name,
      email: request.authorEmail ?? user.email,
    },
    committer: user,
    at: world.now(),
  });
  await world.windows.pass("head-read");
  const ref = `refs/heads/${request.branch}`;
  const update = { ref, from: head, to: commit.id, bySystem: true };
  const problem = await checkPush(world, project, user, repository, update);
  const moved =
    problem === undefined &&
    (await repository.moveRefs([
      { ref, to: commit.id, from: head },
      { ref: commit.ref, to: undefined, from: commit.id },
    ]));
  if (moved) return commit.id;
  await repository.moveRefs([{ ref: commit.ref, to: undefined, from: commit.id }]);
  throw badRequest(problem ?? `Could not update ${ref}. Please refresh and try again.`);
}

async function validateBranches(
  project: Project,
  user: User,
  request: CommitRequest,
  start: string | undefined,
): Promise<void> {
  const { repository } = project;
  const { branch, startBranch, startSha, force } = request;
  if (!canPushTo(user, project, branch)) {
    throw badRequest("You are not allowed to push into this branch");
  }
  if (startSha !== undefined) {
    if (startBranch !== undefined)
      throw badRequest("You can't pass both start_branch and start_sha");
    if (!/^[\da-f]{40}$/.test(startSha)) throw badRequest(`Invalid start_sha '${startSha}'`);
    if ((await repository.commit(startSha)) === undefined) {
      throw badRequest(`Cannot find start_sha '${startSha}'`);
    }
  }
  if (await repository.isEmpty()) return;
  if (start !== undefined && (await repository.head(start)) === undefined) {
    throw badRequest("You can only create or edit files when you are on a branch");
  }
  if (start === branch) return;
  if (force !== true && (await repository.head(branch)) !== undefined) {
    throw badRequest(
      `A branch called '${branch}' already exists. Switch to that branch in order to make changes`,
    );
  }
  if (!(await repository.succeeds("check-ref-format", "--branch", branch))) {
    const why = "Branch name is invalid";
    throw badRequest(`Something went wrong when we tried to create '${branch}' for you: ${why}`);
  }
}

/** `create` is never checked; without a `last_commit_id` nothing is. */
async function validateFiles(
  { repository }: Project,
  request: CommitRequest,
  start: string | undefined,
): Promise<void> {
  const head = start === undefined ? request.startSha : await repository.head(start);
  if (head === undefined) return;
  const guarded = request.actions.flatMap(({ action, filePath, previousPath, lastCommitId }) =>
    action === "create" || lastCommitId === undefined
      ? []
      : [{ path: previousPath ?? filePath, seen: lastCommitId }],
  );
  const path = await changedSince(repository, head, guarded);
  if (path !== undefined) throw badRequest(request.changed(path));
}

async function startCommit(
  { repository }: Project,
  { startSha }: CommitRequest,
  start: string | undefined,
): Promise<string | undefined> {
  return startSha ?? (start === undefined ? undefined : await repository.head(start));
}
