import { foreignText } from "../claims/foreign-text";
import type { Cluster } from "./cluster";
import type { Limits } from "./connection";
import type { Condition, KubernetesObject } from "./objects";
import { conditionsOf } from "./objects";

/** How many kinds are listed at once. */
const AT_ONCE = 8;

/** Kinds that a namespace's end takes with it, and that come in great numbers. */
const fleeting = new Set(["Event", "EndpointSlice", "Endpoints", "Lease", "ControllerRevision"]);

/**
 * What in a namespace has a finalizer that no controller of Kubernetes itself removes; such objects keep the namespace
 * from ending when their operator is gone.
 */
export async function foreignFinalizers(
  cluster: Cluster,
  namespace: string,
  limits: Limits,
): Promise<readonly KubernetesObject[]> {
  const ref = { apiVersion: "v1", kind: "Namespace", name: namespace };
  if ((await cluster.get(ref, limits)) === undefined) return [];
  const kinds = (await cluster.kinds(limits)).filter(
    ({ namespaced, verbs, kind }) => namespaced && verbs.includes("list") && !fleeting.has(kind),
  );
  const held: KubernetesObject[] = [];
  for (let begin = 0; begin < kinds.length; begin += AT_ONCE) {
    const lists = await Promise.all(
      kinds
        .slice(begin, begin + AT_ONCE)
        .map((kind) => cluster.listKind(kind, { namespace }, limits)),
    );
    held.push(...lists.flat().filter(isHeld));
  }
  return held;
}

/** Why a namespace that is being deleted has not ended; undefined: it is not being deleted. */
export async function terminating(
  cluster: Cluster,
  namespace: string,
  limits: Limits,
): Promise<string | undefined> {
  const ref = { apiVersion: "v1", kind: "Namespace", name: namespace };
  const found = await cluster.get(ref, limits);
  if (found?.metadata.deletionTimestamp === undefined) return undefined;
  return `Namespace ${namespace} is being deleted${holding(conditionsOf(found))}.`;
}

/** What a namespace's conditions say holds it. */
export function holding(conditions: readonly Condition[]): string {
  const said = conditions
    .filter(
      ({ type, status }) => status === "True" && /^Namespace.*(Failure|Remaining)$/.test(type),
    )
    .map(({ type, message = "" }) => foreignText(`${type}: ${message}`));
  return said.length === 0 ? "" : `, held by ${said.join("; ")}`;
}

function isHeld({ metadata: { finalizers = [] } }: KubernetesObject): boolean {
  return finalizers.some((finalizer) => !isOfKubernetes(finalizer));
}

/** `kubernetes.io/pvc-protection`, `batch.kubernetes.io/job-tracking`, `orphan`: their controllers stay. */
function isOfKubernetes(finalizer: string): boolean {
  const domain = finalizer.split("/")[0] ?? "";
  return !finalizer.includes("/")
    ? /^(orphan|foregroundDeletion|kubernetes)$/.test(finalizer)
    : /(^|\.)kubernetes\.io$/.test(domain);
}
