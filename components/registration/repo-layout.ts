/** Where things are in a config repo. No other file spells a path of one. */

const clusters = "nautes/overlays/production/clusters";

/** Path of a cluster's Cluster resource; `*` gives the pattern of all. */
export function clusterResource(cluster: string): string {
  return `${clusters}/${cluster}.yaml`;
}

/** Label of the Cluster resource of a cluster that is not delivered by pull. */
export const deliveryLabel = "pulumi-nautes/delivery";

/** Annotation of the Cluster resource of a pushed virtual cluster: the NodePort of its API. */
export const nodePortAnnotation = "pulumi-nautes/https-node-port";

/** Folder of all Cluster resources. */
export const clustersFolder = clusters;

/** The list of all clusters. */
export const clustersKustomization = `${clusters}/kustomization.yaml`;

/** The application set of all hosts. */
export const hostClusterAppset = "tenant/production/host-cluster-appset.yaml";

/** Files below this show that there is a worker. */
export const runtimesPrefix = "runtimes/";

/** The application sets that all workers share. */
export const sharedAppsets = {
  runtime: "tenant/production/runtime-appset.yaml",
  initial: "tenant/production/runtime-initial-appset.yaml",
  argocd: "tenant/production/runtime-argocd-appset.yaml",
} as const;

/** Folder of what is installed on a worker. */
export function runtimeFolder(cluster: string): string {
  return `${runtimesPrefix}${cluster}-runtime`;
}

/** Folder of what is installed on a host. */
export function hostFolder(host: string): string {
  return `host-clusters/${host}`;
}

/** Folder of a virtual cluster in its host's; `*` gives the pattern of all. */
export function virtualClusterFolder(host: string, cluster: string): string {
  return `${hostFolder(host)}/vclusters/${cluster}`;
}

/** Folder of the overlay of one component below a worker's or host's folder. */
export function overlay(folder: string, component: string): string {
  return `${folder}/${component}/overlays/production`;
}

/** Folder of a base that the tenant's repo provides and no registration writes. */
export function base(component: string): string {
  return `${component}/overlays/production`;
}

/** A path of the repo as a kustomization in an overlay refers to it. */
export function fromOverlay(path: string): string {
  return `../../../../../${path}`;
}

/** Folder of the Argo CD applications below a worker's or host's folder. */
export function applications(folder: string): string {
  return `${folder}/production`;
}

/** The application set of a host's virtual clusters. */
export function virtualClusterAppset(host: string): string {
  return `${applications(hostFolder(host))}/vcluster-appset.yaml`;
}

/** The dashboards' ingresses of a worker or host; on a host one for each virtual pipeline cluster. */
export function dashboardIngress(folder: string): string {
  return `${overlay(folder, "oauth2-proxy")}/ingress-tekton-dashboard.yaml`;
}

/** The OAuth middlewares of a worker or host; on a host two for each virtual pipeline cluster. */
export function oauthMiddleware(folder: string): string {
  return `${overlay(folder, "traefik")}/middleware-oauth.yaml`;
}

/** Folder of what a virtual cluster needs on its host before it runs. */
export function virtualClusterInitial(host: string, cluster: string): string {
  return `${virtualClusterFolder(host, cluster)}/vcluster-initial`;
}

/** The Service of a virtual cluster's API on its host; `*` as the cluster gives the pattern of all. */
export function virtualClusterService(host: string, cluster: string): string {
  return `${virtualClusterInitial(host, cluster)}/svc.yaml`;
}

/** Where things are in a product's `default.project`. */
export const product = {
  runtimes: "runtimes",
  environments: "envs",
  codeRepos: "code-repos",
  projects: "projects",
  kustomization: "production/kustomization.yaml",
  runtime: (name: string): string => `runtimes/${name}.yaml`,
  environment: (name: string): string => `envs/${name}.yaml`,
  project: (name: string): string => `projects/${name}/${name}.yaml`,
} as const;
