import type * as pulumi from "@pulumi/pulumi";
import type * as registration from "./registration";

/** `T`, of which each leaf may be an output. */
export type LeavesInput<T> = [T] extends [string | number | boolean | undefined]
  ? pulumi.Input<Exclude<T, undefined>> | Extract<T, undefined>
  : T extends object
    ? { readonly [Key in keyof T]: LeavesInput<T[Key]> }
    : T;

/** What the clusters of one tenant have in common; only `name` is always needed, a file that lacks another says so. */
export type TenantArgs = LeavesInput<registration.TenantArgs>;

/** A chart; what is left out stays as the catalogue has it. */
export type ComponentChartArgs = LeavesInput<Omit<registration.ComponentChartArgs, "values">> & {
  /** The same as the category's `values`, which come after these; outputs anywhere. */
  readonly values?: pulumi.Input<object> | undefined;
};

/** What is chosen for one category. */
export type ComponentArgs = Pick<registration.ComponentArgs, "name"> &
  LeavesInput<Pick<registration.ComponentArgs, "namespace" | "additions">> & {
    /** Push only: another chart or version. */
    readonly chart?: ComponentChartArgs | undefined;
    /** Push only: Helm values, merged over those of the catalogue; outputs anywhere. */
    readonly values?: pulumi.Input<object> | undefined;
    /** Push only: requests and limits of the component's main container, in Kubernetes' form; outputs anywhere. */
    readonly resources?: pulumi.Input<object> | undefined;
    /** Push only: tolerations of its pods, in Kubernetes' form; outputs anywhere. */
    readonly tolerations?: pulumi.Input<readonly unknown[]> | undefined;
  };

/** Category → what is chosen for it; categories that are not named are as Nautes has them. */
export type ComponentsArgs = {
  readonly [Name in keyof registration.ComponentsArgs]?: ComponentArgs | undefined;
};

/** Arguments of every cluster. */
export interface ClusterArgs {
  /** Default: the name of the resource. */
  readonly clusterName?: string | undefined;
  readonly tenant: TenantArgs;
  /** URL of the cluster's API, e.g. `https://10.0.0.9:6443`. */
  readonly apiServer: pulumi.Input<string>;
  /** Default: the host of `apiServer`, with `.nip.io` behind it if that is an IP address. */
  readonly primaryDomain?: pulumi.Input<string> | undefined;
  readonly components?: ComponentsArgs | undefined;
  /** Default: `push`. */
  readonly delivery?: registration.Delivery | undefined;
  /** Push only: several replicas of what can have them. Default: false. */
  readonly ha?: boolean | undefined;
  /** Push only: deletion takes the components' CRDs, and so all their custom resources. Default: false. */
  readonly deleteCrds?: boolean | undefined;
  /** Push only: what becomes of what is installed when the cluster is gone. Default: `fail`. */
  readonly ifUnreachable?: "fail" | "detach" | undefined;
  /** Lets `oidc.clientSecret` and `oidc.cookieSecret` be written in clear. Default: false. */
  readonly allowSecretsInFiles?: boolean | undefined;
  /** Take over files that are there already, with other content or of another owner. Default: false. */
  readonly adopt?: boolean | undefined;
}

/** Arguments of every cluster that products work on. */
export interface WorkerArgs {
  readonly workerType: registration.WorkerType;
  /** Namespace of a component → products that may deploy into it. */
  readonly reservedNamespacesAllowedProducts?:
    LeavesInput<{ readonly [namespace: string]: readonly string[] }> | undefined;
  /** Product → cluster-scoped kinds that it may create. */
  readonly productAllowedClusterResources?:
    | LeavesInput<{ readonly [product: string]: readonly registration.ClusterResourceArgs[] }>
    | undefined;
}

/** Arguments of every cluster that is there before it is registered. */
export interface CredentialArgs {
  /** Text, plain or base64; always secret. No file holds it. */
  readonly kubeconfig?: pulumi.Input<string> | undefined;
}

/** What others must know of a host; plain data, to be passed on through a stack's outputs. */
export interface HostClusterReference {
  readonly clusterName: string;
  readonly apiServer: string;
  readonly primaryDomain: string;
  readonly gatewayHttpsNodePort: number;
  /** Only if the host was given one; secret. */
  readonly kubeconfig?: string;
}

/** What others must know of a worker; plain data, to be passed on through a stack's outputs. */
export interface WorkerClusterReference {
  readonly clusterName: string;
  readonly apiServer: string;
  readonly primaryDomain: string;
  /** As the Cluster resource lists them. */
  readonly components: registration.ClusterComponents;
  readonly delivery: registration.Delivery;
  /** Only if the cluster was given it. */
  readonly ifUnreachable?: "fail" | "detach";
  /** Namespace of a component → products that may deploy into it. */
  readonly reservedNamespacesAllowedProducts?: { readonly [namespace: string]: readonly string[] };
  /** Product → cluster-scoped kinds that it may create. */
  readonly productAllowedClusterResources?: {
    readonly [product: string]: readonly registration.ClusterResourceArgs[];
  };
  /** Only of physical clusters. */
  readonly gatewayHttpsNodePort?: number;
  /** Only if the cluster was given one; secret. */
  readonly kubeconfig?: string;
}
