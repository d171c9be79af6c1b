import { categoriesOf } from "./categories";
import type { Category, ClusterClass } from "./categories";
import type { Problem } from "./problems";

interface Tenant {
  readonly vault?: { readonly address?: unknown } | null;
  readonly oidc?: { readonly issuer?: unknown; readonly clientId?: unknown } | null;
}

/** What the charts of push lack of a tenant, which may itself be anything. */
export function tenantNeeds(args: unknown, classes: readonly ClusterClass[]): Problem[] {
  const { tenant }: { readonly tenant?: Tenant | null } = isObject(args) ? args : {};
  const needs: Problem[] = [];
  if (installed("secretManagement", classes) && tenant?.vault?.address === undefined)
    needs.push({
      path: "tenant.vault.address",
      message: "is missing; give Vault's URL, for the vault chart.",
    });
  if (!installed("oauthProxy", classes)) return needs;
  for (const [key, what] of [
    ["issuer", "the issuer's URL"],
    ["clientId", "the client's id"],
  ] as const)
    if (tenant?.oidc?.[key] === undefined)
      needs.push({
        path: `tenant.oidc.${key}`,
        message: `is missing; give ${what}, for the oauth2-proxy chart.`,
      });
  return needs;
}

/** A host lists Vault, and nothing is installed for it; a deployment worker has no dashboard to sign in to. */
const notInstalled: { readonly [C in ClusterClass]?: Category } = {
  host: "secretManagement",
  "physical deployment": "oauthProxy",
};

function installed(category: Category, classes: readonly ClusterClass[]): boolean {
  return classes.every(
    (one) => categoriesOf(one).includes(category) && notInstalled[one] !== category,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
