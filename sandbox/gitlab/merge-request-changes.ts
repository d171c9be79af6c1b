import { badRequest, invalid, json, Refusal, refusal } from "./answer";
import { authenticated, flag, list, need, text, type Call } from "./call";
import type { MergeRequest, Project, User } from "./model";

/** Newer versions of GitLab ask the project where a call says nothing; before, it was false. */
const squashedByDefault: readonly Project["squashOption"][] = ["always", "default_on"];

/** Makes a merge request from the parameters of a call. @throws Refusal 400, 409, 422 */
export async function createMergeRequest(call: Call, project: Project): Promise<MergeRequest> {
  const title = need(call, "title");
  const sourceBranch = need(call, "source_branch");
  const targetBranch = need(call, "target_branch");
  if (sourceBranch === targetBranch) {
    const problem = "You can't use same project/branch for source and target";
    throw new Refusal(json(422, { error: [problem] }));
  }
  const { repository, mergeRequests } = project;
  const sha = await repository.head(sourceBranch);
  if (sha === undefined || isPending(call, project, sourceBranch))
    throw badRequest({ source_branch: ["does not exist"] });
  const startSha = await repository.head(targetBranch);
  if (startSha === undefined) throw badRequest({ target_branch: ["does not exist"] });
  mustBeOnly(project, sourceBranch, targetBranch);
  const now = call.world.now();
  const request: MergeRequest = {
    id: call.world.nextId(),
    iid: mergeRequests.length + 1,
    author: authenticated(call),
    sourceBranch,
    targetBranch,
    title,
    startSha,
    sha,
    checks: call.world.mergeChecks,
    description: text(call, "description") ?? "",
    labels: list(call, "labels") ?? [],
    assignees: people(call, "assignee") ?? [],
    reviewers: people(call, "reviewer") ?? [],
    removeSourceBranch: flag(call, "remove_source_branch") ?? false,
    squash: flag(call, "squash") ?? squashedByDefault.includes(project.squashOption),
    removal: undefined,
    state: "opened",
    createdAt: now,
    updatedAt: now,
    closed: undefined,
    merged: undefined,
    approvals: new Set(),
  };
  mergeRequests.push(request);
  return request;
}

/** GitLab learns of a new branch a moment after it was pushed. */
function isPending({ world }: Call, { id }: Project, branch: string): boolean {
  const key = `${id} ${branch}`;
  const rest = world.pendingSources.get(key) ?? world.sourceDelay;
  world.pendingSources.set(key, Math.max(rest - 1, 0));
  return rest > 0;
}

const changeable = [
  "title",
  "description",
  "target_branch",
  "labels",
  "add_labels",
  "remove_labels",
  "assignee_id",
  "assignee_ids",
  "reviewer_ids",
  "remove_source_branch",
  "squash",
  "state_event",
];

/** Changes what the parameters name. @throws Refusal 400, 409 */
export async function updateMergeRequest(
  call: Call,
  project: Project,
  request: MergeRequest,
): Promise<void> {
  if (!changeable.some((name) => call.params[name] !== undefined)) {
    throw invalid(`${changeable.join(", ")} are missing, at least one parameter must be provided`);
  }
  const target = text(call, "target_branch");
  if (target !== undefined && (await project.repository.head(target)) === undefined) {
    throw badRequest({ target_branch: ["does not exist"] });
  }
  if (text(call, "title") === "") throw badRequest({ title: ["can't be blank"] });
  const event = text(call, "state_event");
  if (event === "reopen" && request.state === "closed") {
    mustBeOnly(project, request.sourceBranch, target ?? request.targetBranch);
  }
  const removed = list(call, "remove_labels") ?? [];
  const labels = [...(list(call, "labels") ?? request.labels), ...(list(call, "add_labels") ?? [])];
  request.title = text(call, "title") ?? request.title;
  request.description = text(call, "description") ?? request.description;
  request.targetBranch = target ?? request.targetBranch;
  request.labels = [...new Set(labels)].filter((label) => !removed.includes(label));
  request.assignees = people(call, "assignee") ?? request.assignees;
  request.reviewers = people(call, "reviewer") ?? request.reviewers;
  request.removeSourceBranch = flag(call, "remove_source_branch") ?? request.removeSourceBranch;
  request.squash = flag(call, "squash") ?? request.squash;
  request.updatedAt = call.world.now();
  if (event !== undefined) await changeState(call, project, request, event);
}

async function changeState(
  call: Call,
  { repository }: Project,
  request: MergeRequest,
  event: string,
): Promise<void> {
  if (event !== "close" && event !== "reopen") {
    throw invalid("state_event does not have a valid value");
  }
  if (event === "close" && request.state === "opened") {
    request.state = "closed";
    request.closed = { by: authenticated(call), at: call.world.now() };
  }
  if (event === "reopen" && request.state === "closed") {
    request.state = "opened";
    request.closed = undefined;
    request.checks = call.world.mergeChecks;
    request.startSha = (await repository.head(request.targetBranch)) ?? request.startSha;
  }
}

/** One open merge request for each pair of branches. @throws Refusal 409 */
function mustBeOnly({ mergeRequests }: Project, source: string, target: string): void {
  const other = mergeRequests.find(
    ({ state, sourceBranch, targetBranch }) =>
      state === "opened" && sourceBranch === source && targetBranch === target,
  );
  if (other === undefined) return;
  const sentence = `Another open merge request already exists for this source branch: !${other.iid}`;
  throw refusal(409, [sentence]);
}

/** The users of `<kind>_ids` or `<kind>_id`; 0 or nobody for none. */
function people(call: Call, kind: "assignee" | "reviewer"): readonly User[] | undefined {
  const ids = list(call, `${kind}_ids`) ?? list(call, `${kind}_id`);
  if (ids === undefined) return undefined;
  return call.world.users.filter(({ id }) => ids.includes(String(id)));
}
