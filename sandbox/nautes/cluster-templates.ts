import { argocdTemplates } from "./templates/argocd";
import { gatewayTemplates } from "./templates/gateway";
import { pipelineTemplates } from "./templates/pipeline";
import { tenantTemplates } from "./templates/tenant";
import { virtualTemplates } from "./templates/virtual";
import { workerTemplates } from "./templates/worker";
import type { Cluster } from "./cluster";

/** The files of the repository of templates. */
export const clusterTemplates: Readonly<Record<string, string>> = {
  ...tenantTemplates,
  ...workerTemplates,
  ...argocdTemplates,
  ...pipelineTemplates,
  ...gatewayTemplates,
  ...virtualTemplates,
};

const runtime = "runtimes/_RUNTIME_";
const host = "host-clusters/_HOST_CLUSTER_";
const kustomization = "nautes/overlays/production/clusters/kustomization.yaml";
const hostAppset = "tenant/production/host-cluster-appset.yaml";
const vclusterAppset = `${host}/production/vcluster-appset.yaml`;

/** The templates of each component: folders, with a slash at their end, and files. */
const componentTemplates: Readonly<Record<string, readonly string[]>> = {
  hnc: [`${runtime}/production/hnc-app.yaml`],
  "external-secrets": [
    `${runtime}/production/external-secret-app.yaml`,
    `${runtime}/production/external-secrets-resources-app.yaml`,
  ],
  argocd: [`${runtime}/argocd/`, "tenant/production/runtime-argocd-appset.yaml"],
  "argo-rollouts": [`${runtime}/production/argo-rollouts-app.yaml`],
  "argo-events": [`${runtime}/production/argo-events-app.yaml`, `${runtime}/argoevents/`],
  tekton: [
    `${runtime}/tekton/`,
    `${runtime}/production/tekton-app.yaml`,
    `${runtime}/production/tekton-cluster-tasks-app.yaml`,
  ],
};

/** The paths of the templates that a save of a cluster renders. */
export function savedTemplates({ spec }: Cluster): string[] {
  const chosen = Object.values(spec.componentsList).flatMap(({ name }) => ofComponent(name, spec));
  const common =
    spec.usage === "host"
      ? [hostAppset, vclusterAppset]
      : [
          `${runtime}/initial/overlays/production/kustomization.yaml`,
          `${runtime}/initial/overlays/production/cm-nautes.yaml`,
          `${runtime}/runtime-app.yaml`,
          `${runtime}/runtime-project.yaml`,
          "tenant/production/runtime-appset.yaml",
          "tenant/production/runtime-initial-appset.yaml",
          ...(spec.clusterType === "virtual" ? [`${host}/vclusters/`] : []),
        ];
  return [kustomization, ...common, ...chosen].flatMap(filesOf);
}

/** The paths of the templates that the removal of a cluster renders. */
export function removedTemplates({ spec }: Cluster): string[] {
  return spec.usage === "host" ? [kustomization, hostAppset, vclusterAppset] : [kustomization];
}

function ofComponent(name: string, { usage, clusterType }: Cluster["spec"]): readonly string[] {
  const isPhysical = clusterType === "physical";
  if (name === "traefik" || name === "oauth2-proxy") {
    if (!isPhysical) return [];
    const folder = usage === "host" ? host : runtime;
    const apps = [`${name}-app.yaml`, `${name}-resources-app.yaml`];
    return [...apps.map((app) => `${folder}/production/${app}`), `${folder}/${name}/`];
  }
  if (name === "vault") {
    if (usage === "host") return [];
    const access = `${runtime}/initial/overlays/production/rbac-vault.yaml`;
    return [`${runtime}/production/vault-app.yaml`, ...(isPhysical ? [access] : [])];
  }
  return componentTemplates[name] ?? [];
}

function filesOf(path: string): string[] {
  if (!path.endsWith("/")) return [path];
  return Object.keys(clusterTemplates).filter((file) => file.startsWith(path));
}
