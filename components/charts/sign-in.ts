import { secret } from "./manifests";
import type { ChartTenant, NeededSecret, ObjectPlan } from "./model";
import type { Values } from "./values";

/** What a component signs in with at the tenant's OIDC issuer. */
export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  /** From a Secret of ours, from one that somebody else makes, or none: a public client. */
  readonly client:
    | { readonly kind: "own"; readonly secret: string }
    | { readonly kind: "existing"; readonly name: string }
    | { readonly kind: "public" };
}

/** Undefined: the tenant has no OIDC issuer and client. */
export function signInOf({ oidc }: Pick<ChartTenant, "oidc">): SignIn | undefined {
  if (oidc?.issuer === undefined || oidc.clientId === undefined) return undefined;
  const { issuer, clientId, clientSecret, existingSecret } = oidc;
  if (existingSecret !== undefined)
    return { issuer, clientId, client: { kind: "existing", name: existingSecret } };
  if (clientSecret !== undefined)
    return { issuer, clientId, client: { kind: "own", secret: clientSecret } };
  return { issuer, clientId, client: { kind: "public" } };
}

/** Where the issuer's authority is mounted. */
export const caFile = "/etc/idp/ca.crt";

/** The name of the Secret that holds it. */
const caSecret = "idp-ca-secret";

/** A volume of the issuer's authority, in a folder of its own: over the system's authorities it would hide them. */
export const caVolumes: readonly Values[] = [{ name: "idp-ca", secret: { secretName: caSecret } }];
export const caMounts: readonly Values[] = [
  { name: "idp-ca", mountPath: "/etc/idp", readOnly: true },
];

/** The Secret of the issuer's authority, if the tenant gives one. */
export function caObject(
  tenant: ChartTenant,
  namespace: string,
): Readonly<Record<string, ObjectPlan>> {
  if (tenant.caCertificate === undefined) return {};
  const manifest = secret(namespace, caSecret, { "ca.crt": tenant.caCertificate });
  return { [`${namespace}-idp-ca`]: { wave: 0, manifest } };
}

/** A Secret with these keys that the user makes. */
export function neededSecret(
  namespace: string,
  name: string,
  keys: readonly string[],
  more = "",
): NeededSecret {
  const remedy = `Create Secret ${name} now in namespace ${namespace}, which is there for it, with ${keys.join(", ")}${more}, then run again; tenant.oidc.existingSecret names it.`;
  return { namespace, name, keys, remedy };
}
