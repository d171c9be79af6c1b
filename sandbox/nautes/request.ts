/** One category of a request's components. */
export interface ComponentRequest {
  readonly name?: string;
  readonly namespace?: string;
  readonly additions?: Readonly<Record<string, string>>;
}

/** The body of a request that saves a cluster, as v0.4.2 takes it; the kubeconfig goes to Vault, not to the repository. */
export interface ClusterRequest {
  readonly api_server: string;
  readonly cluster_type: "physical" | "virtual";
  readonly usage: "host" | "worker";
  /** @default "kubernetes" */
  readonly cluster_kind?: string;
  readonly worker_type?: string;
  readonly host_cluster?: string;
  readonly primary_domain?: string;
  readonly vcluster?: { readonly https_node_port?: string };
  readonly components_list?: Readonly<Record<string, ComponentRequest>>;
  readonly reserved_namespaces_allowed_products?: Readonly<Record<string, readonly string[]>>;
  readonly product_allowed_cluster_resources?: Readonly<
    Record<string, readonly { readonly kind: string; readonly group: string }[]>
  >;
}

/** The body of a request that saves a runtime. */
export interface RuntimeRequest {
  readonly projects_ref?: readonly string[];
  readonly manifest_source: {
    readonly code_repo: string;
    readonly target_revision: string;
    readonly path: string;
  };
  readonly destination: {
    readonly environment: string;
    readonly namespaces?: readonly string[];
  };
  readonly account?: string;
}
