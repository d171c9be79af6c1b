import type { BareRepository } from "../bare-repository";
import type { Project, PushRule, Role, Scope, Visibility } from "./model";

export interface NewUser {
  readonly username: string;
  /** @default the user name */
  readonly name?: string;
  /** @default `<username>@example.com` */
  readonly email?: string;
  readonly admin?: boolean;
}

/** User name → role. */
export type Members = Readonly<Record<string, Role>>;

export interface NewGroup {
  /** Full path; groups above it that do not exist are made like it, without members. */
  readonly path: string;
  /** @default "private" */
  readonly visibility?: Visibility;
  readonly members?: Members;
  /** With which groups it is shared. */
  readonly sharedWith?: Shares;
}

/** Full path of a group → the highest role that its members have. */
export type Shares = Readonly<Record<string, Role>>;

export interface NewProject {
  /** Full path; its group is made if it does not exist. */
  readonly path: string;
  /** @default "private" */
  readonly visibility?: Visibility;
  readonly members?: Members;
  /** With which groups it is shared. */
  readonly sharedWith?: Shares;
  /** Of a first commit on `main`. @default the repository stays empty */
  readonly files?: Readonly<Record<string, string>>;
  /** Who may push to and merge into `main`; undefined: unprotected. @default "maintainer" for both */
  readonly protect?: Protection | undefined;
  readonly pushRule?: PushRule;
  /** @default 0 */
  readonly approvalsRequired?: number;
  /** @default "merge" */
  readonly mergeMethod?: Project["mergeMethod"];
  /** @default "default_off" */
  readonly squashOption?: Project["squashOption"];
}

/** Roles, or user names; several are alternatives. */
export interface Protection {
  readonly push: Role | "no one" | { readonly users: readonly string[] };
  readonly merge: Role | "no one" | { readonly users: readonly string[] };
  readonly allowForcePush?: boolean;
}

/** A project, and its repository for what happens outside of the server's doors. */
export interface ProjectHandle {
  readonly id: number;
  readonly groupId: number;
  readonly path: string;
  readonly repository: BareRepository;
  /** Changes settings. */
  set(
    settings: Partial<Pick<Project, "visibility" | "archived" | "pushRule" | "approvalsRequired">>,
  ): void;
  /** Replaces the protection of a branch, or pattern. */
  protect(branch: string, protection: Protection | undefined): void;
  setMember(username: string, role: Role | undefined): void;
}

export type NewToken = {
  /** @default "test" */
  readonly name?: string;
  readonly scopes?: readonly Scope[];
  /** A day, `2027-01-31`. @default a year from now */
  readonly expiresAt?: string;
} & (
  | { readonly kind: "personal"; readonly user: string }
  | { readonly kind: "project"; readonly project: string; readonly role: Role }
  | { readonly kind: "group"; readonly group: string; readonly role: Role }
  | { readonly kind: "deploy"; readonly project: string }
  | { readonly kind: "job"; readonly project: string; readonly user: string }
);

export interface TokenHandle {
  readonly id: number;
  /** What to send. */
  readonly secret: string;
  /** For git; a deploy token takes no other. */
  readonly username: string;
  revoke(): void;
}
