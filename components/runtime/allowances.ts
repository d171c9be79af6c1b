import type { Allowances } from "./model";

/** What a cluster's arguments say of what products may do beyond their own namespaces, whatever shape they have. */
export interface Permissions {
  /** Namespace of a component → products. */
  readonly reservedNamespacesAllowedProducts?: unknown;
  /** Product → cluster-scoped kinds. */
  readonly productAllowedClusterResources?: unknown;
}

/** What of it concerns one product. */
export function allowancesOf(
  { reservedNamespacesAllowedProducts, productAllowedClusterResources }: Permissions,
  product: string,
): Allowances {
  const reserved = Object.entries(asMap(reservedNamespacesAllowedProducts));
  const kinds = asMap(productAllowedClusterResources)[product];
  return {
    namespaces: reserved
      .filter(([, products]) => Array.isArray(products) && products.includes(product))
      .map(([namespace]) => namespace)
      .sort(),
    kinds: (Array.isArray(kinds) ? (kinds as Allowances["kinds"]) : [])
      .map(({ group, kind }) => ({ group, kind }))
      .sort((a, b) => (`${a.group}/${a.kind}` < `${b.group}/${b.kind}` ? -1 : 1)),
  };
}

function asMap(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
