import type { Manifest } from "../charts/model";

/** All that a runtime consists of on its cluster. */
export interface RuntimePlan {
  /** The label by which objects are known as the product's. */
  readonly owner: { readonly label: string; readonly value: string };
  /**
   * What runtimes of one product may share, so that each of them is made with its first and deleted with its last: step
   * by step, each of which needs the one before; name for the resource → object.
   */
  readonly shared: readonly Readonly<Record<string, Manifest>>[];
  /** What the runtime's application may use and reach. */
  readonly project: Manifest;
  /** How Argo CD reads the code repo; absent: without signing in. */
  readonly credentials?: Manifest;
  readonly application: Manifest;
}

/** A runtime as its cluster sees it: valid, with all defaults. */
export interface RuntimeOnCluster {
  readonly runtimeName: string;
  /** Path of the product's group, which is what its members' group is called at sign-in. */
  readonly product: string;
  readonly productId: string;
  readonly account: string;
  readonly namespaces: readonly string[];
  readonly source: {
    readonly url: string;
    readonly path: string;
    readonly targetRevision: string;
  };
  readonly credentials?:
    | {
        readonly username?: string | undefined;
        readonly password?: string | undefined;
        readonly sshPrivateKey?: string | undefined;
      }
    | undefined;
  /** Where Argo CD looks for applications. */
  readonly argocdNamespace: string;
}

/** What a cluster allows a product beyond its own namespaces. */
export interface Allowances {
  /** Sorted. */
  readonly namespaces: readonly string[];
  /** Cluster-scoped, sorted. */
  readonly kinds: readonly { readonly group: string; readonly kind: string }[];
}
