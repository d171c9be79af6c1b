import type { IncomingHttpHeaders } from "node:http";

import { canReadCode, canSee, canSeeGroup, levelIn } from "./access";
import { forbidden, invalid, notFound, unauthorized } from "./answer";
import type { Group, Project, Token, User } from "./model";
import type { RateCounter } from "./rate-limits";
import { findGroup, findProject, type World } from "./world";

/** One request to the API, read and authenticated. */
export interface Call {
  readonly world: World;
  readonly rates: RateCounter;
  /** HEAD is told apart from GET by the server only. */
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Of the path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  /** Of the query and the body, as they came. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly token: Token | undefined;
  /** Undefined: nobody said who it is. */
  readonly user: User | undefined;
}

export function text(call: Call, name: string): string | undefined {
  const value = call.params[name];
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** @throws Refusal as Grape says it */
export function need(call: Call, name: string): string {
  const value = text(call, name);
  if (value === undefined) throw invalid(`${name} is missing`);
  if (value === "") throw invalid(`${name} is empty`);
  return value;
}

export function flag(call: Call, name: string): boolean | undefined {
  const value = text(call, name);
  if (value === undefined || value === "") return undefined;
  if (/^(true|1|t|yes|on)$/i.test(value)) return true;
  if (/^(false|0|f|no|off)$/i.test(value)) return false;
  throw invalid(`${name} is invalid`);
}

export function whole(call: Call, name: string): number | undefined {
  const value = text(call, name);
  if (value === undefined || value === "") return undefined;
  if (!/^-?\d+$/.test(value)) throw invalid(`${name} is invalid`);
  return Number(value);
}

/** A list, or its values separated by commas. */
export function list(call: Call, name: string): readonly string[] | undefined {
  const value = call.params[name];
  if (Array.isArray(value)) return value.map(String);
  return text(call, name)
    ?.split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** @throws Refusal 401 */
export function authenticated({ user }: Call): User {
  if (user === undefined) throw unauthorized();
  return user;
}

/** The project of the path; one that may not be seen is not there. @throws Refusal 404 */
export function projectOf(call: Call): Project {
  const project = findProject(call.world, call.path["id"] ?? "");
  if (project === undefined || !canSee(call.user, project) || !covers(call.token, project)) {
    throw notFound("Project");
  }
  return project;
}

/** The project of the path, whose code may be read. */
export function codeOf(call: Call): Project {
  const project = projectOf(call);
  if (!canReadCode(call.user, project)) throw forbidden();
  return project;
}

/** The project of the path, where the caller has this role at least. */
export function projectAs(call: Call, level: number): Project {
  const project = projectOf(call);
  if (levelIn(authenticated(call), project) < level) throw forbidden();
  return project;
}

export function groupOf(call: Call): Group {
  const group = findGroup(call.world, call.path["id"] ?? "");
  if (group?.kind !== "group" || !canSeeGroup(call.user, group)) throw notFound("Group");
  return group;
}

/** A job's token is good for its own project. */
function covers(token: Token | undefined, project: Project): boolean {
  return token?.project === undefined || token.project === project;
}
