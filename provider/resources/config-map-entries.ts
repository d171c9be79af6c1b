import { z } from "zod";
import type { Json } from "../claims/model";
import type { TextList } from "../claims/text-entries";
import { entriesIn, withEntries } from "../claims/text-entries";
import type { Decoded } from "../codec";
import { hasUnknown } from "../codec";
import { isList } from "../claims/json";
import { isNautesError, NautesError } from "../errors";
import type { KubernetesObject, ObjectRef } from "../kubernetes/objects";
import { timeoutFailure } from "../kubernetes/failures";
import { field, objectName } from "../kubernetes/objects";
import { waitFor } from "../kubernetes/waiting";
import type { Session } from "../session";
import { changedInputs, checked, kubeconfig, listOf, seconds, text } from "./cluster-inputs";
import type { OnCluster } from "./on-cluster";
import { atOnce, onCluster, patienceOf, refreshed, textOf } from "./on-cluster";
import type { Operation, Resource, Standing } from "./resource";

const Inputs = z.strictObject({
  kubeconfig,
  namespace: text,
  name: text,
  key: text,
  list: text,
  values: listOf(z.any()),
  timeoutSeconds: seconds.optional(),
});

/** Other places are other resources. */
const placing = ["namespace", "name", "key", "list"];

/**
 * The resource ConfigMapEntries: values in a list inside the YAML text of a ConfigMap's key, which others write to as
 * well. Each write is of the version that was read, so that two writers survive each other.
 */
export function configMapEntries(session: Session): Resource {
  return {
    drifts: true,
    check: (_, __, news) => checked(Inputs, news, "kubeconfig"),
    diff: (_, olds, news) => changedInputs(olds, news, placing),
    create: (call) => hold(session, call, []),
    update: async (call) => {
      const standing = await hold(session, call, valuesOf(call.olds.value));
      return { ...standing, id: call.id };
    },
    read: (call) =>
      refreshed(session, call, "kubeconfig", async (on, state) => {
        const { value = {} } = call.inputs ?? {};
        const found = await on.cluster.get(refOf(value), on);
        if (found === undefined) return undefined;
        const values = present(found, value);
        if (values.length === valuesOf(value).length) return state;
        return { ...state, inputs: { value: { ...value, values }, secrets: state.inputs.secrets } };
      }),
    delete: async ({ olds: { value }, ...call }) => {
      const patience = patienceOf(call, value["timeoutSeconds"], 300);
      const on = onCluster(session, call, value["kubeconfig"], patience);
      await write(on, value, (found) => {
        const place = found === undefined ? undefined : placeIn(found, value);
        return place === undefined ? undefined : withEntries(place, [], valuesOf(value));
      });
    },
  };
}

type Values = Decoded["value"];

async function hold(
  session: Session,
  call: Operation & { inputs: Decoded; preview: boolean },
  release: readonly Json[],
): Promise<Standing> {
  const { value } = call.inputs;
  const standing = { id: idOf(value), outputs: { value: {}, secrets: [] } };
  if (call.preview) {
    if (!hasUnknown(value)) await foresee(session, call, release);
    return standing;
  }
  const patience = patienceOf(call, value["timeoutSeconds"], 300);
  const on = onCluster(session, call, value["kubeconfig"], patience);
  await write(on, value, (found) => edited(found, value, release));
  return standing;
}

/** Says in preview what `up` would refuse; a cluster that cannot be asked yet refuses nothing. */
async function foresee(
  session: Session,
  call: Operation & { inputs: Decoded },
  release: readonly Json[],
): Promise<void> {
  const { value } = call.inputs;
  let found: KubernetesObject | undefined;
  try {
    const on = atOnce(session, call, value["kubeconfig"]);
    found = await on.cluster.get(refOf(value), on);
  } catch (error) {
    if (error instanceof NautesError) return;
    throw error;
  }
  edited(found, value, release);
}

/** The text as it is to be. @throws config-map-unsuitable, unsupported-yaml */
function edited(
  found: KubernetesObject | undefined,
  value: Values,
  release: readonly Json[],
): string {
  if (found === undefined) throw unsuitable(value, "is not there");
  const place = placeIn(found, value);
  if (place === undefined) throw unsuitable(value, `has no key ${textOf(value["key"])}`);
  const wanted = withEntries(place, valuesOf(value), release);
  if (wanted !== undefined) return wanted;
  throw unsuitable(
    value,
    `has nothing in its key ${textOf(value["key"])} that \`${place.list}\` would choose`,
  );
}

/** Edits until nobody else wrote meanwhile; what is as it is to be already is not written. */
async function write(
  on: OnCluster,
  value: Values,
  edit: (found: KubernetesObject | undefined) => string | undefined,
): Promise<void> {
  const ref = refOf(value);
  const key = textOf(value["key"]);
  await waitFor(
    on,
    async () => {
      const found = await on.cluster.get(ref, on);
      const text = edit(found);
      if (found === undefined || text === undefined || text === textIn(found, key)) {
        return { done: true };
      }
      const { resourceVersion } = found.metadata;
      try {
        await on.cluster.patch(ref, { metadata: { resourceVersion }, data: { [key]: text } }, on);
        return { done: true };
      } catch (error) {
        if (!isNautesError(error, "cluster-conflict")) throw error;
        return { missing: `others change ${objectName(ref)} at the same time` };
      }
    },
    (missing) => Promise.resolve(timeoutFailure(`We waited too long: ${missing}.`)),
  );
}

function placeIn(found: KubernetesObject, value: Values): TextList | undefined {
  const key = textOf(value["key"]);
  const text = textIn(found, key);
  if (text === undefined) return undefined;
  return { name: `${key} of ${objectName(refOf(value))}`, text, list: textOf(value["list"]) };
}

function textIn(found: KubernetesObject, key: string): string | undefined {
  const text = field(found["data"], key);
  return typeof text === "string" ? text : undefined;
}

/** Those of the values that are there; none where nobody could put one. */
function present(found: KubernetesObject, value: Values): Json[] {
  const place = placeIn(found, value);
  if (place === undefined) return [];
  try {
    return entriesIn(place, valuesOf(value));
  } catch (error) {
    if (!isNautesError(error, "unsupported-yaml")) throw error;
    return [];
  }
}

function refOf(value: Values): ObjectRef {
  const [namespace, name] = [textOf(value["namespace"]), textOf(value["name"])];
  return { apiVersion: "v1", kind: "ConfigMap", namespace, name };
}

function idOf(value: Values): string {
  const [namespace, name] = [textOf(value["namespace"]), textOf(value["name"])];
  return `${namespace}/${name}/${textOf(value["key"])}#${textOf(value["list"])}`;
}

function valuesOf(value: Values): readonly Json[] {
  const values = value["values"];
  return isList(values) ? values : [];
}

function unsuitable(value: Values, what: string): NautesError {
  return new NautesError("config-map-unsuitable", `The ${objectName(refOf(value))} ${what}.`, {
    remedy: "Correct namespace, name, key or list, or make there what they name, then run again.",
  });
}
