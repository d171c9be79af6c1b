import type { GitlabClient } from "./client";
import { untold } from "./failures";
import type { Problem } from "./problems";
import type { Transport } from "./settings";

/** Days before its end from which on a token is warned of. */
const NEAR_END_DAYS = 14;

/** What GitLab says of a token. */
export interface Token {
  readonly name: string;
  readonly scopes: readonly string[];
  /** A day, `2027-01-31`; null: it does not end. */
  readonly expiresAt: string | null;
}

/** Asks for the token itself, which needs no scope; undefined: its kind is not told of. */
export async function askToken(client: GitlabClient): Promise<Token | undefined> {
  const token = await client.tokens.show().catch(untold);
  return (
    token && {
      name: token.name,
      scopes: token.scopes ?? [],
      expiresAt: token.expires_at ?? null,
    }
  );
}

/** What a token is to be good for. */
export interface Use {
  readonly project: string;
  readonly transport: Transport;
  readonly opensMergeRequest: boolean;
}

/** Whether the token's scopes are too few. */
export function scopeProblems(
  token: Token | undefined,
  { project, transport, opensMergeRequest }: Use,
): Problem[] {
  const needed = transport === "api" || opensMergeRequest ? ["api"] : ["write_repository", "api"];
  if (token === undefined || needed.some((scope) => token.scopes.includes(scope))) return [];
  return [
    {
      code: "permission-denied",
      sentence: `The token "${token.name}" may not write to ${project}: its scopes are ${token.scopes.join(", ")}.`,
      remedy: `Make one with the scope ${needed.map((scope) => `\`${scope}\``).join(" or ")}, and set it as nautes:gitlab.token.`,
    },
  ];
}

/** That a token ends soon, and what to do; undefined: it does not. */
export function endWarning(token: Token | undefined, url: string, now: number): string | undefined {
  if (token?.expiresAt === null || token?.expiresAt === undefined) return undefined;
  const days = Math.ceil((Date.parse(token.expiresAt) - now) / 86_400_000);
  if (!(days <= NEAR_END_DAYS)) return undefined;
  return (
    `The token "${token.name}" for GitLab at ${url} is valid until ${token.expiresAt} only. ` +
    "Make a new one in time, and set it as nautes:gitlab.token."
  );
}
