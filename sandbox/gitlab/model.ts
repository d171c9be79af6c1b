import type { Repository } from "./repository";

/** GitLab's roles and their numbers. */
export const roles = {
  "no one": 0,
  guest: 10,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
} as const;
export type Role = Exclude<keyof typeof roles, "no one">;

export type Visibility = "private" | "internal" | "public";

export type Scope =
  "api" | "read_api" | "read_user" | "read_repository" | "write_repository" | "self_rotate";

export interface User {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly admin: boolean;
  /** Made for a project's or group's token. */
  readonly bot: boolean;
  readonly createdAt: Date;
}

/** What may have members: user id → access level. */
export interface Membership {
  readonly members: Map<number, number>;
  /** With which groups it is shared. */
  readonly shares: readonly Share[];
}

/** A group whose members have a role elsewhere: their own one, or that of `level` where it is lower. */
export interface Share {
  readonly group: Group;
  readonly level: number;
}

export interface Group extends Membership {
  readonly id: number;
  /** A user has a namespace, too, which is no group. */
  readonly kind: "group" | "user";
  readonly path: string;
  /** With its parents: `shop/backend`. */
  readonly fullPath: string;
  readonly name: string;
  readonly parent: Group | undefined;
  readonly visibility: Visibility;
  readonly createdAt: Date;
}

export interface Project extends Membership {
  readonly id: number;
  readonly path: string;
  readonly fullPath: string;
  readonly name: string;
  readonly group: Group;
  readonly repository: Repository;
  readonly protectedBranches: ProtectedBranch[];
  readonly mergeRequests: MergeRequest[];
  readonly createdAt: Date;
  readonly defaultBranch: string;
  mergeMethod: "merge" | "ff";
  squashOption: "never" | "always" | "default_on" | "default_off";
  visibility: Visibility;
  archived: boolean;
  /** Of GitLab Premium. */
  pushRule: PushRule | undefined;
  approvalsRequired: number;
}

/** Who may do something with a protected branch: a level and above, or one user. */
export interface AccessRule {
  readonly id: number;
  readonly level: number;
  readonly userId: number | undefined;
}

export interface ProtectedBranch {
  readonly id: number;
  /** May have wildcards. */
  readonly name: string;
  readonly push: readonly AccessRule[];
  readonly merge: readonly AccessRule[];
  readonly allowForcePush: boolean;
}

/** The push rules that look at what is pushed; expressions are of Ruby, those that JavaScript has, too. */
export interface PushRule {
  readonly commitMessageRegex?: string;
  readonly commitMessageNegativeRegex?: string;
  readonly branchNameRegex?: string;
  readonly authorEmailRegex?: string;
  readonly fileNameRegex?: string;
  /** Megabytes; 0: no limit. */
  readonly maxFileSize?: number;
  readonly preventSecrets?: boolean;
  readonly memberCheck?: boolean;
  readonly commitCommitterCheck?: boolean;
  /** Does not hold for commits that the server makes. */
  readonly rejectUnsignedCommits?: boolean;
  /** Whoever commits, the message needs a `Signed-off-by:` with an address. */
  readonly rejectNonDcoCommits?: boolean;
}

export interface MergeRequest {
  readonly id: number;
  readonly iid: number;
  readonly author: User;
  readonly sourceBranch: string;
  readonly createdAt: Date;
  /** The target's head when it was made, or opened again. */
  startSha: string;
  /** The last head that its source branch was seen with. */
  sha: string;
  /** How many more looks say `checking`. */
  checks: number;
  targetBranch: string;
  title: string;
  description: string;
  labels: readonly string[];
  assignees: readonly User[];
  reviewers: readonly User[];
  removeSourceBranch: boolean;
  squash: boolean;
  /** What its source branch was merged at, if that is still to be removed, and after how many looks. */
  removal: { readonly sha: string; rest: number } | undefined;
  state: "opened" | "closed" | "merged";
  updatedAt: Date;
  closed: { readonly by: User; readonly at: Date } | undefined;
  merged:
    | {
        readonly by: User;
        readonly at: Date;
        /** Of the merge itself; undefined: it was a fast-forward. */
        readonly commit: string | undefined;
        /** In which its commits were squashed. */
        readonly squash: string | undefined;
      }
    | undefined;
  readonly approvals: Set<User>;
}

export type TokenKind = "personal" | "project" | "group" | "deploy" | "job";

export interface Token {
  readonly id: number;
  readonly kind: TokenKind;
  readonly name: string;
  /** Whose rights it has; a deploy token has its project's only. */
  readonly user: User | undefined;
  /** Of a deploy token: what git gives as user name. */
  readonly username: string | undefined;
  /** Where a deploy or job token is good. */
  readonly project: Project | undefined;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  /** `2027-01-31`: not good any more from this day on. */
  readonly expiresAt: string | undefined;
  revoked: boolean;
  lastUsedAt: Date | undefined;
}
