import { isNautesError } from "../errors";
import type { Bounds } from "../http/retry";
import type { VaultApi } from "./api";

/** What Vault says of the token that asks. */
export interface TokenStanding {
  /** Seconds that it is still valid; undefined: it does not end. */
  readonly secondsLeft: number | undefined;
  readonly policies: readonly string[];
}

/** Asks Vault about the token. @throws credentials-refused, vault-sealed, vault-unavailable */
export async function tokenStanding(api: VaultApi, bounds: Bounds): Promise<TokenStanding> {
  const { body } = await api.get("auth/token/lookup-self", bounds);
  const data = (body as { data?: { ttl?: unknown; policies?: unknown } }).data ?? {};
  const policies = Array.isArray(data.policies) ? data.policies.map(String) : [];
  const seconds = typeof data.ttl === "number" && data.ttl > 0 ? data.ttl : undefined;
  return { secondsLeft: seconds, policies };
}

/** What the token may do at paths below `/v1`; undefined: it may not ask. Changes nothing, though it is a POST. */
export async function capabilities(
  api: VaultApi,
  paths: readonly string[],
  bounds: Bounds,
): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  try {
    const { status, body } = await api.send("POST", "sys/capabilities-self", bounds, { paths });
    if (status !== 200) return undefined;
    const answer = body as Readonly<Record<string, unknown>>;
    const found = paths.map((path) => [path, answer[path]] as const);
    return new Map(
      found.map(([path, may]) => [path, Array.isArray(may) ? may.map(String) : []] as const),
    );
  } catch (error) {
    if (isNautesError(error, "vault-permission-denied")) return undefined;
    throw error;
  }
}

/** Needed at the path of a kubeconfig: what writing and deleting it takes. */
export const neededCapabilities = {
  data: ["create", "read", "update"],
  metadata: ["delete"],
} as const;
