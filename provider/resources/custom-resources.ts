import { foreignText } from "../claims/foreign-text";
import { NautesError } from "../errors";
import type { ServedKind } from "../kubernetes/discovery";
import type { KubernetesObject, ObjectRef } from "../kubernetes/objects";
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
 * Sees that no custom resource of these CRDs is held by a finalizer, but for `except`: without its operator such an
 * object, and the namespace that it is in, could never be deleted. All others, such as the project that Argo CD makes
 * for itself, are data that may stay. @throws custom-resources-left
 */
export async function requireDrained(
  on: OnCluster,
  crds: readonly string[],
  except: readonly ObjectRef[],
): Promise<void> {
  const definitions = await definitionsOf(on, crds);
  const all = await Promise.all(definitions.map((one) => instances(on, one)));
  const held = all
    .flat()
    .filter(({ metadata }) => (metadata.finalizers ?? []).length > 0)
    .filter((object) => !except.some((one) => isSame(one, refOf(object))));
  if (held.length > 0) throw customResourcesLeft(held);
}

/**
 * Deletes all custom resources of these CRDs, in this order, and waits until their operators have let them go.
 * @throws custom-resources-left
 */
export async function deleteAll(on: OnCluster, crds: readonly string[]): Promise<void> {
  for (const one of await definitionsOf(on, crds)) await deleteAllOf(on, one);
}

async function definitionsOf(on: OnCluster, crds: readonly string[]): Promise<Definition[]> {
  const found = await Promise.all(crds.map((name) => definition(on, name)));
  return found.filter((one) => one !== undefined);
}

/** Whatever the version in which they are written. */
function isSame(one: ObjectRef, other: ObjectRef): boolean {
  return groupOf(one) === groupOf(other) && objectName(one) === objectName(other);
}

function groupOf({ apiVersion }: ObjectRef): string {
  return apiVersion.split("/")[0] ?? "";
}

async function deleteAllOf(on: OnCluster, one: Definition): Promise<void> {
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
  const ofRuntimes = left.filter(isOfRuntime);
  const others =
    "Delete them, or set `deleteCrds: true` on the cluster and run `pulumi up` to have all of them deleted; " +
    "then run again.";
  return new NautesError(
    "custom-resources-left",
    `Custom resources are left that only the operators on this cluster can finish: ${heldNames(left)}.`,
    {
      remedy:
        ofRuntimes.length === 0
          ? others
          : `Those of deployment runtimes: destroy those runtimes first (${names(ofRuntimes)}). ` +
            (ofRuntimes.length === left.length ? "Then run again." : `The others: ${others}`),
    },
  );
}

/** What a runtime makes, of this stack or another, says of which product it is. */
function isOfRuntime({ metadata }: KubernetesObject): boolean {
  return metadata.labels?.["resource.nautes.io/belongsto"] !== undefined;
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
