import { isDraft, isSquashed, statusOf } from "./merge-request-state";
import { canMergeInto } from "./access";
import type { MergeRequest, Project, User } from "./model";
import { presentUser } from "./user-entity";
import type { World } from "./world";

/** How GitLab shows a merge request. */
export async function presentMergeRequest(
  world: World,
  project: Project,
  request: MergeRequest,
  reader: User | undefined,
): Promise<object> {
  const status = await statusOf(project, request);
  function shown(user: User): object {
    return presentUser(world, user);
  }
  const reference = `!${request.iid}`;
  const { closed, merged } = request;
  return {
    id: request.id,
    iid: request.iid,
    project_id: project.id,
    title: request.title,
    description: request.description,
    state: request.state,
    created_at: request.createdAt.toISOString(),
    updated_at: request.updatedAt.toISOString(),
    merged_by: merged === undefined ? null : shown(merged.by),
    merge_user: merged === undefined ? null : shown(merged.by),
    merged_at: merged?.at.toISOString() ?? null,
    closed_by: closed === undefined ? null : shown(closed.by),
    closed_at: closed?.at.toISOString() ?? null,
    target_branch: request.targetBranch,
    source_branch: request.sourceBranch,
    user_notes_count: 0,
    upvotes: 0,
    downvotes: 0,
    author: shown(request.author),
    assignees: request.assignees.map(shown),
    assignee: request.assignees[0] === undefined ? null : shown(request.assignees[0]),
    reviewers: request.reviewers.map(shown),
    source_project_id: project.id,
    target_project_id: project.id,
    labels: request.labels,
    draft: isDraft(request),
    work_in_progress: isDraft(request),
    milestone: null,
    merge_when_pipeline_succeeds: false,
    merge_status: mergeStatus(status),
    detailed_merge_status: status,
    sha: request.sha,
    merge_commit_sha: merged?.commit ?? null,
    squash_commit_sha: merged?.squash ?? null,
    discussion_locked: null,
    should_remove_source_branch: null,
    force_remove_source_branch: request.removeSourceBranch,
    prepared_at: request.createdAt.toISOString(),
    reference,
    references: { short: reference, relative: reference, full: project.fullPath + reference },
    web_url: `${world.url}/${project.fullPath}/-/merge_requests/${request.iid}`,
    squash: request.squash,
    squash_on_merge: isSquashed(project, request),
    task_completion_status: { count: 0, completed_count: 0 },
    has_conflicts: status === "conflict",
    blocking_discussions_resolved: true,
    diff_refs: {
      base_sha: request.startSha,
      head_sha: request.sha,
      start_sha: request.startSha,
    },
    merge_error: null,
    user: { can_merge: canMergeInto(reader, project, request.targetBranch) },
  };
}

function mergeStatus(status: Awaited<ReturnType<typeof statusOf>>): string {
  if (status === "checking") return "checking";
  return status === "conflict" || status === "commits_status"
    ? "cannot_be_merged"
    : "can_be_merged";
}
