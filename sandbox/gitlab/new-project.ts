import { basename, join } from "node:path";

import { createBareRepository, type BareRepository } from "../bare-repository";
import { hookScript } from "./git-push";
import { roles } from "./model";
import type { Group, Project, User, Visibility } from "./model";
import { Repository } from "./repository";
import type { World } from "./world";

export interface ProjectFacts {
  readonly path: string;
  readonly group: Group;
  readonly visibility: Visibility;
  /** Of a first commit on `main`; undefined: the repository stays empty. */
  readonly files: Readonly<Record<string, string>> | undefined;
}

/** Adds a project without members and protection, and its repository. */
export function addProject(
  world: World,
  { path, group, visibility, files }: ProjectFacts,
): { readonly project: Project; readonly repository: BareRepository } {
  const dir = join(world.folder, `${path}.git`);
  const repository = createBareRepository(dir, files);
  repository.hook("pre-receive", hookScript);
  const project: Project = {
    id: world.nextId(),
    path: basename(path),
    fullPath: path,
    name: basename(path),
    group,
    repository: new Repository(dir),
    protectedBranches: [],
    mergeRequests: [],
    createdAt: world.now(),
    defaultBranch: "main",
    mergeMethod: "merge",
    squashOption: "default_off",
    visibility,
    archived: false,
    pushRule: undefined,
    approvalsRequired: 0,
    members: new Map(),
    shares: [],
  };
  world.projects.push(project);
  return { project, repository };
}

/** Protects a project's default branch as GitLab does by itself. */
export function protectDefault(world: World, project: Project): void {
  const rule = { level: roles.maintainer, userId: undefined };
  project.protectedBranches.push({
    id: world.nextId(),
    name: project.defaultBranch,
    push: [{ ...rule, id: world.nextId() }],
    merge: [{ ...rule, id: world.nextId() }],
    allowForcePush: false,
  });
}

/** The namespace that each user has for projects of their own. */
export function personalNamespace(world: World, user: User): Group {
  const found = world.groups.find(
    ({ kind, fullPath }) => kind === "user" && fullPath === user.username,
  );
  if (found !== undefined) return found;
  const namespace: Group = {
    id: world.nextId(),
    kind: "user",
    path: user.username,
    fullPath: user.username,
    name: user.name,
    parent: undefined,
    visibility: "public",
    members: new Map([[user.id, roles.owner]]),
    shares: [],
    createdAt: world.now(),
  };
  world.groups.push(namespace);
  return namespace;
}
