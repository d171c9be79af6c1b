import type { IncomingHttpHeaders } from "node:http";

import { json, Refusal, unauthorized } from "./answer";
import type { Scope, Token } from "./model";
import { findToken, type World } from "./world";

/** What a request showed as its credential. */
export interface Credential {
  readonly secret: string;
  /** A job's token may come in places of its own. */
  readonly asJob: boolean;
}

/** The credential of an API request: in a header, or in the query. */
export function credentialOf(headers: IncomingHttpHeaders, url: URL): Credential | undefined {
  function given(name: string): string | undefined {
    const value = headers[name] ?? url.searchParams.get(name.replace("-", "_"));
    return typeof value === "string" && value !== "" ? value : undefined;
  }
  const job = given("job-token");
  if (job !== undefined) return { secret: job, asJob: true };
  const bearer = /^bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  const secret = given("private-token") ?? bearer ?? given("access_token");
  return secret === undefined ? undefined : { secret, asJob: false };
}

/** Whether a token is good today. */
export function isActive(world: World, token: Token): boolean {
  return !token.revoked && !isExpired(world, token);
}

function isExpired(world: World, { expiresAt }: Token): boolean {
  return expiresAt !== undefined && expiresAt <= world.now().toISOString().slice(0, 10);
}

/** What a route lets in. */
export interface Demand {
  readonly method: string;
  /** Besides `api`, and `read_api` for reading. */
  readonly scopes: readonly Scope[] | "any";
  readonly jobs: boolean;
}

/**
 * The token of an API request. A job's token counts as none where jobs are not let in.
 * @throws Refusal 401 for one that is unknown, revoked or expired, 403 for scopes that do not suffice
 */
export function authenticate(
  world: World,
  credential: Credential | undefined,
  demand: Demand,
): Token | undefined {
  if (credential === undefined) return undefined;
  const token = findToken(world, credential.secret);
  if (token === undefined || token.kind === "deploy") throw unauthorized();
  if (credential.asJob !== (token.kind === "job")) throw unauthorized();
  if (token.revoked) {
    throw invalidToken("Token was revoked. You have to re-authorize from the user.");
  }
  if (isExpired(world, token)) {
    if (token.kind === "job") throw unauthorized();
    throw invalidToken("Token is expired. You can either do re-authorization or token refresh.");
  }
  if (token.kind === "job") return demand.jobs ? token : undefined;
  if (demand.scopes !== "any") mustSuffice(token, demand.method, demand.scopes);
  token.lastUsedAt = world.now();
  return token;
}

function mustSuffice(token: Token, method: string, more: readonly Scope[]): void {
  const reads = method === "GET" || method === "HEAD";
  const sufficient: readonly Scope[] = ["api", ...(reads ? (["read_api"] as const) : []), ...more];
  if (sufficient.some((scope) => token.scopes.includes(scope))) return;
  throw new Refusal(
    json(403, {
      error: "insufficient_scope",
      error_description:
        "The request requires higher privileges than provided by the access token.",
      scope: sufficient.join(" "),
    }),
  );
}

function invalidToken(description: string): Refusal {
  const error = { error: "invalid_token", error_description: description };
  const challenge = `Bearer realm="Protected by OAuth 2.0", error="${error.error}", error_description="${description}"`;
  return new Refusal(json(401, error, { "WWW-Authenticate": challenge }));
}
