/** What a component of Nautes is for. */
export type Category =
  | "deployment"
  | "eventListener"
  | "gateway"
  | "multiTenant"
  | "oauthProxy"
  | "pipeline"
  | "progressiveDelivery"
  | "secretManagement"
  | "secretSync";

/** One of the five kinds of cluster that Nautes knows. */
export type ClusterClass =
  "physical deployment" | "physical pipeline" | "host" | "virtual deployment" | "virtual pipeline";

interface CategoryEntry {
  /** The component that Nautes installs; no category has another. */
  readonly component: string;
  readonly namespace: string;
  /** Always there as it is. */
  readonly forced: boolean;
  readonly classes: readonly ClusterClass[];
  /** Additions that are always there, with their defaults. */
  readonly additions?: Readonly<Record<string, string>>;
}

const workers = [
  "physical deployment",
  "physical pipeline",
  "virtual deployment",
  "virtual pipeline",
] as const;
const deployments = ["physical deployment", "virtual deployment"] as const;
const pipelines = ["physical pipeline", "virtual pipeline"] as const;
const physical = ["physical deployment", "physical pipeline", "host"] as const;

/** Nautes' component tables of v0.4.2, which category a class has and what is installed for it. */
export const categories: { readonly [C in Category]: CategoryEntry } = {
  deployment: entry("argocd", "argocd", workers),
  eventListener: entry("argo-events", "argo-events", pipelines),
  gateway: {
    ...entry("traefik", "traefik", [...physical, "virtual pipeline"]),
    additions: { httpNodePort: "30080", httpsNodePort: "30443" },
  },
  multiTenant: entry("hnc", "hnc-system", workers),
  oauthProxy: entry("oauth2-proxy", "oauth2-proxy", physical, true),
  pipeline: entry("tekton", "tekton-pipelines", pipelines),
  progressiveDelivery: entry("argo-rollouts", "argo-rollouts", deployments),
  secretManagement: entry("vault", "vault", [...workers, "host"], true),
  secretSync: entry("external-secrets", "external-secrets", workers),
};

/** Every category, in the order of the Cluster resource. */
export const categoryNames = Object.keys(categories) as readonly Category[];

/** The categories that clusters of this class have. */
export function categoriesOf(clusterClass: ClusterClass): readonly Category[] {
  return categoryNames.filter((name) => categories[name].classes.includes(clusterClass));
}

/** The categories that a user may set on clusters of this class. */
export function settableCategoriesOf(clusterClass: ClusterClass): readonly Category[] {
  return categoriesOf(clusterClass).filter((name) => !categories[name].forced);
}

function entry(
  component: string,
  namespace: string,
  classes: readonly ClusterClass[],
  forced = false,
): CategoryEntry {
  return { component, namespace, classes, forced };
}
