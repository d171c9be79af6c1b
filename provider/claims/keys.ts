import { canonicalJson, hasUnknown } from "./json";
import { valueAt } from "./value-path";
import type { Claims, Json } from "./model";

/**
 * What only one owner may hold: `path` for each whole file, `path#list=identity` for each entry. Shared files have no
 * key, as many may need them; neither have entries whose identity is not known yet.
 */
export function claimKeys(claims: Claims): string[] {
  const keys = [...Object.keys(claims.documents), ...Object.keys(claims.texts)];
  for (const [path, claim] of Object.entries(claims.entries)) {
    for (const value of claim.values) {
      const identity = identityOf(claim, value);
      if (identity !== undefined) keys.push(entryKey(path, claim.list, identity));
    }
  }
  return keys;
}

/** The claim key of an entry. */
export function entryKey(path: string, list: string, identity: string): string {
  return `${path}#${list}=${identity}`;
}

/** What tells an entry from its neighbours: a string as it is, anything else as JSON; undefined: not known yet. */
export function identityOf(
  claim: { readonly key?: string | undefined },
  value: Json,
): string | undefined {
  const identity = claim.key === undefined ? value : valueAt(value, claim.key);
  if (identity === undefined) return canonicalJson(value);
  if (hasUnknown(identity)) return undefined;
  return typeof identity === "string" ? identity : canonicalJson(identity);
}
