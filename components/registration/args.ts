import type { Json } from "../../provider/claims/model";
import type { Category } from "./categories";

/**
 * How a cluster's components get there: by `push` as Helm releases of this program, by `pull` through the tenant's Argo
 * CD, which installs what the config repo holds.
 */
export type Delivery = "push" | "pull";

/** What a worker is for. */
export type WorkerType = "deployment" | "pipeline";

/** A port, as a number or its decimal digits. */
export type Port = number | string;

/** The OIDC client that all clusters of a tenant share. */
export interface OidcArgs {
  readonly issuer?: string | undefined;
  readonly clientId?: string | undefined;
  /** Written in clear only with `allowSecretsInFiles`; `existingSecret` is the better way. */
  readonly clientSecret?: string | undefined;
  /** Name of a Secret on each cluster with the keys `client-id`, `client-secret` and `cookie-secret`. */
  readonly existingSecret?: string | undefined;
  /** 16, 24 or 32 characters, kept for good: a new one ends the users' sessions. */
  readonly cookieSecret?: string | undefined;
}

/** The Vault server of a tenant. */
export interface VaultArgs {
  readonly address?: string | undefined;
  /** PEM text of the authority that signed its certificate. */
  readonly caCertificate?: string | undefined;
}

/** The Git server of a tenant. Its address gives a key in a file, so it must be known when files are previewed. */
export interface GitArgs {
  readonly address?: string | undefined;
  /** Default: `gitlab`. */
  readonly type?: string | undefined;
  /** Default: `ecdsa`. */
  readonly deployKeyType?: string | undefined;
  /** PEM text of the authority that signed its certificate. */
  readonly caCertificate?: string | undefined;
}

/** Where the tenant's Dex keeps its configuration; no file of a registration needs it. */
export interface DexArgs {
  /** Of the cluster that Dex is on, as text or in base64; always secret. */
  readonly kubeconfig: string;
  /** Default: `dex`. */
  readonly namespace?: string | undefined;
  /** Name of the ConfigMap whose `config.yaml` has the static client. Default: `dex`. */
  readonly configMap?: string | undefined;
}

/** Where charts and images are mirrored; no file of a registration needs it. */
export interface MirrorArgs {
  readonly charts?: string | undefined;
  readonly images?: string | undefined;
}

/** What the clusters of one tenant have in common; only `name` is always needed, a file that lacks another says so. */
export interface TenantArgs {
  readonly name: string;
  /** Where Nautes runs. Default: `nautes`. */
  readonly namespace?: string | undefined;
  /** URL under which Argo CD reads the config repo, e.g. `ssh://git@git.example.com/nautes/tenant.git`. */
  readonly repositoryUrl?: string | undefined;
  /** PEM text of the authority that the OIDC issuer's certificate comes from. */
  readonly caCertificate?: string | undefined;
  readonly oidc?: OidcArgs | undefined;
  readonly vault?: VaultArgs | undefined;
  readonly git?: GitArgs | undefined;
  readonly dex?: DexArgs | undefined;
  readonly mirror?: MirrorArgs | undefined;
}

/** What is chosen for one category. */
export interface ComponentArgs {
  /** Of pull only Nautes' own; by push another component can take its place, with its `chart`. */
  readonly name?: string | undefined;
  /** Of pull only the component's own: Nautes' files name it literally. */
  readonly namespace?: string | undefined;
  /** Free settings; those with a meaning are `httpNodePort`, `httpsNodePort` (gateway) and `host` (deployment, pipeline). */
  readonly additions?: { readonly [key: string]: Port } | undefined;
  /** Push only: another chart or version. */
  readonly chart?: ComponentChartArgs | undefined;
  /** Push only: Helm values, merged over those of the catalogue. */
  readonly values?: { readonly [key: string]: unknown } | undefined;
  /** Push only: requests and limits of the component's main container, in Kubernetes' form. */
  readonly resources?: { readonly [key: string]: Json } | undefined;
  /** Push only: tolerations of its pods, in Kubernetes' form. */
  readonly tolerations?: readonly Json[] | undefined;
}

/** A chart; what is left out stays as the catalogue has it. */
export interface ComponentChartArgs {
  /** URL of an HTTP repository; left out with a `name` that begins with `oci://` or is a path. */
  readonly repository?: string | undefined;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  /** The same as the category's `values`, which come after these. */
  readonly values?: { readonly [key: string]: unknown } | undefined;
  /** How long the installation may take. Default: that of the catalogue, 600 for a chart that is not in it. */
  readonly timeoutSeconds?: number | undefined;
}

/** Categories that a user may set, as far as the class of the cluster has them. */
export type ComponentsArgs = {
  readonly [C in Exclude<Category, "secretManagement" | "oauthProxy">]?: ComponentArgs | undefined;
};

/** A cluster-scoped kind that a product may create. */
export interface ClusterResourceArgs {
  readonly group: string;
  readonly kind: string;
}

