import { ApiRefusal, type ApiClient, type KubeObject } from "./api-client";
import { type Operator, operators } from "./operator-table";
import { keepReconciling, type Listed, type Reconciler } from "./reconcile";

const workloads = ["/apis/apps/v1/deployments", "/apis/apps/v1/statefulsets"];

/**
 * Does what the operators of `table` would do to their custom resources, each only while a pod of its workload is Ready; so a
 * wrong order of deletion ends as it would with the real ones: objects that stay for ever.
 */
export function runOperators(client: ApiClient, table = operators): Reconciler {
  const reported = new Set<string>();
  const resources = table.flatMap(({ resource, heldBy = [] }) => [
    pathOf(resource),
    ...heldBy.map((holder) => pathOf(holder.resource)),
  ]);

  async function tend(operator: Operator, object: KubeObject, listed: Listed): Promise<void> {
    const { metadata } = object;
    const path = objectPath(operator.resource, metadata);
    const wanted = finalizersAfter(operator, object, listed);
    if (wanted !== undefined) {
      const { resourceVersion } = metadata;
      await client.request("PATCH", path, { metadata: { resourceVersion, finalizers: wanted } });
    } else if (operator.status !== undefined && !reported.has(metadata.uid)) {
      if (metadata.deletionTimestamp === undefined) await report(path, operator.status);
      reported.add(metadata.uid);
    }
  }
  async function report(path: string, status: object): Promise<void> {
    try {
      await client.request("PATCH", `${path}/status`, { status });
    } catch (error) {
      // Not every kind has its status apart: Argo CD's Application has not.
      if (!(error instanceof ApiRefusal && error.status === 404)) throw error;
      await client.request("PATCH", path, { status });
    }
  }
  return keepReconciling(client, [...new Set([...workloads, ...resources])], async (listed) => {
    const working = workingIn(listed);
    for (const operator of table) {
      if (!working.has(operator.workload)) continue;
      for (const object of listed(pathOf(operator.resource))) {
        await tend(operator, object, listed);
      }
    }
  });
}

/** The finalizers that the object should have now; undefined: those that it has. */
function finalizersAfter(
  { finalizer, setsFinalizer, heldBy = [] }: Operator,
  { metadata }: KubeObject,
  listed: Listed,
): readonly string[] | undefined {
  const { name, namespace, deletionTimestamp, finalizers = [] } = metadata;
  if (finalizer === undefined) return undefined;
  const has = finalizers.includes(finalizer);
  if (deletionTimestamp === undefined) {
    return setsFinalizer === true && !has ? [...finalizers, finalizer] : undefined;
  }
  const held = heldBy.some(({ resource, names }) =>
    listed(pathOf(resource)).some(
      (holder) => holder.metadata.namespace === namespace && names(holder) === name,
    ),
  );
  return has && !held ? finalizers.filter((each) => each !== finalizer) : undefined;
}

/** `<kind, plural>/<namespace>/<name>` of all workloads with a Ready pod. */
function workingIn(listed: Listed): Set<string> {
  const working = workloads.flatMap((path) =>
    listed(path)
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .filter(({ status }) => ((status as { readyReplicas?: number }).readyReplicas ?? 0) > 0)
      .map(({ metadata }) => `${path.split("/").at(-1)}/${metadata.namespace}/${metadata.name}`),
  );
  return new Set(working);
}

function pathOf(resource: string): string {
  return `/apis/${resource}`;
}

function objectPath(resource: string, { namespace, name }: KubeObject["metadata"]): string {
  const [group = "", version = "", plural = ""] = resource.split("/");
  const scope = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return `/apis/${group}/${version}${scope}/${plural}/${name}`;
}
