import type { RuntimeOnCluster } from "./model";

/** The label, by Nautes' name, of all that belongs to a product on a cluster. */
export const productLabel = "resource.nautes.io/belongsto";

/** What Argo CD calls a runtime: unlike its bare name, no other product on the cluster can have that. */
export function applicationName({
  productId,
  runtimeName,
}: Pick<RuntimeOnCluster, "productId" | "runtimeName">): string {
  return `${productId}-${runtimeName}`;
}

/** The labels of an object of the product. */
export function ownedBy(productId: string): Readonly<Record<string, string>> {
  return { [productLabel]: productId };
}
