import type { Json } from "../../../provider/claims/model";
import type { ClusterClass } from "../categories";
import type { ClusterComponents, ClusterResourceArgs } from "../args";

interface Cluster {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly clusterClass: ClusterClass;
  readonly apiServer: string;
  readonly primaryDomain: string;
  readonly hostCluster?: string;
  readonly components: ClusterComponents;
  readonly reservedNamespacesAllowedProducts?:
    Readonly<Record<string, readonly string[]>> | undefined;
  readonly productAllowedClusterResources?:
    Readonly<Record<string, readonly ClusterResourceArgs[]>> | undefined;
}

/** Nautes' record of a cluster, which its operators act on. */
export function clusterResource(cluster: Cluster): Json {
  const [kind, workerType] = cluster.clusterClass.split(" ");
  const spec: Record<string, Json | undefined> = {
    apiServer: cluster.apiServer,
    clusterKind: "kubernetes",
    clusterType: kind === "virtual" ? "virtual" : "physical",
    componentsList: cluster.components as Json,
    hostCluster: cluster.hostCluster,
    primaryDomain: cluster.primaryDomain,
    productAllowedClusterResources: filled(cluster.productAllowedClusterResources),
    reservedNamespacesAllowedProducts: filled(cluster.reservedNamespacesAllowedProducts),
    usage: kind === "host" ? "host" : "worker",
    workerType,
  };
  return {
    apiVersion: "nautes.resource.nautes.io/v1alpha1",
    kind: "Cluster",
    metadata: present({
      name: cluster.name,
      namespace: cluster.namespace,
      labels: cluster.labels,
      annotations: cluster.annotations,
    }),
    spec: present(spec),
  };
}

function present(values: Record<string, Json | undefined>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}

/** A map as it stands, or nothing if it is empty: Nautes leaves an empty one out. */
function filled(
  map: Readonly<Record<string, readonly (string | ClusterResourceArgs)[]>> | undefined,
): Json | undefined {
  if (map === undefined || Object.keys(map).length === 0) return undefined;
  return Object.fromEntries(
    Object.entries(map).map(([key, values]) => [
      key,
      values.map((value) =>
        typeof value === "string" ? value : { group: value.group, kind: value.kind },
      ),
    ]),
  );
}
