import type { Json } from "../../provider/claims/model";
import type { ComponentChartArgs } from "../registration/args";
import type { ClusterClass } from "../registration/categories";
import type { ComponentChoice } from "../registration/component-choices";

/** Where a chart comes from. */
export interface ChartSource {
  /** URL of an HTTP repository; undefined: `name` is an `oci://` reference or a path, or the chart is one of ours. */
  readonly repository?: string | undefined;
  readonly name: string;
  readonly version: string;
  /** Whether it ships with this package, below `charts/own`. */
  readonly own?: true;
}

/** A Kubernetes object as data. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly [key: string]: unknown;
}

/**
 * When something is installed; each wave needs all before it, and deletion is the reverse. 0: namespaces and Secrets; 1:
 * the gateway; 2: operators, with the gateway at the same time; 3: HNC, alone, because its webhook judges every
 * Namespace; 4: what needs one of them. (reference: the charts' own documentation)
 */
export type Wave = 0 | 1 | 2 | 3 | 4;

/** One Helm release. */
export interface ReleasePlan {
  readonly namespace: string;
  readonly wave: Exclude<Wave, 0>;
  readonly chart: ChartSource;
  readonly values: { readonly [key: string]: Json };
  /** How long the installation may take; twice as long as it takes with images to be pulled. */
  readonly timeoutSeconds: number;
  /** Path, below the package, of a program that changes what Helm has rendered. */
  readonly postrender?: string;
}

/** One object beside the releases. */
export interface ObjectPlan {
  readonly wave: 0 | 4;
  readonly manifest: Manifest;
  /** Whether it stays when it is no longer wanted, because nobody may delete it. */
  readonly retain?: true;
}

/** The kind and name of an admission webhook configuration. */
export interface WebhookConfiguration {
  readonly kind: "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration";
  readonly name: string;
}

/** A Secret that a release reads and that somebody else makes. */
export interface NeededSecret {
  readonly namespace: string;
  readonly name: string;
  readonly keys: readonly string[];
  /** What to do when it is not there. */
  readonly remedy: string;
}

/** All that one component, or all of a cluster's together, come to; maps, so that their parts merge and diff by name. */
export interface InstallPlan {
  /** Name → labels. */
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Name of the release → release. */
  readonly releases: Readonly<Record<string, ReleasePlan>>;
  /** Name for the resource, unique in the cluster → object. */
  readonly objects: Readonly<Record<string, ObjectPlan>>;
  readonly readiness: {
    /** Must be served: have a CA. */
    readonly webhooks: readonly WebhookConfiguration[];
    /** Must pass as a server-side dry run. */
    readonly probes: readonly Manifest[];
    readonly secrets: readonly NeededSecret[];
  };
  readonly cleanup: {
    /** Custom resources that only their operator can delete, `<plural>.<group>`, in the order of deletion. */
    readonly drain: readonly string[];
    /** What releases leave behind, deleted only with `deleteCrds`. */
    readonly crds: readonly string[];
    /** What an uninstallation that fails half way may leave behind. */
    readonly webhookConfigurations: readonly WebhookConfiguration[];
  };
  /** The lowest version of Kubernetes that every chart accepts, e.g. `1.28`. */
  readonly kubernetes: { readonly atLeast: string; readonly below?: string };
}

/** What a user chose for one component. */
export type ChartChoice = ComponentChoice;

/** Another chart, or another version of the same; what is not given stays as it is. */
export type ChartSourceChoice = ComponentChartArgs;

/** A cluster as its charts need to know it: valid, with all defaults. */
export interface ChartCluster {
  readonly name: string;
  readonly clusterClass: ClusterClass;
  readonly apiServer: string;
  readonly primaryDomain: string;
  /** Host or IP address of the node that the gateway answers on: of a virtual cluster the host's. */
  readonly nodeAddress: string;
  /** Physical clusters and hosts only. */
  readonly gatewayHttpNodePort?: number | undefined;
  /** Of a virtual cluster the host's. */
  readonly gatewayHttpsNodePort: number;
  /** Of the virtual cluster's API on its host; virtual clusters only. */
  readonly nodePort?: number | undefined;
  /** Workers only. */
  readonly argocdHost?: string | undefined;
  /** Pipeline workers only. */
  readonly tektonHost?: string | undefined;
  readonly tenant: ChartTenant;
  /** Several replicas of what can have them. */
  readonly ha: boolean;
  readonly deleteCrds: boolean;
}

/** What charts need of a tenant. */
export interface ChartTenant {
  readonly name: string;
  readonly namespace: string;
  readonly caCertificate?: string | undefined;
  readonly oidc?:
    | {
        readonly issuer?: string | undefined;
        readonly clientId?: string | undefined;
        readonly clientSecret?: string | undefined;
        readonly cookieSecret?: string | undefined;
        readonly existingSecret?: string | undefined;
      }
    | undefined;
  readonly vault?:
    | { readonly address?: string | undefined; readonly caCertificate?: string | undefined }
    | undefined;
  readonly git?:
    | { readonly address?: string | undefined; readonly caCertificate?: string | undefined }
    | undefined;
  readonly mirror?:
    { readonly charts?: string | undefined; readonly images?: string | undefined } | undefined;
}
