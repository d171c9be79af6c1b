import { foreignText } from "../claims/foreign-text";
import { NautesError } from "../errors";
import type { ServedKind } from "../kubernetes/discovery";
import type { KubernetesObject } from "../kubernetes/objects";
import { field, objectName, refOf } from "../kubernetes/objects";
import { waitFor } from "../kubernetes/waiting";
import type { OnCluster } from "./on-cluster";

/** How many objects a message names. */
const SHOWN = 10;

/** A CustomResourceDefinition on a cluster, with the version in which its objects are stored. */
export interface Definition {
  readonly name: string;
  readonly object: KubernetesObject;
  readonly served: ServedKind;
}

/** The CRD, or undefined if the cluster does not have it. */
export async function definition(on: OnCluster, name: string): Promise<Definition | undefined> {
  const apiVersion = "apiextensions.k8s.io/v1";
  const ref = { apiVersion, kind: "CustomResourceDefinition", name };
  const object = await on.cluster.get(ref, on);
  if (object === undefined) return undefined;
  const spec = object["spec"];
  const group = String(field(spec, "group"));
  const versions = (field(spec, "versions") ?? []) as readonly unknown[];
  // No other version can be read once the server is gone that converts.
  const stored = versions.find((one) => field(one, "storage") === true);
  return {
    name,
    object,
    served: {
      apiVersion: `${group}/${String(field(stored, "name"))}`,
      group,
      kind: String(field(field(spec, "names"), "kind")),
      resource: String(field(field(spec, "names"), "plural")),
      namespaced: field(spec, "scope") === "Namespaced",
      verbs: [],
    },
  };
}

/** The custom resources of a CRD, in all namespaces. */
export function instances(on: OnCluster, { served }: Definition): Promise<KubernetesObject[]> {
  return on.cluster.listKind(served, {}, on);
}

/**
 * Sees that no custom resource of these CRDs is left, in this order: deletes them all with `deleting`, and waits until
 * their operators have let them go. Else only those count that a finalizer holds: without its operator such an object,
 * and the namespace that it is in, could never be deleted. All others, such as the project that Argo CD makes for
 * itself, are data that may stay. @throws custom-resources-left
 */
export async function drain(
  on: OnCluster,
  crds: readonly string[],
  deleting: boolean,
): Promise<void> {
  const definitions = (await Promise.all(crds.map((name) => definition(on, name)))).filter(
    (one) => one !== undefined,
  );
  if (!deleting) {
    const all = await Promise.all(definitions.map((one) => instances(on, one)));
    const held = all.flat().filter(({ metadata }) => (metadata.finalizers ?? []).length > 0);
    if (held.length > 0) throw customResourcesLeft(held);
    return;
  }
  for (const one of definitions) await deleteAll(on, one);
}

async function deleteAll(on: OnCluster, one: Definition): Promise<void> {
  await waitFor(
    on,
    async () => {
      const left = await instances(on, one);
      const fresh = left.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      for (const object of fresh) {
        await on.cluster.delete(refOf(object), on);
      }
      if (left.length === 0) return { done: true };
      return { missing: `the end of ${left.length} × ${one.served.kind}: ${heldNames(left)}` };
    },
    async () => stuck(await instances(on, one)),
  );
}

function customResourcesLeft(left: readonly KubernetesObject[]): NautesError {
  return new NautesError(
    "custom-resources-left",
    `Custom resources are left that only the operators on this cluster can finish: ${heldNames(left)}.`,
    {
      remedy:
        "Delete them, or set `deleteCrds: true` on the cluster and run `pulumi up` to have all of them deleted; " +
        "then run again.",
    },
  );
}

function stuck(left: readonly KubernetesObject[]): NautesError {
  return new NautesError(
    "custom-resources-left",
    `Custom resources were deleted, but their operators did not let them go in time: ${heldNames(left)}.`,
    { remedy: "Look at the operator's logs: it has to remove these finalizers. Then run again." },
  );
}

/** Up to ten objects by name: `ExternalSecret shop/db, … (+3)`. */
export function names(objects: readonly KubernetesObject[]): string {
  return shown(objects, (object) => objectName(refOf(object)));
}

/** Up to ten objects by name, each with what holds it. */
export function heldNames(objects: readonly KubernetesObject[]): string {
  return shown(objects, (object) => {
    const { finalizers = [] } = object.metadata;
    const held = finalizers.length === 0 ? "" : ` (finalizer ${finalizers.join(", ")})`;
    return `${objectName(refOf(object))}${held}`;
  });
}

function shown(
  objects: readonly KubernetesObject[],
  text: (object: KubernetesObject) => string,
): string {
  const more = objects.length > SHOWN ? ` (+${objects.length - SHOWN})` : "";
  return (
    objects
      .slice(0, SHOWN)
      .map((one) => foreignText(text(one)))
      .join(", ") + more
  );
}
