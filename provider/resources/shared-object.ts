import { z } from "zod";
import { equalJson } from "../claims/json";
import { UNKNOWN } from "../claims/model";
import type { Decoded } from "../codec";
import { hasUnknown } from "../codec";
import { isNautesError, NautesError } from "../errors";
import type { KubernetesObject, Manifest } from "../kubernetes/objects";
import { conditionsOf, objectName, refOf } from "../kubernetes/objects";
import { holding } from "../kubernetes/remains";
import type { Marks, Membership } from "../kubernetes/sharing";
import { joined, marked, ownerProblem, usersOf, withoutUser } from "../kubernetes/sharing";
import { waitFor } from "../kubernetes/waiting";
import type { Session } from "../session";
import { changedInputs, checked, differs, known, kubeconfig } from "./cluster-inputs";
import { seconds, text } from "./cluster-inputs";
import { manifest } from "./cluster-readiness";
import type { OnCluster } from "./on-cluster";
import { atOnce, onCluster, onClusterThatGoes, patienceOf, refreshed } from "./on-cluster";
import type { DiffResult, Operation, Resource, Standing } from "./resource";

export const SharedObjectInputs = z.strictObject({
  kubeconfig,
  clusterIdentifier: text.optional(),
  manifest,
  owner: known(z.strictObject({ label: text, value: text }, "must be { label, value }")),
  user: known(z.string("must be a text").regex(/^[^,\s]+$/, "must have no comma and no blank")),
  timeoutSeconds: seconds.optional(),
});

/** The resource SharedObject: an object that its first user creates and its last deletes. */
export function sharedObject(session: Session): Resource {
  return {
    drifts: true,
    check: (_, __, news) => checked(SharedObjectInputs, news, "kubeconfig"),
    diff: (_, olds, news) => diff(olds, news),
    create: (call) => (call.preview ? foresee(session, call) : hold(session, call, {})),
    update: async (call) => {
      if (!call.preview && differs(call.olds, call.inputs, aside)) {
        await hold(session, call, wanted(call.olds.value).object.metadata);
      }
      return { id: call.id, outputs: nothing };
    },
    read: (call) =>
      refreshed(session, call, "kubeconfig", async (on, state) => {
        const { object, ...membership } = wanted(call.inputs?.value ?? {});
        const found = await on.cluster.get(refOf(object), on);
        const gone = found === undefined || found.metadata.deletionTimestamp !== undefined;
        return gone || !usersOf(found, membership).includes(membership.user) ? undefined : state;
      }),
    delete: (call) => letGo(session, call),
  };
}

const nothing = { value: {}, secrets: [] };

/** What only decides how the object is reached. */
const aside = ["kubeconfig", "timeoutSeconds"];

type Values = Decoded["value"];

interface Wanted extends Membership {
  readonly object: Manifest;
}

/** The inputs; Check has seen that they have this shape. */
function wanted(value: Values): Wanted {
  const { owner, user, manifest: object } = value as unknown as Membership & { manifest: Manifest };
  return { object, owner, user };
}

/** Another object, owner, user or cluster is another resource; what else the manifest says counts only on creation. */
function diff(olds: Decoded, news: Decoded): DiffResult {
  const result = changedInputs(olds, news, ["owner", "user", "clusterIdentifier"]);
  const [before, after] = [olds.value["manifest"], news.value["manifest"]];
  const same =
    before === UNKNOWN || after === UNKNOWN || equalJson(identity(before), identity(after));
  return same ? result : { ...result, replaces: [...result.replaces, "manifest"] };
}

function identity(value: Values[string] | undefined): Values[string] {
  const { apiVersion, kind, name, namespace } = refOf(value as unknown as Manifest);
  return [apiVersion, kind, name, namespace ?? null];
}

function standing({ object, user }: Wanted): Standing {
  return { id: `${object.apiVersion}/${objectName(refOf(object))}#${user}`, outputs: nothing };
}

