import type { KubeObject } from "./api-client";

/** What an operator does for one kind of custom resource, as far as others can see it. */
export interface Operator {
  /** `<group>/<version>/<plural>` */
  readonly resource: string;
  /** `<kind, plural>/<namespace>/<name>` of the workload that does it; it works while one of its pods is Ready. */
  readonly workload: string;
  /** Taken off a deleted object; all that is deleted without a working operator stays. */
  readonly finalizer?: string;
  /** Whether the operator puts the finalizer on, too. @default false: who makes the object does */
  readonly setsFinalizer?: boolean;
  /** Objects of its own namespace that must be gone before: `resource` as above, and which object each of them names. */
  readonly heldBy?: readonly {
    readonly resource: string;
    readonly names: (holder: KubeObject) => unknown;
  }[];
  /** Merged once into the status of each object. */
  readonly status?: object;
}

const argocd = "statefulsets/argocd/argocd-application-controller";
const argoEvents = "deployments/argo-events/argo-events-controller-manager";
const externalSecrets = "deployments/external-secrets/external-secrets";
const argoFinalizer = "resources-finalizer.argocd.argoproj.io";
const applications = "argoproj.io/v1alpha1/applications";
const eventSources = "argoproj.io/v1alpha1/eventsources";
const sensors = "argoproj.io/v1alpha1/sensors";

/** The operators of the default charts, under the names that the charts give them. */
export const operators: readonly Operator[] = [
  {
    resource: applications,
    workload: argocd,
    finalizer: argoFinalizer,
    status: { sync: { status: "Synced" }, health: { status: "Healthy" } },
  },
  {
    resource: "argoproj.io/v1alpha1/appprojects",
    workload: argocd,
    finalizer: argoFinalizer,
    heldBy: [
      { resource: applications, names: ({ spec }) => (spec as { project?: string }).project },
    ],
  },
  {
    resource: "argoproj.io/v1alpha1/eventbus",
    workload: argoEvents,
    finalizer: "eventbus-controller",
    setsFinalizer: true,
    heldBy: [
      { resource: eventSources, names: eventBusOf },
      { resource: sensors, names: eventBusOf },
    ],
    status: conditions("Deployed", "Configured"),
  },
  {
    resource: eventSources,
    workload: argoEvents,
    finalizer: "eventsource-controller",
    setsFinalizer: true,
    status: conditions("Deployed", "SourcesProvided"),
  },
  {
    resource: sensors,
    workload: argoEvents,
    finalizer: "sensor-controller",
    setsFinalizer: true,
    status: conditions("Deployed", "DependenciesProvided", "TriggersProvided"),
  },
  {
    resource: "external-secrets.io/v1/externalsecrets",
    workload: externalSecrets,
    finalizer: "externalsecrets.external-secrets.io/externalsecret-cleanup",
    setsFinalizer: true,
    status: conditions("Ready"),
  },
  {
    resource: "external-secrets.io/v1/secretstores",
    workload: externalSecrets,
    status: conditions("Ready"),
  },
  {
    resource: "external-secrets.io/v1/clustersecretstores",
    workload: externalSecrets,
    status: conditions("Ready"),
  },
  {
    resource: "hnc.x-k8s.io/v1alpha2/subnamespaceanchors",
    workload: "deployments/hnc-system/hnc-controller-manager",
    finalizer: "hnc.x-k8s.io",
    setsFinalizer: true,
  },
];

/** What their webhooks deny always. */
export const denials: readonly {
  readonly operation: "CREATE" | "UPDATE" | "DELETE";
  /** `<plural>.<group>` */
  readonly resource: string;
  readonly message: string;
}[] = [
  {
    operation: "DELETE",
    resource: "hncconfigurations.hnc.x-k8s.io",
    message: "Deleting the 'config' object is forbidden",
  },
];

function conditions(...types: readonly string[]): object {
  return { conditions: types.map((type) => ({ type, status: "True" })) };
}

function eventBusOf({ spec }: KubeObject): unknown {
  return (spec as { eventBusName?: string }).eventBusName ?? "default";
}
