import { foreignText } from "../claims/foreign-text";
import type { Cluster } from "./cluster";
import type { Limits } from "./connection";
import { eventSentences, heldUp } from "./happenings";
import type { KubernetesObject } from "./objects";
import { conditionsOf, field } from "./objects";

/** How many workloads a message tells of. */
const SHOWN = 4;

const kinds = [
  { apiVersion: "apps/v1", kind: "Deployment" },
  { apiVersion: "apps/v1", kind: "StatefulSet" },
  { apiVersion: "apps/v1", kind: "DaemonSet" },
  { apiVersion: "batch/v1", kind: "Job" },
];

/** Which workloads of a Helm release are not ready, and why: `Deployment argocd-server: pods … is forbidden: violates …`. */
export async function unready(
  cluster: Cluster,
  release: string,
  namespace: string,
  limits: Limits,
): Promise<readonly string[]> {
  const all = await Promise.all(kinds.map((type) => cluster.list({ ...type, namespace }, limits)));
  const waiting = all.flat().filter((one) => isOf(one, release) && !isReady(one));
  if (waiting.length === 0) return [];
  const [pods, events] = await Promise.all([
    cluster.list({ apiVersion: "v1", kind: "Pod", namespace }, limits),
    cluster.list({ apiVersion: "v1", kind: "Event", namespace }, limits),
  ]);
  const said = waiting.map(
    (one) => `${one.kind} ${one.metadata.name}: ${foreignText(reason(one, pods, events))}`,
  );
  const more = said.length > SHOWN ? [`${said.length - SHOWN} more`] : [];
  return [...said.slice(0, SHOWN), ...more];
}

/** Helm's hooks have no such annotation, but the labels that charts give all that they consist of. */
function isOf({ metadata }: KubernetesObject, release: string): boolean {
  return (
    metadata.annotations?.["meta.helm.sh/release-name"] === release ||
    metadata.labels?.["app.kubernetes.io/instance"] === release
  );
}

function isReady({ kind, spec, status, metadata }: KubernetesObject): boolean {
  const observed = Number(field(status, "observedGeneration") ?? 0);
  if (kind !== "Job" && observed < Number(field(metadata, "generation") ?? 0)) return false;
  switch (kind) {
    case "Deployment":
      return count(status, "availableReplicas") >= count(spec, "replicas", 1);
    case "StatefulSet":
      return count(status, "readyReplicas") >= count(spec, "replicas", 1);
    case "DaemonSet":
      return count(status, "numberReady") >= count(status, "desiredNumberScheduled");
    default:
      return count(status, "succeeded") >= count(spec, "completions", 1);
  }
}

function count(value: unknown, key: string, otherwise = 0): number {
  const found = field(value, key);
  return typeof found === "number" ? found : otherwise;
}

/** A pod that is not made is said by the workload or by its events, one that does not start by itself. */
function reason(
  workload: KubernetesObject,
  pods: readonly KubernetesObject[],
  events: readonly KubernetesObject[],
): string {
  const refused = conditionsOf(workload).find(
    ({ type, status }) => /^(ReplicaFailure|Failed)$/.test(type) && status === "True",
  );
  if (refused?.message !== undefined) return refused.message;
  const labels = field(field(workload["spec"], "selector"), "matchLabels");
  const held = pods
    .filter((pod) => isChosen(pod, labels))
    .flatMap((pod) => {
      const why = heldUp(pod);
      return why === undefined ? [] : [`Pod ${pod.metadata.name}: ${why}`];
    });
  const own = events.filter(
    (event) => field(event["involvedObject"], "name") === workload.metadata.name,
  );
  return held[0] ?? eventSentences(own)[0] ?? "it is not ready, and says no reason";
}

function isChosen({ metadata }: KubernetesObject, labels: unknown): boolean {
  if (typeof labels !== "object" || labels === null) return false;
  return Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value);
}
