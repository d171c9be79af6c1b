import { z } from "zod";
import type { Decoded } from "../codec";
import { isNautesError, NautesError } from "../errors";
import type { Manifest, ObjectRef } from "../kubernetes/objects";
import { field } from "../kubernetes/objects";
import { firstLine, waitFor } from "../kubernetes/waiting";
import type { Session } from "../session";
import { changedInputs, checked, differs, flag, known, kubeconfig } from "./cluster-inputs";
import { listOf, seconds, text } from "./cluster-inputs";
import { guards } from "./config-files-inputs";
import { deleteAll, requireDrained } from "./custom-resources";
import { requireDeletable } from "./deletable";
import type { OnCluster } from "./on-cluster";
import { onCluster, onClusterThatGoes, patienceOf } from "./on-cluster";
import { requireReleasable, withPlace } from "./release-guards";
import type { Operation, Resource } from "./resource";

export const webhookConfiguration = known(
  z.strictObject({
    kind: known(
      z.enum(
        ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"],
        "must be ValidatingWebhookConfiguration or MutatingWebhookConfiguration",
      ),
    ),
    name: text,
  }),
);

export const manifest = known(
  z.looseObject(
    {
      apiVersion: text,
      kind: text,
      metadata: known(z.looseObject({ name: text }, "must be a map with a name")),
    },
    "must be a manifest",
  ),
);

export const ClusterReadinessInputs = z.strictObject({
  kubeconfig,
  webhooks: listOf(webhookConfiguration).optional(),
  probes: listOf(manifest).optional(),
  secrets: listOf(
    known(z.strictObject({ namespace: text, name: text, keys: listOf(text), remedy: text })),
  ).optional(),
  drain: listOf(
    known(
      z.string("must be a text").regex(/^[a-z0-9-]+\.[a-z0-9.-]+$/, "must be `<plural>.<group>`"),
    ),
  ).optional(),
  deleteCustomResources: flag.optional(),
  except: listOf(
    known(z.strictObject({ apiVersion: text, kind: text, name: text, namespace: text.optional() })),
  ).optional(),
  repository: text.optional(),
  branch: text.optional(),
  forbids: guards.optional(),
  namespaces: listOf(text).optional(),
  timeoutSeconds: seconds.optional(),
  revision: text.optional(),
});

/** What only decides how the cluster is reached, or what happens on deletion. */
const aside = [
  ...["kubeconfig", "timeoutSeconds", "drain", "deleteCustomResources", "except", "namespaces"],
  ...["repository", "branch", "forbids"],
];

/**
 * The resource ClusterReadiness: what is installed works; and on deletion, the cluster can be reached and lets
 * things go, nothing in the config repos needs it, and custom resources go before operators.
 */
export function clusterReadiness(session: Session): Resource {
  return {
    drifts: false,
    check: (_, __, news) => checked(ClusterReadinessInputs, withPlace(session, news), "kubeconfig"),
    diff: (_, olds, news) => changedInputs(olds, news),
    create: async (call) => {
      if (!call.preview) await ready(session, call);
      return { id: "readiness", outputs: { value: {}, secrets: [] } };
    },
    update: async (call) => {
      if (!call.preview && differs(call.olds, call.inputs, aside)) await ready(session, call);
      return { id: call.id, outputs: { value: {}, secrets: [] } };
    },
    read: ({ id, inputs, outputs }) =>
      Promise.resolve(inputs === undefined ? undefined : { id, inputs, outputs }),
    delete: async (call) => {
      const inputs = wanted(call, call.olds);
      const { kubeconfig } = call.olds.value;
      const on = onClusterThatGoes(session, call, kubeconfig, inputs.timeoutSeconds);
      if (inputs.drain.length === 0) await on.cluster.version(on);
      await requireReleasable(session, call);
      await requireDeletable(on, inputs.namespaces);
      if (inputs.deleteCustomResources) await deleteAll(on, inputs.drain);
      else await requireDrained(on, inputs.drain, inputs.except);
    },
  };
}

interface Wanted {
  readonly webhooks: readonly { readonly kind: string; readonly name: string }[];
  readonly probes: readonly Manifest[];
  readonly secrets: readonly NeededSecret[];
  readonly drain: readonly string[];
  readonly deleteCustomResources: boolean;
  readonly except: readonly ObjectRef[];
  readonly namespaces: readonly string[];
  readonly timeoutSeconds: number;
}

