import * as pulumi from "@pulumi/pulumi";
import type { WorkerArgs, WorkerClusterReference } from "./args";

/** Component → what others must know of it: plain where it was given plain, so that they show as much in a preview. */
const published = new WeakMap<object, object>();

/** Makes `reference` what {@link referenceTo} answers for `component`, and answers it as one output. */
export function publish<Reference extends object>(
  component: pulumi.Resource,
  reference: { readonly [Key in keyof Reference]: pulumi.Input<Reference[Key]> },
): pulumi.Output<Reference> {
  published.set(component, reference);
  return pulumi.output<unknown>(reference) as pulumi.Output<Reference>;
}

/** A kubeconfig for a reference, if there is one; always secret. */
export function secretKubeconfig(given: pulumi.Input<string> | undefined): {
  readonly kubeconfig?: pulumi.Output<string>;
} {
  return given === undefined ? {} : { kubeconfig: pulumi.secret(given) };
}

/** What products may do on a worker, for a reference, as far as anything is said. */
export function permissions({
  reservedNamespacesAllowedProducts,
  productAllowedClusterResources,
}: Partial<WorkerArgs>): {
  readonly [Key in PermissionKey]?: pulumi.Input<Required<WorkerClusterReference>[Key]>;
} {
  const given = { reservedNamespacesAllowedProducts, productAllowedClusterResources };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

type PermissionKey = "reservedNamespacesAllowedProducts" | "productAllowedClusterResources";

/**
 * What `given` says of a cluster under `keys`. References come from other stacks and other versions of this package, so
 * that more than these is no mistake; leaving it out keeps a kubeconfig in it from making all of it secret.
 */
export function referenceTo(given: unknown, keys: readonly string[]): unknown {
  if (given instanceof Promise || pulumi.Output.isInstance(given)) return pickLater(given, keys);
  if (typeof given !== "object" || given === null) return given;
  return pick(published.get(given) ?? given, keys);
}

/** The value at `path` of what `given` says of a cluster, an output only where it is one; undefined: it says nothing. */
export function told(given: unknown, ...path: readonly string[]): unknown {
  const [key = ""] = path;
  return valueAt(referenceTo(given, [key]), path);
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (value instanceof Promise || pulumi.Output.isInstance(value))
    return pulumi.output(value).apply((known: unknown) => valueAt(known, path));
  if (typeof value !== "object" || value === null) return undefined;
  return valueAt((value as Readonly<Record<string, unknown>>)[key], rest);
}

/** The resources of this program that must be there before. */
export function predecessors(given: unknown): readonly pulumi.Resource[] {
  return pulumi.Resource.isInstance(given) ? [given] : [];
}

function pickLater(given: unknown, keys: readonly string[]): pulumi.Output<unknown> {
  const reference = pulumi.output(given) as pulumi.Output<unknown>;
  const picked = reference.apply((known) =>
    typeof known === "object" && known !== null ? pick(known, keys) : known,
  );
  // A stack reference marks an object secret as soon as one leaf of it is.
  return pulumi
    .unsecret(reference)
    .apply((known) =>
      typeof known === "object" && known !== null && "kubeconfig" in known
        ? pulumi.unsecret(picked)
        : picked,
    );
}

function pick(reference: object, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(reference).filter(([key]) => keys.includes(key)));
}
