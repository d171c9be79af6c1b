import type { GitlabClient } from "./client";
import { untold } from "./failures";
import type { Problem } from "./problems";
import type { PushRule } from "./push-rules";

/** What GitLab says of the token's user, the project and the branch; undefined: it does not tell this token. */
export interface Access {
  readonly user: { username: string; email: string; isAdmin: boolean } | undefined;
  readonly isArchived: boolean;
  /** Null: the repository is empty. */
  readonly defaultBranch: string | null;
  /** The highest role's number; undefined: not told. */
  readonly level: number | undefined;
  /** Undefined: the branch is not there, which reading it says better. */
  readonly canPush: boolean | undefined;
  /** Whether rules say who may push to the branch. */
  readonly isProtected: boolean;
  /** Who may push to the branch, if it is protected and its rules may be seen. */
  readonly pushers: readonly string[];
  readonly pushRule: PushRule | undefined;
}

const developer = 30;

const roles: Readonly<Record<number, string>> = {
  5: "Minimal access",
  10: "Guest",
  15: "Planner",
  20: "Reporter",
  30: "Developer",
  40: "Maintainer",
  50: "Owner",
};

/** Asks for all of it at once. @throws what the API throws of the project itself */
export async function askAccess(
  client: GitlabClient,
  project: string,
  branch: string,
): Promise<Access> {
  const [user, found, head, rule] = await Promise.all([
    client.users.showCurrentUser().catch(untold),
    client.projects.show(project),
    client.branches.show(project, branch).catch(untold),
    client.pushRules.show(project).catch(untold),
  ]);
  const { permissions } = found as { permissions?: Permissions };
  const [level, protection] = await Promise.all([
    askLevel(client, project, user?.id, levelsIn(permissions)),
    head?.can_push === false
      ? client.protectedBranches.show(project, branch).catch(untold)
      : undefined,
  ]);
  return {
    user: user && { username: user.username, email: user.email, isAdmin: user.is_admin === true },
    isArchived: found.archived,
    defaultBranch: found.default_branch,
    level,
    canPush: head?.can_push,
    isProtected: head?.protected === true,
    pushers: (protection?.push_access_levels ?? []).map((level) => level.access_level_description),
    pushRule: rule ?? undefined,
  };
}

interface Permissions {
  readonly project_access: { readonly access_level: number } | null;
  readonly group_access: { readonly access_level: number } | null;
}

/** Those that permissions show: of the project itself and of the groups above it. */
function levelsIn(permissions: Permissions | undefined): readonly number[] {
  return [permissions?.project_access, permissions?.group_access]
    .map((access) => access?.access_level)
    .filter((level) => level !== undefined);
}

/**
 * The highest of the user's levels. Groups that the project, or one above it, is shared with count among its members
 * only; old versions leave some of them out there, too, so that whoever is none may have a role all the same.
 */
async function askLevel(
  client: GitlabClient,
  project: string,
  user: number | undefined,
  shown: readonly number[],
): Promise<number | undefined> {
  const isEnough = shown.some((level) => level >= developer);
  const member =
    user === undefined || isEnough
      ? undefined
      : await client.members.show(project, user, { includeInherited: true }).catch(untold);
  const levels = member === undefined ? shown : [...shown, member.access_level];
  return levels.length === 0 ? undefined : Math.max(...levels);
}

/** Where is to be written. */
export interface Target {
  readonly project: string;
  readonly branch: string;
}

/** What keeps the token's user from writing, each with what to do. */
export function accessProblems(access: Access, at: Target): Problem[] {
  return access.isArchived ? archivedProblems(access, at) : rightProblems(access, at);
}

/** Whether nobody may write to the project any more. */
export function archivedProblems(
  { isArchived }: Access,
  { project }: Pick<Target, "project">,
): Problem[] {
  if (!isArchived) return [];
  return [
    {
      code: "repository-unsuitable",
      sentence: `The project ${project} is archived, so that nothing can be written to it.`,
      remedy: "Unarchive it in its settings (General, Advanced), or name another repository.",
    },
  ];
}

/** The user's role in the project, in words; undefined: not told. */
export function roleOf({ level }: Access): string | undefined {
  if (level === undefined) return undefined;
  return level === 0 ? "no role" : `the role ${roles[level] ?? String(level)}`;
}

/** Whether the user's role is too low, or the branch is protected against it. */
export function rightProblems(access: Access, { project, branch }: Target): Problem[] {
  const { user, canPush, pushers } = access;
  const who = user === undefined ? "the token's user" : `the user ${user.username}`;
  const role = roleOf(access);
  if (isTooLow(access)) {
    const has = role === undefined ? "may not push" : `has ${role}`;
    return [
      {
        code: "permission-denied",
        sentence: `GitLab will refuse to write to ${project}, where ${who} ${has}.`,
        remedy: "Give the user the role Developer or a higher one there, or use another token.",
      },
    ];
  }
  if (canPush !== false) return [];
  const allowed = pushers.length === 0 ? "others" : pushers.join(", ");
  const mine = role === undefined ? "" : `, and ${who} has ${role}`;
  return [
    {
      code: "push-refused",
      sentence: `The branch ${branch} of ${project} is protected: ${allowed} may push to it${mine}.`,
      remedy:
        "Allow the user to push in the project's settings (Repository, Protected branches), give it a higher role, or set nautes:branch to another branch.",
    },
  ];
}

/** A branch that the user may push to shows that no role is missing, whatever is told of it. */
function isTooLow({ user, level, canPush, isProtected }: Access): boolean {
  if (canPush === true || user?.isAdmin === true) return false;
  return level === undefined ? canPush === false && !isProtected : level < developer;
}
