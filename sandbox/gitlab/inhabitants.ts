import { randomBytes } from "node:crypto";
import { basename, dirname } from "node:path";

import { roles } from "./model";
import type { AccessRule, Group, Membership, Project, Role, Share, Token, User } from "./model";
import { addProject } from "./new-project";
import type {
  Members,
  NewGroup,
  NewProject,
  NewToken,
  NewUser,
  ProjectHandle,
  Protection,
  Shares,
  TokenHandle,
} from "./newcomers";
import { digestOf, findGroup, findProject, type World } from "./world";

const prefixes = {
  personal: "glpat-",
  project: "glpat-",
  group: "glpat-",
  deploy: "gldt-",
  job: "glcbt-",
};

/** Makes those who live on the server. */
export class Inhabitants {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  createUser({ username, name = username, email, admin = false }: NewUser): User {
    return this.#addUser({ username, name, email: email ?? `${username}@example.com`, admin });
  }

  createGroup({ path, visibility = "private", members = {}, sharedWith }: NewGroup): Group {
    const above = dirname(path);
    const parent =
      above === "."
        ? undefined
        : (findGroup(this.#world, above) ?? this.createGroup({ path: above, visibility }));
    const group: Group = {
      id: this.#world.nextId(),
      kind: "group",
      path: basename(path),
      fullPath: path,
      name: basename(path),
      parent,
      visibility,
      members: this.#levels(members),
      shares: this.#shares(sharedWith),
      createdAt: this.#world.now(),
    };
    this.#world.groups.push(group);
    return group;
  }

  createProject(options: NewProject): ProjectHandle {
    const { path, visibility = "private", members = {}, files } = options;
    const above = dirname(path);
    const group = findGroup(this.#world, above) ?? this.createGroup({ path: above, visibility });
    const { project, repository } = addProject(this.#world, { path, group, visibility, files });
    Object.assign(project, {
      mergeMethod: options.mergeMethod ?? project.mergeMethod,
      squashOption: options.squashOption ?? project.squashOption,
      pushRule: options.pushRule,
      approvalsRequired: options.approvalsRequired ?? 0,
      shares: this.#shares(options.sharedWith),
    } satisfies Partial<Project>);
    for (const [user, level] of this.#levels(members)) project.members.set(user, level);
    const usual: Protection = { push: "maintainer", merge: "maintainer" };
    this.#protect(project, "main", "protect" in options ? options.protect : usual);
    return {
      id: project.id,
      groupId: group.id,
      path,
      repository,
      set: (settings) => void Object.assign(project, settings),
      protect: (branch, protection) => this.#protect(project, branch, protection),
      setMember: (username, role) => this.#setMember(project, username, role),
    };
  }

  createToken(options: NewToken): TokenHandle {
    const world = this.#world;
    const { kind } = options;
    const id = world.nextId();
    const secret = prefixes[kind] + randomBytes(15).toString("base64url");
    const year = new Date(world.now().getTime() + 365 * 24 * 3600 * 1000);
    const token: Token = {
      id,
      kind,
      name: options.name ?? "test",
      user: this.#holderOf(options),
      username: kind === "deploy" ? `gitlab+deploy-token-${id}` : undefined,
      project: kind === "deploy" || kind === "job" ? this.#project(options.project) : undefined,
      scopes: options.scopes ?? (kind === "deploy" ? ["read_repository"] : ["api"]),
      createdAt: world.now(),
      expiresAt: options.expiresAt ?? year.toISOString().slice(0, 10),
      revoked: false,
      lastUsedAt: undefined,
    };
    world.tokens.set(digestOf(secret), token);
    const username = token.username ?? (kind === "job" ? "gitlab-ci-token" : "oauth2");
    return { id, secret, username, revoke: () => void (token.revoked = true) };
  }

  /** A project's or a group's token has a user of its own, with its role. */
  #holderOf(options: NewToken): User | undefined {
    if (options.kind === "deploy") return undefined;
    if (options.kind === "personal" || options.kind === "job") return this.#user(options.user);
    const of: Membership & { readonly id: number } =
      options.kind === "project" ? this.#project(options.project) : this.#group(options.group);
    const username = `${options.kind}_${of.id}_bot_${randomBytes(16).toString("hex")}`;
    const email = `${username}@noreply.${new URL(this.#world.url).hostname}`;
    const name = options.name ?? "test";
    const bot = this.#addUser({ username, name, email, admin: false, bot: true });
    of.members.set(bot.id, roles[options.role]);
    return bot;
  }

  #addUser(user: Required<NewUser> & { readonly bot?: boolean }): User {
    const world = this.#world;
    const made = { bot: false, ...user, id: world.nextId(), createdAt: world.now() };
    world.users.push(made);
    return made;
  }

  #protect(project: Project, name: string, protection: Protection | undefined): void {
    const { protectedBranches } = project;
    const index = protectedBranches.findIndex((branch) => branch.name === name);
    if (index >= 0) protectedBranches.splice(index, 1);
    if (protection === undefined) return;
    protectedBranches.push({
      id: this.#world.nextId(),
      name,
      push: this.#rules(protection.push),
      merge: this.#rules(protection.merge),
      allowForcePush: protection.allowForcePush ?? false,
    });
  }

  #rules(who: Protection["push"]): readonly AccessRule[] {
    const world = this.#world;
    if (typeof who === "string") {
      return [{ id: world.nextId(), level: roles[who], userId: undefined }];
    }
    return who.users.map((username) => {
      return { id: world.nextId(), level: roles.maintainer, userId: this.#user(username).id };
    });
  }

  #setMember(of: Membership, username: string, role: Role | undefined): void {
    const { id } = this.#user(username);
    if (role === undefined) of.members.delete(id);
    else of.members.set(id, roles[role]);
  }

  #levels(members: Members): Map<number, number> {
    const levels = Object.entries(members).map(
      ([username, role]) => [this.#user(username).id, roles[role]] as const,
    );
    return new Map(levels);
  }

  #shares(shares: Shares = {}): readonly Share[] {
    return Object.entries(shares).map(([path, role]) => {
      return { group: this.#group(path), level: roles[role] };
    });
  }

  #user(username: string): User {
    return found(
      this.#world.users.find((user) => user.username === username),
      `user ${username}`,
    );
  }

  #project(path: string): Project {
    return found(findProject(this.#world, path), `project ${path}`);
  }

  #group(path: string): Group {
    return found(findGroup(this.#world, path), `group ${path}`);
  }
}

function found<Thing>(thing: Thing | undefined, what: string): Thing {
  if (thing === undefined) throw new Error(`There is no ${what} on this GitLab.`);
  return thing;
}
