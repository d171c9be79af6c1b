import { isActive } from "../authentication";
import { badRequest, json, noContent, notFound, unauthorized } from "../answer";
import { authenticated, text, type Call } from "../call";
import type { Token } from "../model";
import { page } from "../pagination";
import type { Route } from "../router";
import { presentSelf, presentUser } from "../user-entity";
import type { World } from "../world";

/** `/user`, `/users` and what a token may know about itself. */
export const userRoutes: readonly Route[] = [
  {
    method: "GET",
    pattern: "/user",
    scopes: ["read_user"],
    handle: (call) => json(200, presentSelf(call.world, authenticated(call))),
  },
  {
    method: "GET",
    pattern: "/users",
    scopes: ["read_user"],
    handle(call) {
      authenticated(call);
      const name = text(call, "username")?.toLowerCase();
      const users = call.world.users.filter(
        ({ username }) => name === undefined || username.toLowerCase() === name,
      );
      return page(call, users, { present: (user) => presentUser(call.world, user) });
    },
  },
  {
    method: "GET",
    pattern: "/users/:id",
    scopes: ["read_user"],
    handle(call) {
      authenticated(call);
      const user = call.world.users.find(({ id }) => String(id) === call.path["id"]);
      if (user === undefined) throw notFound("User");
      return json(200, presentUser(call.world, user));
    },
  },
  {
    method: "GET",
    pattern: "/personal_access_tokens/self",
    scopes: "any",
    handle: (call) => json(200, presentToken(call.world, ownToken(call))),
  },
  {
    method: "DELETE",
    pattern: "/personal_access_tokens/self",
    scopes: "any",
    handle(call) {
      ownToken(call).revoked = true;
      return noContent;
    },
  },
  ...(["/version", "/metadata"] as const).map((pattern): Route => ({
    method: "GET",
    pattern,
    scopes: ["read_user"],
    handle(call) {
      authenticated(call);
      const version = { version: "19.5.0-ee", revision: "0123456789a" };
      const kas = { enabled: false, externalUrl: null, externalK8sProxyUrl: null, version: null };
      return json(200, pattern === "/version" ? version : { ...version, kas, enterprise: true });
    },
  })),
];

function ownToken({ token }: Call): Token {
  if (token === undefined) throw unauthorized();
  if (token.kind === "job") {
    const needed = "This endpoint requires token type to be a personal access token";
    throw badRequest(`400 Bad request - ${needed}`);
  }
  return token;
}

function presentToken(world: World, token: Token): object {
  return {
    id: token.id,
    name: token.name,
    revoked: token.revoked,
    created_at: token.createdAt.toISOString(),
    description: null,
    scopes: token.scopes,
    user_id: token.user?.id ?? null,
    last_used_at: token.lastUsedAt?.toISOString() ?? null,
    active: isActive(world, token),
    expires_at: token.expiresAt ?? null,
  };
}