/** Says in preview what `up` would refuse; a cluster that cannot be asked yet refuses nothing. */
async function foresee(session: Session, call: Operation & { inputs: Decoded }): Promise<Standing> {
  const { value } = call.inputs;
  if (hasUnknown(value)) return { id: "", outputs: nothing };
  const inputs = wanted(value);
  try {
    const on = atOnce(session, call, value["kubeconfig"]);
    const found = await on.cluster.get(refOf(inputs.object), on);
    const problem = found === undefined ? undefined : ownerProblem(found, inputs);
    if (problem !== undefined) throw problem;
  } catch (error) {
    if (!(error instanceof NautesError) || isNautesError(error, "object-not-ours")) throw error;
  }
  return standing(inputs);
}

/** Two that come at once both see the object before the other's change: then one looks again. */
async function hold(
  session: Session,
  call: Operation & { inputs: Decoded },
  before: Marks,
): Promise<Standing> {
  const { value } = call.inputs;
  const inputs = wanted(value);
  const patience = patienceOf(call, value["timeoutSeconds"], 300);
  const on = onCluster(session, call, value["kubeconfig"], patience);
  const ref = refOf(inputs.object);
  await waitFor(
    on,
    async () => {
      const found = await on.cluster.get(ref, on);
      if (found?.metadata.deletionTimestamp !== undefined) {
        return { missing: `the end of ${objectName(ref)}${holding(conditionsOf(found))}` };
      }
      if (found !== undefined) {
        const problem = ownerProblem(found, inputs);
        if (problem !== undefined) throw problem;
      }
      if (found === undefined) {
        const wish = joined(inputs.object, inputs, true);
        return unlessOvertaken(ref.name, () => on.cluster.create(wish, on));
      }
      const wish = joined(marked(found, inputs.object.metadata, before), inputs, false);
      return unlessOvertaken(ref.name, () => on.cluster.replace(wish, on));
    },
    (missing) => Promise.resolve(stays(missing)),
  );
  return standing(inputs);
}

async function letGo(session: Session, call: Operation & { olds: Decoded }): Promise<void> {
  const { value } = call.olds;
  const inputs = wanted(value);
  const patience = patienceOf(call, value["timeoutSeconds"], 300);
  const on = onClusterThatGoes(session, call, value["kubeconfig"], patience);
  const ref = refOf(inputs.object);
  let ours: string | undefined;
  await waitFor(
    on,
    async () => {
      const found = await on.cluster.get(ref, on);
      if (found === undefined || (ours !== undefined && found.metadata.uid !== ours)) {
        return { done: true };
      }
      if (found.metadata.deletionTimestamp !== undefined) {
        return { missing: `the end of ${objectName(ref)}${holding(conditionsOf(found))}` };
      }
      const rest = withoutUser(found, inputs);
      if (rest === "keep") return { done: true };
      if (rest !== "delete") {
        return unlessOvertaken(ref.name, () => on.cluster.replace(rest, on));
      }
      ours = found.metadata.uid;
      return ended(on, found);
    },
    (missing) => Promise.resolve(stays(missing)),
  );
}

/** Deletes what has no user any more, unless one came meanwhile. */
async function ended(on: OnCluster, found: KubernetesObject): Promise<{ missing: string }> {
  const { uid, resourceVersion } = found.metadata;
  const ref = refOf(found);
  await unlessOvertaken(ref.name, () => on.cluster.delete(ref, { ...on, uid, resourceVersion }));
  return { missing: `the end of ${objectName(ref)}` };
}

async function unlessOvertaken(
  name: string,
  write: () => Promise<unknown>,
): Promise<{ done: true } | { missing: string }> {
  try {
    await write();
    return { done: true };
  } catch (error) {
    if (!isNautesError(error, "cluster-conflict", "cluster-object-exists")) throw error;
    return { missing: `others change ${name} at the same time` };
  }
}

function stays(missing: string): NautesError {
  return new NautesError("namespace-terminating", `We waited too long: ${missing}.`, {
    remedy: "Remove what holds it, then run again.",
  });
}
