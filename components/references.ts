import * as pulumi from "@pulumi/pulumi";
import type { ClusterArgs, WorkerArgs, WorkerClusterReference } from "./args";
import { deliveryOf } from "./registration";

/** Component → what others must know of it: plain where it was given plain, so that they show as much in a preview. */
const published = new WeakMap<object, object>();

/** Virtual cluster → the release that it runs in. */
const carriers = new WeakMap<object, pulumi.Resource>();

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

/** What its user says of a worker that others must know, too. */
export function asGiven(
  given: Partial<WorkerArgs> & Pick<ClusterArgs, "delivery" | "ifUnreachable">,
): {
  readonly delivery: WorkerClusterReference["delivery"];
} & {
  readonly [Key in SaidKey]?: pulumi.Input<Required<WorkerClusterReference>[Key]>;
} {
  const { ifUnreachable, reservedNamespacesAllowedProducts, productAllowedClusterResources } =
    given;
  const said = { ifUnreachable, reservedNamespacesAllowedProducts, productAllowedClusterResources };
  return {
    delivery: deliveryOf(given),
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
  };
}

type SaidKey =
  "ifUnreachable" | "reservedNamespacesAllowedProducts" | "productAllowedClusterResources";

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

/** Says with which release, if any, all goes that is on a cluster. */
export function carriedBy(cluster: pulumi.Resource, release: pulumi.Resource | undefined): void {
  if (release !== undefined) carriers.set(cluster, release);
}

/** The resource of this program with which all goes that is on a cluster; undefined: there is none, or it is elsewhere. */
export function carrierOf(given: unknown): pulumi.Resource | undefined {
  return typeof given === "object" && given !== null ? carriers.get(given) : undefined;
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
