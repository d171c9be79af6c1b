import type * as pulumi from "@pulumi/pulumi";
import { asked, askedOutput } from "./answer";

/** Which cluster is wanted. */
export interface GetClusterArgs {
  readonly clusterName: string;
  /** The tenant's config repo. Default: the provider's. */
  readonly repository?: string;
  /** Default: the provider's. */
  readonly branch?: string;
}

/** What clusters are wanted: all that are as each of the selectors says. */
export interface ListClustersArgs {
  readonly clusterName?: string;
  readonly clusterType?: "physical" | "virtual";
  readonly usage?: "host" | "worker";
  readonly workerType?: "deployment" | "pipeline";
  /** The tenant's config repo. Default: the provider's. */
  readonly repository?: string;
  /** Default: the provider's. */
  readonly branch?: string;
}

/** {@link GetClusterArgs}, any of which may be an output. */
export interface GetClusterOutputArgs {
  readonly clusterName: pulumi.Input<string>;
  readonly repository?: pulumi.Input<string>;
  readonly branch?: pulumi.Input<string>;
}

/** {@link ListClustersArgs}, any of which may be an output. */
export interface ListClustersOutputArgs {
  readonly clusterName?: pulumi.Input<string>;
  readonly clusterType?: pulumi.Input<"physical" | "virtual">;
  readonly usage?: pulumi.Input<"host" | "worker">;
  readonly workerType?: pulumi.Input<"deployment" | "pipeline">;
  readonly repository?: pulumi.Input<string>;
  readonly branch?: pulumi.Input<string>;
}

/** A cluster as the config repo records it; what its file does not have, or what is not known before the update, is absent. */
export interface GetClusterResult {
  readonly clusterName: string;
  /** Its file. */
  readonly path: string;
  /** Where Nautes runs. */
  readonly namespace?: string;
  readonly clusterKind: string;
  /** `physical` or `virtual` */
  readonly clusterType?: string;
  /** `host` or `worker` */
  readonly usage?: string;
  /** Of a worker: `deployment` or `pipeline`. */
  readonly workerType?: string;
  /** Of a virtual cluster. */
  readonly hostCluster?: string;
  readonly apiServer?: string;
  readonly primaryDomain?: string;
  /** `push` or `pull` */
  readonly delivery: string;
  /** Of a virtual cluster by push: the NodePort of its API. */
  readonly httpsNodePort?: number;
  /** Category → component, also those that Nautes adds of itself. */
  readonly components: { readonly [category: string]: ClusterComponentRecord };
  /** Namespace of a component → products that may deploy there. */
  readonly reservedNamespacesAllowedProducts: { readonly [namespace: string]: readonly string[] };
  /** Product → cluster-scoped kinds that it may create. */
  readonly productAllowedClusterResources: {
    readonly [product: string]: readonly { readonly group: string; readonly kind: string }[];
  };
}

/** A component as the config repo records it. */
export interface ClusterComponentRecord {
  readonly name?: string;
  readonly namespace?: string;
  readonly additions?: { readonly [key: string]: string };
}

export interface ListClustersResult {
  /** In the order of their files. */
  readonly clusters: readonly GetClusterResult[];
  /** Files that may have declared more. */
  readonly unreadable: readonly UnreadableFile[];
}

/** A file that is not valid YAML, or that declares something without a name. */
export interface UnreadableFile {
  readonly path: string;
  /** A whole sentence. */
  readonly message: string;
}

/** What the tenant's config repo records of a cluster, as of the head and what this preview has planned; fails if it has none of that name. */
export function getCluster(
  args: GetClusterArgs,
  opts: pulumi.InvokeOptions = {},
): Promise<GetClusterResult> {
  return asked("getCluster", args, opts);
}

/** {@link getCluster} with arguments that may be outputs. */
export function getClusterOutput(
  args: GetClusterOutputArgs,
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<GetClusterResult> {
  return askedOutput("getCluster", args, opts);
}

/** What the tenant's config repo records of all clusters that are as the selectors say, as of the head and what this preview has planned. */
export function listClusters(
  args: ListClustersArgs = {},
  opts: pulumi.InvokeOptions = {},
): Promise<ListClustersResult> {
  return asked("listClusters", args, opts);
}

/** {@link listClusters} with arguments that may be outputs. */
export function listClustersOutput(
  args: ListClustersOutputArgs = {},
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<ListClustersResult> {
  return askedOutput("listClusters", args, opts);
}
