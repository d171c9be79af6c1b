import { isList, isMap } from "../claims/json";
import type { JsonMap } from "../claims/json";
import type { Json } from "../claims/model";
import type { Declared } from "./declared";
import { asText, entriesAt, textAt, texts } from "./leaves";

/** The folder of all Cluster resources in a tenant's config repo. */
export const clustersFolder = "nautes/overlays/production/clusters/";

/** Whether a file may declare a cluster; the list of all has a name that no cluster may have. */
export function isClusterFile(path: string): boolean {
  return (
    path.startsWith(clustersFolder) &&
    /\.ya?ml$/.test(path) &&
    path !== `${clustersFolder}kustomization.yaml`
  );
}

export interface ClusterComponentRecord {
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly additions?: Readonly<Record<string, string>> | undefined;
}

/** A cluster as its Cluster resource records it; what the file does not have is absent. */
export interface ClusterRecord {
  readonly clusterName: string;
  readonly path: string;
  readonly namespace?: string | undefined;
  readonly clusterKind: string;
  readonly clusterType?: string | undefined;
  readonly usage?: string | undefined;
  readonly workerType?: string | undefined;
  readonly hostCluster?: string | undefined;
  readonly apiServer?: string | undefined;
  readonly primaryDomain?: string | undefined;
  readonly delivery: string;
  readonly httpsNodePort?: number | undefined;
  readonly components: Readonly<Record<string, ClusterComponentRecord>>;
  readonly reservedNamespacesAllowedProducts: Readonly<Record<string, readonly string[]>>;
  readonly productAllowedClusterResources: Readonly<
    Record<string, readonly { readonly group: string; readonly kind: string }[]>
  >;
}

/** What distinguishes clusters, as Nautes' API can select by it. */
export const clusterSelectors = ["clusterName", "clusterType", "usage", "workerType"] as const;

/** The clusters among declared resources. */
export function clustersIn(declared: readonly Declared[]): readonly ClusterRecord[] {
  return declared.filter(({ kind }) => kind === "Cluster").map(clusterOf);
}

function clusterOf({ path, name, metadata, spec }: Declared): ClusterRecord {
  const labels = entriesAt(metadata, "labels", asText);
  const annotations = entriesAt(metadata, "annotations", asText);
  return {
    clusterName: name,
    path,
    namespace: textAt(metadata, "namespace"),
    clusterKind: textAt(spec, "clusterKind") ?? "kubernetes",
    clusterType: textAt(spec, "clusterType"),
    usage: textAt(spec, "usage"),
    workerType: textAt(spec, "workerType"),
    hostCluster: textAt(spec, "hostCluster"),
    apiServer: textAt(spec, "apiServer"),
    primaryDomain: textAt(spec, "primaryDomain"),
    delivery: labels["pulumi-nautes/delivery"] ?? "pull",
    httpsNodePort: port(annotations["pulumi-nautes/https-node-port"]),
    components: entriesAt(spec, "componentsList", componentOf),
    reservedNamespacesAllowedProducts: entriesAt(
      spec,
      "reservedNamespacesAllowedProducts",
      (value) => texts(value),
    ),
    productAllowedClusterResources: entriesAt(
      spec,
      "productAllowedClusterResources",
      allowedResources,
    ),
  };
}

function componentOf(value: Json): ClusterComponentRecord | undefined {
  if (!isMap(value)) return undefined;
  const additions = entriesAt(value, "additions", asText);
  return {
    name: textAt(value, "name"),
    namespace: textAt(value, "namespace"),
    ...(Object.keys(additions).length === 0 ? {} : { additions }),
  };
}

function allowedResources(value: Json): { group: string; kind: string }[] {
  if (!isList(value)) return [];
  return value.filter(isMap).flatMap((one: JsonMap) => {
    const kind = textAt(one, "kind");
    return kind === undefined ? [] : [{ group: textAt(one, "group") ?? "", kind }];
  });
}

function port(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}
