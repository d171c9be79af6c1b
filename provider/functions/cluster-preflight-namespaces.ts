import type { Cluster } from "../kubernetes/cluster";
import type { Limits } from "../kubernetes/connection";
import { terminating } from "../kubernetes/remains";
import type { Problem } from "./cluster-preflight-problem";

/** A namespace that is going to be made. */
export interface WantedNamespace {
  readonly name: string;
  /** Without these one that is there already is somebody else's. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Why a namespace cannot be made: it is on its way out, or is not ours to take over, and to delete in the end. */
export async function namespaceProblems(
  cluster: Cluster,
  { name, labels = {} }: WantedNamespace,
  limits: Limits,
): Promise<readonly Problem[]> {
  const sentence = await terminating(cluster, name, limits);
  if (sentence !== undefined) {
    const remedy = "Remove what holds it, and wait until it is gone; then run again.";
    return [{ code: "namespace-terminating", message: `${sentence}\n${remedy}` }];
  }
  const found = await cluster.get({ apiVersion: "v1", kind: "Namespace", name }, limits);
  if (found === undefined) return [];
  const lacking = Object.entries(labels)
    .filter(([key, value]) => found.metadata.labels?.[key] !== value)
    .map(([key, value]) => `${key}=${value}`);
  if (lacking.length === 0) return [];
  const message =
    `Namespace ${name} is there already and was made by somebody else: it has no label ${lacking.join(", ")}.\n` +
    "Choose another (`components.<category>.namespace`; of a virtual cluster it is its name), or delete it if nobody " +
    "needs it. If all in it may be changed, and deleted with the cluster in the end, run " +
    `\`kubectl label --overwrite namespace ${name} ${lacking.join(" ")}\`.`;
  return [{ code: "object-not-ours", message }];
}
