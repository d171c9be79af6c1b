import { z } from "zod";
import type { Decoded } from "../codec";
import { NautesError } from "../errors";
import type { ObjectRef } from "../kubernetes/objects";
import { objectName, refOf } from "../kubernetes/objects";
import { foreignFinalizers, terminating } from "../kubernetes/remains";
import { waitFor } from "../kubernetes/waiting";
import type { Session } from "../session";
import { changedInputs, checked, differs, flag, kubeconfig } from "./cluster-inputs";
import { listOf, seconds, text } from "./cluster-inputs";
import { webhookConfiguration } from "./cluster-readiness";
import type { Definition } from "./custom-resources";
import { definition, heldNames, instances, names } from "./custom-resources";
import type { OnCluster } from "./on-cluster";
import { onCluster, onClusterThatGoes, patienceOf } from "./on-cluster";
import type { Operation, Resource } from "./resource";

export const ClusterCleanupInputs = z.strictObject({
  kubeconfig,
  crds: listOf(text).optional(),
  deleteCrds: flag.optional(),
  webhookConfigurations: listOf(webhookConfiguration).optional(),
  namespaces: listOf(text).optional(),
  timeoutSeconds: seconds.optional(),
});

const aside = ["kubeconfig", "timeoutSeconds", "deleteCrds", "webhookConfigurations"];

/** The resource ClusterCleanup: nothing is installed upon what is half deleted, and what releases leave is dealt with. */
export function clusterCleanup(session: Session): Resource {
  return {
    drifts: false,
    check: (_, __, news) => checked(ClusterCleanupInputs, news, "kubeconfig"),
    diff: (_, olds, news) => changedInputs(olds, news),
    create: async (call) => {
      if (!call.preview) await requireWhole(session, call);
      return { id: "cleanup", outputs: { value: {}, secrets: [] } };
    },
    update: async (call) => {
      if (!call.preview && differs(call.olds, call.inputs, aside)) {
        await requireWhole(session, call);
      }
      return { id: call.id, outputs: { value: {}, secrets: [] } };
    },
    read: ({ id, inputs, outputs }) =>
      Promise.resolve(inputs === undefined ? undefined : { id, inputs, outputs }),
    delete: async (call) => {
      const inputs = wanted(call, call.olds);
      const { kubeconfig } = call.olds.value;
      const on = onClusterThatGoes(session, call, kubeconfig, inputs.timeoutSeconds);
      await cleanUp(on, inputs, (message) => session.log.warn(call.urn, message));
    },
  };
}

interface Wanted {
  readonly crds: readonly string[];
  readonly deleteCrds: boolean;
  readonly webhookConfigurations: readonly { readonly kind: string; readonly name: string }[];
  readonly namespaces: readonly string[];
  readonly timeoutSeconds: number;
}

function wanted(call: Operation, { value }: Decoded): Wanted {
  const { timeoutSeconds, ...given } = value as unknown as Partial<Wanted> & Decoded["value"];
  return {
    crds: [],
    deleteCrds: false,
    webhookConfigurations: [],
    namespaces: [],
    ...given,
    timeoutSeconds: patienceOf(call, timeoutSeconds, 300),
  };
}

/** A release that adopts a terminating CRD loses it while it counts as deployed. @throws namespace-terminating */
async function requireWhole(
  session: Session,
  call: Operation & { inputs: Decoded },
): Promise<void> {
  const { crds, namespaces, timeoutSeconds } = wanted(call, call.inputs);
  const on = onCluster(session, call, call.inputs.value["kubeconfig"], timeoutSeconds);
  const problems = await Promise.all([
    ...crds.map((name) => crdProblem(on, name)),
    ...namespaces.map((name) => terminating(on.cluster, name, on)),
  ]);
  const [first, ...others] = problems.filter((one) => one !== undefined);
  if (first === undefined) return;
  const remedy = "Remove what holds it, and wait until it is gone; then run again.";
  throw new NautesError("namespace-terminating", first, { remedy: [...others, remedy].join("\n") });
}

async function crdProblem(on: OnCluster, name: string): Promise<string | undefined> {
  const found = await definition(on, name);
  if (found?.object.metadata.deletionTimestamp === undefined) return undefined;
  const left = await instances(on, found);
  const held = left.length === 0 ? "" : `, held by ${heldNames(left)}`;
  return `CustomResourceDefinition ${name} is being deleted${held}.`;
}

async function cleanUp(
  on: OnCluster,
  inputs: Wanted,
  warn: (message: string) => void,
): Promise<void> {
  const apiVersion = "admissionregistration.k8s.io/v1";
  for (const { kind, name } of inputs.webhookConfigurations) {
    const ref: ObjectRef = { apiVersion, kind, name };
    if (await on.cluster.delete(ref, on)) warn(`Deleted ${objectName(ref)}, which a release left.`);
  }
  const found = (await Promise.all(inputs.crds.map((name) => definition(on, name)))).filter(
    (one) => one !== undefined,
  );
  if (inputs.deleteCrds) await deleteCrds(on, found);
  else if (found.length > 0) warn(await left(on, found));
  for (const namespace of inputs.namespaces) {
    const held = await foreignFinalizers(on.cluster, namespace, on);
    if (held.length === 0) continue;
    warn(
      `Namespace ${namespace} cannot end while it holds ${heldNames(held)}: what would remove these finalizers is gone.\n` +
        "Delete those objects by hand, or remove their finalizers if nobody needs what they stand for.",
    );
  }
}

async function deleteCrds(on: OnCluster, crds: readonly Definition[]): Promise<void> {
  for (const { object } of crds) await on.cluster.delete(refOf(object), on);
  let left: readonly Definition[] = crds;
  await waitFor(
    on,
    async () => {
      const looks = await Promise.all(left.map(({ name }) => definition(on, name)));
      left = looks.filter((one) => one !== undefined);
      if (left.length === 0) return { done: true };
      return { missing: `the end of ${names(left.map(({ object }) => object))}` };
    },
    async (missing) => {
      const held = (await Promise.all(left.map((one) => instances(on, one)))).flat();
      const why = held.length === 0 ? "" : `; they are held by ${heldNames(held)}`;
      return new NautesError(
        "custom-resources-left",
        `CRDs did not end in time: ${missing}${why}.`,
        {
          remedy: "Remove what holds them (their operator is gone), then run again.",
        },
      );
    },
  );
}

async function left(on: OnCluster, crds: readonly Definition[]): Promise<string> {
  const objects = (await Promise.all(crds.map((one) => instances(on, one)))).flat();
  return (
    `${crds.length} CustomResourceDefinitions with ${objects.length} custom resources stay on the cluster on purpose.\n` +
    "With `deleteCrds: true` they are deleted, too."
  );
}
