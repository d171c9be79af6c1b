import { levelIn, memberLevel } from "./access";
import type { Group, Project, Share, User } from "./model";
import type { World } from "./world";

/** How GitLab shows a project in short. */
export async function presentSimpleProject({ url }: World, project: Project): Promise<object> {
  const { id, name, path, fullPath, group, repository } = project;
  const empty = await repository.isEmpty();
  return {
    id,
    description: null,
    name,
    name_with_namespace: `${namesOf(group).join(" / ")} / ${name}`,
    path,
    path_with_namespace: fullPath,
    created_at: project.createdAt.toISOString(),
    default_branch: empty ? null : project.defaultBranch,
    tag_list: [],
    topics: [],
    ssh_url_to_repo: `git@${new URL(url).hostname}:${fullPath}.git`,
    http_url_to_repo: `${url}/${fullPath}.git`,
    web_url: `${url}/${fullPath}`,
    readme_url: null,
    forks_count: 0,
    avatar_url: null,
    star_count: 0,
    last_activity_at: project.createdAt.toISOString(),
    visibility: project.visibility,
    namespace: presentNamespace(url, group),
  };
}

/** How GitLab shows a project to a user; nobody's view lacks the permissions. */
export async function presentProject(
  world: World,
  project: Project,
  user: User | undefined,
): Promise<object> {
  return {
    ...(await presentSimpleProject(world, project)),
    empty_repo: await project.repository.isEmpty(),
    archived: project.archived,
    creator_id: null,
    issues_enabled: true,
    merge_requests_enabled: true,
    jobs_enabled: true,
    repository_access_level: "enabled",
    merge_method: project.mergeMethod,
    squash_option: project.squashOption,
    only_allow_merge_if_pipeline_succeeds: false,
    only_allow_merge_if_all_discussions_are_resolved: false,
    remove_source_branch_after_merge: true,
    shared_with_groups: project.shares.map(presentShare),
    marked_for_deletion_on: null,
    ...(user === undefined ? {} : { permissions: permissionsOf(project, user) }),
  };
}

function presentShare({ group, level }: Share): object {
  return {
    group_id: group.id,
    group_name: group.name,
    group_full_path: group.fullPath,
    group_access_level: level,
    expires_at: null,
  };
}

/** Groups that the project is shared with do not count here. */
function permissionsOf(project: Project, user: User): object {
  const { group, members } = project;
  const inherited = memberLevel(user, group);
  // The owner of a personal project is a member of the project itself.
  const own =
    members.get(user.id) ?? (group.kind === "user" && inherited > 0 ? inherited : undefined);
  return {
    project_access: own === undefined ? null : access(own),
    group_access: inherited === 0 || group.kind === "user" ? null : access(inherited),
  };
}

function access(level: number): object {
  return { access_level: level, notification_level: 3 };
}

function presentNamespace(url: string, group: Group): object {
  return {
    id: group.id,
    name: group.name,
    path: group.path,
    kind: group.kind,
    full_path: group.fullPath,
    parent_id: group.parent?.id ?? null,
    avatar_url: null,
    web_url: group.kind === "user" ? `${url}/${group.fullPath}` : `${url}/groups/${group.fullPath}`,
  };
}

export function presentGroup({ url }: World, group: Group): object {
  return {
    id: group.id,
    web_url: `${url}/groups/${group.fullPath}`,
    name: group.name,
    path: group.path,
    description: "",
    visibility: group.visibility,
    share_with_group_lock: false,
    require_two_factor_authentication: false,
    project_creation_level: "developer",
    subgroup_creation_level: "maintainer",
    default_branch: null,
    lfs_enabled: true,
    archived: false,
    avatar_url: null,
    request_access_enabled: true,
    full_name: namesOf(group).join(" / "),
    full_path: group.fullPath,
    created_at: group.createdAt.toISOString(),
    parent_id: group.parent?.id ?? null,
    organization_id: 1,
    shared_runners_setting: "enabled",
    marked_for_deletion_on: null,
  };
}

function namesOf(group: Group): readonly string[] {
  return group.parent === undefined ? [group.name] : [...namesOf(group.parent), group.name];
}

export function presentMember(world: World, user: User, project: Project): object {
  return { ...memberOf(world, user), access_level: levelIn(user, project) };
}

export function memberOf({ url }: World, user: User): object {
  return {
    id: user.id,
    username: user.username,
    name: user.name,
    state: "active",
    locked: false,
    avatar_url: null,
    web_url: `${url}/${user.username}`,
    created_at: user.createdAt.toISOString(),
    expires_at: null,
    membership_state: "active",
  };
}
