import { z } from "zod";
import type { Json } from "../claims/model";
import { UNKNOWN } from "../claims/model";
import type { Decoded } from "../codec";
import { isNautesError, NautesError } from "../errors";
import { certificatesOnly } from "../kubernetes/certificates-only";
import { connect } from "../kubernetes/cluster";
import { happenings } from "../kubernetes/happenings";
import { field, objectName } from "../kubernetes/objects";
import { firstLine, waitFor } from "../kubernetes/waiting";
import type { Look } from "../kubernetes/waiting";
import type { Session } from "../session";
import { changedInputs, checked, differs, kubeconfig, seconds, text, url } from "./cluster-inputs";
import type { OnCluster } from "./on-cluster";
import { onCluster, patienceOf, refreshed, textOf } from "./on-cluster";
import type { Operation, Resource, Standing } from "./resource";

export const VirtualClusterAccessInputs = z.strictObject({
  hostKubeconfig: kubeconfig,
  namespace: text,
  name: text,
  server: url,
  context: text.optional(),
  timeoutSeconds: seconds.optional(),
});

/** How long the virtual API may take to answer one look. */
const LOOK_MS = 5000;

/** The resource VirtualClusterAccess: waits until a virtual cluster can be used, and gives its kubeconfig. */
export function virtualClusterAccess(session: Session): Resource {
  return {
    drifts: true,
    check: (_, __, news) => checked(VirtualClusterAccessInputs, news, "hostKubeconfig"),
    diff: (_, olds, news) => changedInputs(olds, news),
    create: (call) =>
      call.preview ? Promise.resolve(standing(call.inputs, UNKNOWN)) : awaited(session, call),
    update: async (call) => {
      if (!differs(call.olds, call.inputs, ["hostKubeconfig", "timeoutSeconds"])) {
        return { id: call.id, outputs: secret(call.oldOutputs.value["kubeconfig"] ?? UNKNOWN) };
      }
      if (call.preview) return { id: call.id, outputs: secret(UNKNOWN) };
      return { ...(await awaited(session, call)), id: call.id };
    },
    read: (call) =>
      refreshed(session, call, "hostKubeconfig", async (on, state) => {
        const found = await secretKubeconfig(on, wanted(call.inputs?.value ?? {}));
        return found === undefined ? undefined : { ...state, outputs: secret(found) };
      }),
    delete: () => Promise.resolve(),
  };
}

type Values = Decoded["value"];

interface Wanted {
  readonly namespace: string;
  readonly name: string;
  readonly server: string;
  readonly context: string | undefined;
}

function wanted({ namespace, name, server, context }: Values): Wanted {
  return {
    namespace: textOf(namespace),
    name: textOf(name),
    server: textOf(server),
    context: typeof context === "string" ? context : undefined,
  };
}

function standing(inputs: Decoded, found: Json): Standing {
  const { namespace, name } = wanted(inputs.value);
  return { id: `${namespace}/vc-${name}`, outputs: secret(found) };
}

function secret(found: Json): Standing["outputs"] {
  return { value: { kubeconfig: found }, secrets: [["kubeconfig"]] };
}

async function awaited(session: Session, call: Operation & { inputs: Decoded }): Promise<Standing> {
  const { hostKubeconfig, timeoutSeconds } = call.inputs.value;
  const patience = patienceOf(call, timeoutSeconds, 900);
  const on = onCluster(session, call, hostKubeconfig, patience);
  const what = wanted(call.inputs.value);
  const found = await waitFor(
    on,
    () => look(on, what),
    (missing) => late(on, what, patience, missing),
  );
  return standing(call.inputs, found);
}

async function look(on: OnCluster, what: Wanted): Promise<Look<string>> {
  const { namespace, name, server } = what;
  const found = await secretKubeconfig(on, what);
  if (found === undefined) return { missing: `Secret ${namespace}/vc-${name} is not there yet` };
  try {
    const virtual = connect(found, { requestTimeoutMs: LOOK_MS });
    await virtual.ready(on);
    return { done: found };
  } catch (error) {
    if (!(error instanceof NautesError) || isNautesError(error, "cancelled")) throw error;
    return { missing: `the virtual API at ${server} does not answer yet (${firstLine(error)})` };
  }
}

/** What vcluster leaves on the host to sign in with, for the server that it is reached at. @throws kubeconfig-unusable */
async function secretKubeconfig(on: OnCluster, what: Wanted): Promise<string | undefined> {
  const { namespace, name, server, context } = what;
  const ref = { apiVersion: "v1", kind: "Secret", namespace, name: `vc-${name}` };
  const found = await on.cluster.get(ref, on);
  const config = field(found?.["data"], "config");
  if (typeof config !== "string" || config === "") return undefined;
  const text = Buffer.from(config, "base64").toString("utf8");
  return certificatesOnly({ kubeconfig: text, place: objectName(ref), server, context });
}

async function late(
  { cluster, clock, signal }: OnCluster,
  { namespace, name }: Wanted,
  patience: number,
  missing: string,
): Promise<Error> {
  const said = await happenings(cluster, namespace, { signal, deadline: clock.now() + LOOK_MS });
  return new NautesError(
    "cluster-timeout",
    `The virtual cluster ${name} was not ready within ${patience} s: ${missing}.`,
    {
      remedy: [
        ...said,
        `Remove that cause, or look at \`kubectl -n ${namespace} get pods,events\`; then run again.`,
      ].join("\n"),
    },
  );
}
