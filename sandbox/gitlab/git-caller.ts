import { isActive } from "./authentication";
import { plain, Refusal } from "./answer";
import type { Project, Token, User } from "./model";
import { findToken, type World } from "./world";

/** Who asks through git, and what their token allows. */
export interface GitCaller {
  readonly user: User | undefined;
  readonly mayWrite: boolean;
  /** The only project that a deploy's or a job's token is good for. */
  readonly only: Project | undefined;
  /** A deploy token opens its project by itself; nobody stands behind it. */
  readonly isDeployed: boolean;
}

/**
 * The caller of a git request, by Basic authentication: any user name with a token of a user (`oauth2` by custom), its
 * own one with a deploy token, `gitlab-ci-token` with a job's. Undefined: no credential.
 * @throws Refusal 401
 */
export function gitCaller(world: World, authorization: string | undefined): GitCaller | undefined {
  const encoded = /^basic +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const [name = "", ...password] = Buffer.from(encoded, "base64").toString().split(":");
  const token = findToken(world, password.join(":"));
  if (token === undefined || !isActive(world, token) || !nameFits(token, name)) {
    throw gitDenied(world);
  }
  const { scopes, user } = token;
  const mayWrite = scopes.includes("api") || scopes.includes("write_repository");
  if (token.kind !== "job" && !mayWrite && !scopes.includes("read_repository")) {
    throw gitDenied(world);
  }
  token.lastUsedAt = world.now();
  return {
    user,
    mayWrite: mayWrite && token.kind !== "deploy" && token.kind !== "job",
    only: token.project,
    isDeployed: token.kind === "deploy",
  };
}

function nameFits({ kind, username }: Token, name: string): boolean {
  if (kind === "deploy") return name === username;
  return kind === "job" ? name === "gitlab-ci-token" : name !== "";
}

/** What GitLab says to a git that has no good credential. */
export function gitDenied({ url }: World): Refusal {
  const help = `${url}/help/topics/git/troubleshooting_git.md#error-on-git-fetch-http-basic-access-denied`;
  const sentence =
    "HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect or " +
    "you're required to use a token instead of a password. If a token was provided, it was either incorrect, expired, " +
    `or improperly scoped. See ${help}`;
  return new Refusal(plain(401, sentence, { "WWW-Authenticate": 'Basic realm="GitLab"' }));
}
