import type { Json } from "../claims/model";
import type { Decoded } from "../codec";
import { isNautesError, NautesError } from "../errors";
import { connect } from "../kubernetes/cluster";
import type { Cluster } from "../kubernetes/cluster";
import type { Limits } from "../kubernetes/connection";
import { unknowable } from "../kubernetes/failures";
import type { Waiting } from "../kubernetes/waiting";
import { firstLine } from "../kubernetes/waiting";
import type { Session } from "../session";
import { systemClock } from "../writer/clock";
import type { Encodable, Operation, Standing } from "./resource";

/** How long a refresh or a preview waits for a cluster before it does without. */
const GLANCE_MS = 5000;

/** A cluster, and how one operation waits for what is on it. */
export interface OnCluster extends Waiting, Limits {
  readonly cluster: Cluster;
}

/** The cluster of `kubeconfig` for an operation that may wait `patience` seconds. */
export function onCluster(
  session: Session,
  call: Operation,
  kubeconfig: Json | undefined,
  patience: number,
): OnCluster {
  const { signal, progress } = session.call(call);
  return {
    cluster: connect(textOf(kubeconfig)),
    clock: systemClock,
    signal,
    progress,
    until: systemClock.now() + patience * 1000,
  };
}

/** The same for a deletion: the remedies are those for a cluster that may be gone for good. */
export function onClusterThatGoes(...given: Parameters<typeof onCluster>): OnCluster {
  return { ...onCluster(...given), goes: true };
}

/** A cluster that is asked for a few seconds, and not waited for. */
export function atOnce(session: Session, call: Operation, kubeconfig: Json | undefined): OnCluster {
  const on = onCluster(session, call, kubeconfig, GLANCE_MS / 1000);
  return { ...on, deadline: on.until };
}

/** A text in inputs, which Check has seen to be one. */
export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** How many seconds an operation waits: `timeoutSeconds`, but no longer than customTimeouts say, or what these say. */
export function patienceOf(
  { timeout, isTimeoutGiven = false }: Operation,
  timeoutSeconds: Json | undefined,
  otherwise: number,
): number {
  const most = isTimeoutGiven ? timeout / 1000 : Infinity;
  if (typeof timeoutSeconds === "number") return Math.min(timeoutSeconds, most);
  return isTimeoutGiven ? most : otherwise;
}

/** What a refresh finds; if the cluster cannot say, the state as it is with a warning. */
export async function refreshed(
  session: Session,
  call: Operation & { id: string; inputs: Decoded | undefined; outputs: Decoded },
  kubeconfig: string,
  look: (on: OnCluster, state: Found) => Promise<Found | undefined>,
): Promise<Found | undefined> {
  const { id, inputs, outputs } = call;
  if (inputs === undefined) throw notImportable(call.urn);
  const state = { id, inputs, outputs };
  try {
    return await look(atOnce(session, call, inputs.value[kubeconfig]), state);
  } catch (error) {
    if (!isNautesError(error, ...unknowable)) throw error;
    session.log.warn(call.urn, `Drift unknown: ${firstLine(error)}`);
    return state;
  }
}

export type Found = Standing & { readonly inputs: Encodable };

function notImportable(urn: string): NautesError {
  const type = urn.split("::")[2]?.split(/[$:]/).at(-1) ?? "resource";
  return new NautesError("invalid-arguments", `A ${type} cannot be imported.`, {
    remedy: "Declare it: creating it takes up what is on the cluster already.",
  });
}
