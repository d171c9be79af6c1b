import { foreignText } from "../claims/foreign-text";
import { NautesError } from "../errors";
import type { Cluster } from "./cluster";
import type { Limits } from "./connection";
import type { KubernetesObject } from "./objects";
import { conditionsOf, field } from "./objects";

/** How many pods and how many events a message tells of. */
const SHOWN = 4;

/**
 * What the pods and the warnings of a namespace say about why something does not come, one sentence each; empty if
 * they say nothing or cannot be read. Helm and the API server say only that time is over.
 */
export async function happenings(
  cluster: Cluster,
  namespace: string,
  limits: Limits,
): Promise<readonly string[]> {
  try {
    const [pods, events] = await Promise.all([
      cluster.list({ apiVersion: "v1", kind: "Pod", namespace }, limits),
      cluster.list({ apiVersion: "v1", kind: "Event", namespace }, limits),
    ]);
    const sentences = [...podSentences(pods), ...eventSentences(events)];
    if (sentences.length > 0) return sentences;
    return pods.length === 0 ? [`Namespace ${namespace} has no pod.`] : [];
  } catch (error) {
    if (error instanceof NautesError) return [];
    throw error;
  }
}

/** What holds pods up: a condition that is not met, a container that waits. */
function podSentences(pods: readonly KubernetesObject[]): readonly string[] {
  return pods
    .flatMap((pod) => {
      const why = heldUp(pod);
      return why === undefined ? [] : [`Pod ${pod.metadata.name}: ${why}.`];
    })
    .slice(0, SHOWN);
}

/** Why a pod is not ready, as far as it says; undefined: it is. */
export function heldUp(pod: KubernetesObject): string | undefined {
  return [...waitingContainers(pod), ...unmetConditions(pod)][0];
}

/** The newest warnings, one for each text. */
export function eventSentences(events: readonly KubernetesObject[]): readonly string[] {
  const warnings = events
    .filter((event) => event["type"] === "Warning")
    .sort((a, b) => time(b).localeCompare(time(a)))
    .map((event) => {
      const object = event["involvedObject"];
      const about = `${String(field(object, "kind"))} ${String(field(object, "name"))}`;
      return foreignText(`${about}: ${String(event["reason"])}: ${String(event["message"])}`);
    });
  return [...new Set(warnings)].slice(0, SHOWN);
}

function waitingContainers(pod: KubernetesObject): string[] {
  const statuses = ["initContainerStatuses", "containerStatuses"].flatMap(
    (key) => (field(pod["status"], key) ?? []) as readonly unknown[],
  );
  return statuses.flatMap((status) => {
    const waiting = field(field(status, "state"), "waiting");
    const reason = field(waiting, "reason");
    if (typeof reason !== "string" || reason === "PodInitializing") return [];
    const message = field(waiting, "message");
    const more = typeof message === "string" ? `${reason}: ${message}` : reason;
    return [foreignText(`container ${String(field(status, "name"))} waits (${more})`)];
  });
}

function unmetConditions(pod: KubernetesObject): string[] {
  if (field(pod["status"], "phase") === "Succeeded") return [];
  return conditionsOf(pod)
    .filter(({ type, status }) => status === "False" && /^(PodScheduled|Ready)$/.test(type))
    .sort((a) => (a.type === "PodScheduled" ? -1 : 1))
    .map(({ reason = "not ready", message = "" }) =>
      foreignText(message === "" ? reason : `${reason}, ${message}`),
    );
}

function time(event: KubernetesObject): string {
  const at = event["lastTimestamp"] ?? event["eventTime"] ?? event.metadata.creationTimestamp;
  return typeof at === "string" ? at : "";
}