interface ClusterArgs {
  readonly clusterName: string;
  readonly tenant: TenantArgs;
  /** URL of the cluster's API, e.g. `https://10.0.0.9:6443`. */
  readonly apiServer: string;
  /** Default: the host of `apiServer`, with `.nip.io` behind it if that is an IP address. */
  readonly primaryDomain?: string | undefined;
  readonly components?: ComponentsArgs | undefined;
  /** Default: `push`. */
  readonly delivery?: Delivery | undefined;
  /** Push only: several replicas of what can have them. Default: false. */
  readonly ha?: boolean | undefined;
  /** Push only: deletion takes the components' CRDs, and so all their custom resources. Default: false. */
  readonly deleteCrds?: boolean | undefined;
  /** Push only: what becomes of what is installed when the cluster is gone. Default: `fail`. */
  readonly ifUnreachable?: "fail" | "detach" | undefined;
  /** Lets `oidc.clientSecret` and `oidc.cookieSecret` be written in clear. Default: false. */
  readonly allowSecretsInFiles?: boolean | undefined;
}

interface WorkerArgs {
  readonly workerType: WorkerType;
  /** Namespace of a component → products that may deploy into it. */
  readonly reservedNamespacesAllowedProducts?:
    { readonly [namespace: string]: readonly string[] } | undefined;
  /** Product → cluster-scoped kinds that it may create. */
  readonly productAllowedClusterResources?:
    { readonly [product: string]: readonly ClusterResourceArgs[] } | undefined;
}

/** A physical worker. */
export interface PhysicalClusterArgs extends ClusterArgs, WorkerArgs {
  /** Text, plain or base64; no file holds it. */
  readonly kubeconfig?: string | undefined;
}

/** A physical cluster that carries virtual ones. */
export interface HostClusterArgs extends ClusterArgs {
  /** Text, plain or base64; no file holds it. */
  readonly kubeconfig?: string | undefined;
}

/** What a virtual cluster must know of its host. */
export interface HostClusterReference {
  readonly clusterName: string;
  readonly apiServer: string;
  readonly gatewayHttpsNodePort: Port;
  readonly kubeconfig?: string | undefined;
}

/** A worker inside a host. */
export interface VirtualClusterArgs extends ClusterArgs, WorkerArgs {
  readonly hostCluster: HostClusterReference;
  /** NodePort of its API on the host. Default: the port in `apiServer`. */
  readonly httpsNodePort?: number | undefined;
}

/** A component as the Cluster resource records it. */
export interface ClusterComponent {
  readonly name: string;
  readonly namespace: string;
  readonly additions?: { readonly [key: string]: string } | undefined;
}

/** The components of a cluster as its Cluster resource records them. */
export type ClusterComponents = { readonly [C in Category]?: ClusterComponent | undefined };

/** What a runtime must know of its cluster; the rest of a reference may be there and is not needed. */
export interface ClusterReference {
  readonly clusterName: string;
  /** Known ones are checked at once, all of them against the config repo. */
  readonly components?: ClusterComponents | undefined;
  /** If it is known; a runtime is delivered as its cluster is. */
  readonly delivery?: Delivery | undefined;
  readonly apiServer?: string | undefined;
  readonly gatewayHttpsNodePort?: Port | undefined;
  /** Push only. Text, plain or base64; no file holds it. */
  readonly kubeconfig?: string | undefined;
}

/** How Argo CD reads a code repo that is not public: over HTTPS, or over SSH. */
export interface CodeRepoCredentials {
  readonly username?: string | undefined;
  /** Or a token. */
  readonly password?: string | undefined;
  /** In PEM form. */
  readonly sshPrivateKey?: string | undefined;
}

/** A product's deployment on a cluster. */
export interface DeploymentRuntimeArgs {
  readonly runtimeName: string;
  readonly product: string;
  /** `product-<id of the GitLab group>`. */
  readonly productId: string;
  readonly cluster: ClusterReference;
  /** As that of its cluster. */
  readonly delivery?: Delivery | undefined;
  /** The account on the cluster that the deployment uses. Default: the runtime's name. */
  readonly account?: string | undefined;
  /** Projects of the product whose work is deployed. */
  readonly projects?: readonly string[] | undefined;
  readonly manifestSource: {
    /** Name of the code repo in the group that the config repo is in, or, with a `/`, its full path. */
    readonly codeRepo: string;
    /** Branch, tag, commit or `HEAD`. */
    readonly targetRevision: string;
    /** Folder in the code repo. */
    readonly path: string;
  };
  /** `repo-<id of the GitLab project>` of the code repo. */
  readonly codeRepoId: string;
  /** Push only: the URL under which Argo CD reads the code repo. */
  readonly codeRepoUrl?: string | undefined;
  /** Push only: no file holds them. */
  readonly codeRepoCredentials?: CodeRepoCredentials | undefined;
  readonly destination: {
    readonly environment: string;
    /** Default: one, named like the runtime. */
    readonly namespaces?: readonly string[] | undefined;
  };
  /** Makes the environment, too; without it, it must exist and name the cluster. */
  readonly environment?: { readonly type: string } | undefined;
  /** Push only: what becomes of what is on the cluster when the cluster is gone. Default: `fail`. */
  readonly ifUnreachable?: "fail" | "detach" | undefined;
  /** Leaves out the checks against other files. Default: false. */
  readonly skipChecks?: boolean | undefined;
}