interface NeededSecret {
  readonly namespace: string;
  readonly name: string;
  readonly keys: readonly string[];
  readonly remedy: string;
}

/** The inputs with their defaults; Check has seen that they have this shape. */
function wanted(call: Operation, { value }: Decoded): Wanted {
  const { timeoutSeconds, ...given } = value as unknown as Partial<Wanted> & Decoded["value"];
  return {
    webhooks: [],
    probes: [],
    secrets: [],
    drain: [],
    deleteCustomResources: false,
    except: [],
    namespaces: [],
    ...given,
    timeoutSeconds: patienceOf(call, timeoutSeconds, 300),
  };
}

async function ready(session: Session, call: Operation & { inputs: Decoded }): Promise<void> {
  const inputs = wanted(call, call.inputs);
  const on = onCluster(session, call, call.inputs.value["kubeconfig"], inputs.timeoutSeconds);
  await requireSecrets(on, inputs.secrets);
  await waitFor(
    on,
    async () => {
      const missing = (
        await Promise.all([
          ...inputs.webhooks.map((webhook) => webhookProblem(on, webhook)),
          ...inputs.probes.map((probe) => probeProblem(on, probe)),
        ])
      ).filter((one) => one !== undefined);
      return missing.length === 0 ? { done: true } : { missing: missing.join("; ") };
    },
    (missing) => Promise.resolve(notReady(missing, inputs.timeoutSeconds)),
  );
}

/** Nobody is going to make them while we wait. */
async function requireSecrets(on: OnCluster, secrets: readonly NeededSecret[]): Promise<void> {
  const problems = await Promise.all(
    secrets.map(async ({ namespace, name, keys, remedy }) => {
      const found = await on.cluster.get({ apiVersion: "v1", kind: "Secret", namespace, name }, on);
      const missing = keys.filter((key) => field(found?.["data"], key) === undefined);
      if (found !== undefined && missing.length === 0) return [];
      const what = found === undefined ? "does not exist" : `has no key ${missing.join(", ")}`;
      return [{ what: `Secret ${namespace}/${name} ${what}.`, remedy }];
    }),
  );
  const [first, ...others] = problems.flat();
  if (first === undefined) return;
  const rest = others.map(({ what, remedy }) => `${what} ${remedy}`);
  throw new NautesError("secret-missing", first.what, {
    remedy: [first.remedy, ...rest].join("\n"),
  });
}

async function webhookProblem(
  on: OnCluster,
  { kind, name }: { readonly kind: string; readonly name: string },
): Promise<string | undefined> {
  const apiVersion = "admissionregistration.k8s.io/v1";
  const found = await on.cluster.get({ apiVersion, kind, name }, on);
  if (found === undefined) return `${kind} ${name} does not exist`;
  const webhooks = (found["webhooks"] ?? []) as readonly unknown[];
  const without = webhooks.filter((webhook) => {
    const client = field(webhook, "clientConfig");
    const authority = field(client, "caBundle");
    return field(client, "url") === undefined && (authority === undefined || authority === "");
  });
  if (without.length === 0) return undefined;
  const names = without.map((webhook) => String(field(webhook, "name")));
  return `${kind} ${name} has no CA for ${names.join(", ")}`;
}

/** An object that exists has passed already. */
async function probeProblem(on: OnCluster, probe: Manifest): Promise<string | undefined> {
  try {
    await on.cluster.create(probe, { ...on, dryRun: true });
    return undefined;
  } catch (error) {
    if (isNautesError(error, "cluster-object-exists")) return undefined;
    if (isNautesError(error, "webhook-failed", "cluster-rejected", "namespace-terminating")) {
      return firstLine(error).replace(/\.$/, "");
    }
    throw error;
  }
}

function notReady(missing: string, patience: number): NautesError {
  return new NautesError(
    "cluster-not-ready",
    `The cluster's components were not ready within ${patience} s: ${missing}.`,
    {
      remedy:
        "Look at the pods and logs of the operator that should serve it, then run again: what is installed stays.",
    },
  );
}
