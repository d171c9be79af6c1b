import { roles } from "./model";
import type { AccessRule, Group, Project, ProtectedBranch, User } from "./model";

/** The highest role of a user as a member of a group or one above it; 0: none. */
export function memberLevel(user: User, { members, parent }: Group): number {
  const inherited = parent === undefined ? 0 : memberLevel(user, parent);
  return Math.max(members.get(user.id) ?? 0, inherited);
}

/** The highest role of a user in a group: own, inherited, or as a direct member of one that it is shared with; 0: none. */
export function levelInGroup(user: User | undefined, group: Group | undefined): number {
  if (user === undefined || group === undefined) return 0;
  if (user.admin) return roles.owner;
  const shared = group.shares.map((share) =>
    Math.min(share.level, share.group.members.get(user.id) ?? 0),
  );
  const own = group.members.get(user.id) ?? 0;
  return Math.max(own, ...shared, levelInGroup(user, group.parent));
}

/** The highest role of a user in a project: own, inherited, or as any member of a group that it is shared with; 0: none. */
export function levelIn(user: User | undefined, project: Project): number {
  if (user === undefined) return 0;
  const shared = project.shares.map((share) =>
    Math.min(share.level, memberLevel(user, share.group)),
  );
  const own = project.members.get(user.id) ?? 0;
  return Math.max(own, ...shared, levelInGroup(user, project.group));
}

export function canSee(user: User | undefined, project: Project): boolean {
  return levelIn(user, project) >= roles.guest || isOpen(user, project.visibility);
}

export function canSeeGroup(user: User | undefined, group: Group): boolean {
  return levelInGroup(user, group) >= roles.guest || isOpen(user, group.visibility);
}

/** Of a private project guests see everything but the code. */
export function canReadCode(user: User | undefined, project: Project): boolean {
  return levelIn(user, project) >= roles.reporter || isOpen(user, project.visibility);
}

function isOpen(user: User | undefined, visibility: Project["visibility"]): boolean {
  return visibility === "public" || (visibility === "internal" && user !== undefined);
}

export function canPush(user: User | undefined, project: Project): boolean {
  return !project.archived && levelIn(user, project) >= roles.developer;
}

/** Whether a user may add commits to a branch; of several rules that match, the kindest counts. */
export function canPushTo(user: User | undefined, project: Project, branch: string): boolean {
  if (user === undefined || !canPush(user, project)) return false;
  const rules = protectionsOf(project, branch);
  return rules.length === 0 || rules.some(({ push }) => meets(user, project, push));
}

export function canMergeInto(user: User | undefined, project: Project, branch: string): boolean {
  if (user === undefined || !canPush(user, project)) return false;
  const rules = protectionsOf(project, branch);
  return (
    rules.length === 0 ||
    rules.some(({ push, merge }) => meets(user, project, merge) || meets(user, project, push))
  );
}

export function canForcePush(project: Project, branch: string): boolean {
  const rules = protectionsOf(project, branch);
  return rules.length === 0 || rules.every(({ allowForcePush }) => allowForcePush);
}

export function protectionsOf(project: Project, branch: string): readonly ProtectedBranch[] {
  return project.protectedBranches.filter(({ name }) => matches(name, branch));
}

function matches(pattern: string, branch: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(branch);
}

function meets(user: User, project: Project, rules: readonly AccessRule[]): boolean {
  return rules.some(({ level, userId }) =>
    userId === undefined
      ? level !== roles["no one"] && levelIn(user, project) >= level
      : userId === user.id,
  );
}
