import { canPush, levelIn } from "../access";
import { forbidden, json, notFound, type Answer } from "../answer";
import { authenticated, codeOf, flag, list, text, type Call } from "../call";
import { logCommits } from "../commit-entity";
import { merge } from "../merge";
import { createMergeRequest, updateMergeRequest } from "../merge-request-changes";
import { presentMergeRequest } from "../merge-request-entity";
import { refresh } from "../merge-request-state";
import { roles } from "../model";
import type { MergeRequest, Project } from "../model";
import { page } from "../pagination";
import type { Route } from "../router";

const folder = "/projects/:id/merge_requests";

export const mergeRequestRoutes: readonly Route[] = [
  { method: "GET", pattern: folder, handle: listMergeRequests },
  {
    method: "POST",
    pattern: folder,
    async handle(call) {
      const project = codeOf(call);
      if (!canPush(authenticated(call), project)) throw forbidden();
      const request = await createMergeRequest(call, project);
      return await answerWith(call, project, request, 201);
    },
  },
  {
    method: "GET",
    pattern: `${folder}/:iid`,
    async handle(call) {
      const { project, request } = await find(call);
      const answer = await answerWith(call, project, request);
      // GitLab checks in the background, and is done after a while.
      request.checks = Math.max(request.checks - 1, 0);
      return answer;
    },
  },
  {
    method: "PUT",
    pattern: `${folder}/:iid`,
    async handle(call) {
      const { project, request } = await find(call);
      const user = authenticated(call);
      const mayUpdate = request.author === user || levelIn(user, project) >= roles.developer;
      if (!mayUpdate) throw forbidden();
      await updateMergeRequest(call, project, request);
      return await answerWith(call, project, request);
    },
  },
  {
    method: "PUT",
    pattern: `${folder}/:iid/merge`,
    async handle(call) {
      const { project, request } = await find(call);
      await merge(call.world, project, request, authenticated(call), {
        sha: text(call, "sha"),
        message: text(call, "merge_commit_message"),
        squash: flag(call, "squash"),
        removeSourceBranch: flag(call, "should_remove_source_branch"),
      });
      return await answerWith(call, project, request);
    },
  },
  {
    method: "GET",
    pattern: `${folder}/:iid/commits`,
    async handle(call) {
      const { project, request } = await find(call);
      const found = await logCommits(call.world, project, await rangeOf(project, request));
      // GitLab keeps them beside the merge request, without their parents and trailers.
      const bare = { parent_ids: [], trailers: {}, extended_trailers: {} };
      return page(call, found, { present: (shown) => ({ ...shown, ...bare }) });
    },
  },
  {
    method: "GET",
    pattern: "/projects/:id/repository/commits/:sha/merge_requests",
    async handle(call) {
      const project = codeOf(call);
      const commit = await project.repository.commit(call.path["sha"] ?? "");
      if (commit === undefined) throw notFound("Commit");
      const shown: object[] = [];
      for (const request of await relatedTo(project, commit)) {
        shown.push(await presentMergeRequest(call.world, project, request, call.user));
      }
      return page(call, shown, { present: (request) => request });
    },
  },
  ...approvalRoutes(),
];

/** Those that brought a commit, or whose merge made it. */
async function relatedTo(project: Project, commit: string): Promise<MergeRequest[]> {
  const found: MergeRequest[] = [];
  for (const request of project.mergeRequests) {
    const { merged } = request;
    const ids = await project.repository.git("rev-list", ...(await rangeOf(project, request)));
    if ([merged?.commit, merged?.squash, ...ids.split("\n")].includes(commit)) found.push(request);
  }
  return found;
}

/** What `git log` shows a merge request's commits with. */
async function rangeOf(
  { repository }: Project,
  { startSha, sha }: MergeRequest,
): Promise<readonly string[]> {
  return [sha, `^${await repository.git("merge-base", startSha, sha)}`];
}

function approvalRoutes(): readonly Route[] {
  return [
    {
      method: "GET",
      pattern: `${folder}/:iid/approvals`,
      async handle(call) {
        const { project, request } = await find(call);
        return json(200, presentApprovals(project, request));
      },
    },
    {
      method: "POST",
      pattern: `${folder}/:iid/approve`,
      async handle(call) {
        const { project, request } = await find(call);
        const user = authenticated(call);
        if (levelIn(user, project) < roles.developer || user === request.author) throw forbidden();
        request.approvals.add(user);
        return json(201, presentApprovals(project, request));
      },
    },
    {
      method: "POST",
      pattern: `${folder}/:iid/unapprove`,
      async handle(call) {
        const { project, request } = await find(call);
        if (!request.approvals.delete(authenticated(call))) throw notFound();
        return json(201, presentApprovals(project, request));
      },
    },
  ];
}

function presentApprovals({ approvalsRequired }: Project, { approvals }: MergeRequest): object {
  const left = Math.max(approvalsRequired - approvals.size, 0);
  return {
    approved: left === 0,
    approvals_required: approvalsRequired,
    approvals_left: left,
    approved_by: [...approvals].map(({ id, username, name }) => ({ user: { id, username, name } })),
  };
}

async function find(
  call: Call,
): Promise<{ readonly project: Project; readonly request: MergeRequest }> {
  const project = codeOf(call);
  const request = project.mergeRequests.find(({ iid }) => String(iid) === call.path["iid"]);
  if (request === undefined) throw notFound();
  await refresh(call.world, project, request);
  return { project, request };
}

async function answerWith(
  call: Call,
  project: Project,
  request: MergeRequest,
  status = 200,
): Promise<Answer> {
  return json(status, await presentMergeRequest(call.world, project, request, call.user));
}

/** Newest first by default. */
async function listMergeRequests(call: Call): Promise<Answer> {
  const project = codeOf(call);
  for (const request of project.mergeRequests) await refresh(call.world, project, request);
  const found = project.mergeRequests.filter((request) => isWanted(call, request));
  if (text(call, "sort") !== "asc") found.reverse();
  const shown = new Map<MergeRequest, object>();
  for (const request of found) {
    shown.set(request, await presentMergeRequest(call.world, project, request, call.user));
  }
  return page(call, found, { present: (request) => shown.get(request) });
}

function isWanted(call: Call, request: MergeRequest): boolean {
  const state = text(call, "state") ?? "all";
  const labels = list(call, "labels") ?? [];
  function fits(name: string, value: string): boolean {
    return (text(call, name) ?? value) === value;
  }
  return (
    (state === "all" || state === request.state) &&
    fits("source_branch", request.sourceBranch) &&
    fits("target_branch", request.targetBranch) &&
    fits("author_username", request.author.username) &&
    labels.every((label) => request.labels.includes(label))
  );
}
