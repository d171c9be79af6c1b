import { createHash } from "node:crypto";

import type { Group, Project, Token, User } from "./model";
import type { Windows } from "./windows";

/** All that the server knows besides what its repositories hold. */
export interface World {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Where the bare repositories lie, each at `<full path>.git`. */
  readonly folder: string;
  readonly users: User[];
  readonly groups: Group[];
  readonly projects: Project[];
  /** By the digest of their secret. */
  readonly tokens: Map<string, Token>;
  readonly windows: Windows;
  /** How many looks at a merge request say `checking` after its branches changed. */
  readonly mergeChecks: number;
  /** How often a merge request is asked for before its source branch is there for it: `<project> <branch>` → rest. */
  readonly pendingSources: Map<string, number>;
  /** @see pendingSources */
  readonly sourceDelay: number;
  /** After how many looks at a merge request its merged source branch is removed. */
  readonly removalDelay: number;
  now(): Date;
  /** A number that no other thing of the server has. */
  nextId(): number;
}

export function findToken(world: World, secret: string): Token | undefined {
  return world.tokens.get(digestOf(secret));
}

/** The store never holds a secret itself. */
export function digestOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** By number or full path. */
export function findProject(world: World, id: string): Project | undefined {
  return world.projects.find((project) => named(project, id));
}

export function findGroup(world: World, id: string): Group | undefined {
  return world.groups.find((group) => named(group, id));
}

function named({ id, fullPath }: { readonly id: number; readonly fullPath: string }, name: string) {
  return /^\d+$/.test(name) ? id === Number(name) : fullPath.toLowerCase() === name.toLowerCase();
}
