import { isNautesError } from "../errors";
import { refOf } from "../kubernetes/objects";
import type { OnCluster } from "./on-cluster";

/** What releases consist of, and webhooks are asked for. */
const kinds = [
  { apiVersion: "apps/v1", kind: "Deployment" },
  { apiVersion: "v1", kind: "Service" },
  { apiVersion: "v1", kind: "Secret" },
  { apiVersion: "v1", kind: "ServiceAccount" },
  { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role" },
] as const;

/**
 * Tries to delete one object of each usual kind in each namespace, without effect: Helm, which would be refused half
 * way, does not say by whom. @throws webhook-failed
 */
export async function requireDeletable(
  on: OnCluster,
  namespaces: readonly string[],
): Promise<void> {
  for (const namespace of namespaces) {
    const lists = await Promise.all(
      kinds.map((type) => on.cluster.list({ ...type, namespace }, on)),
    );
    for (const [object] of lists) {
      if (object === undefined) continue;
      try {
        await on.cluster.delete(refOf(object), { ...on, dryRun: true });
      } catch (error) {
        // Whatever else refuses it, such as a webhook that takes no dry runs, does answer.
        if (isNautesError(error, "webhook-failed")) throw error;
      }
    }
  }
}
