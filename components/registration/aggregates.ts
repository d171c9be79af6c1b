import type { EntriesClaim, SharedClaim } from "../../provider/claims/model";
import { keyedEntries, listEntries } from "./claims";
import { applicationSet, inCluster } from "./manifests/argo-cd";
import { kustomization } from "./manifests/kubernetes";
import { yamlText } from "./manifests/yaml-text";
import * as layout from "./repo-layout";
import type { Tenant } from "./tenant";

const elements = "spec.generators[0].list.elements";

/** A cluster's entry in the list of all clusters. */
export function clustersKustomizationEntry(cluster: string): Record<string, EntriesClaim> {
  return { [layout.clustersKustomization]: kustomizationEntries([`${cluster}.yaml`]) };
}

/** Entries in the `resources` of a kustomization. */
export function kustomizationEntries(resources: readonly string[]): EntriesClaim {
  return listEntries("resources", resources, `${yamlText(kustomization([]))}\n`);
}

/** A host's entry in the application set of all hosts. */
export function hostAppsetEntry(host: string, tenant: Tenant): Record<string, EntriesClaim> {
  const empty = applicationSet({
    metadata: { name: "host-cluster-appset", namespace: "argocd" },
    generator: { list: { elements: [] } },
    template: { name: "{{cluster}}" },
    project: tenant.name,
    repoURL: tenant.repositoryUrl,
    path: layout.applications(layout.hostFolder("{{cluster}}")),
    server: inCluster,
    namespace: "argocd",
    createNamespace: true,
  });
  return { [layout.hostClusterAppset]: clusterEntry(host, `${yamlText(empty)}\n`) };
}

/** A virtual cluster's entry in the application set of its host. */
export function virtualClusterAppsetEntry(
  cluster: string,
  host: string,
  tenant: Tenant,
): Record<string, EntriesClaim> {
  const empty = applicationSet({
    metadata: { name: `${host}-vcluster-appset` },
    generator: { list: { elements: [] } },
    template: { name: "{{cluster}}" },
    project: tenant.name,
    repoURL: tenant.repositoryUrl,
    path: layout.virtualClusterFolder(host, "{{cluster}}"),
    server: inCluster,
    namespace: "argocd",
    createNamespace: false,
  });
  return { [layout.virtualClusterAppset(host)]: clusterEntry(cluster, `${yamlText(empty)}\n`) };
}

/** The application sets that all workers need; Argo CD fills them from the clusters it knows. */
export function workerAppsets(tenant: Tenant): Record<string, SharedClaim> {
  const folder = layout.runtimeFolder("{{name}}");
  const { runtime, initial, argocd } = layout.sharedAppsets;
  return {
    [runtime]: workerAppset(tenant, "runtime", folder, "argocd"),
    [initial]: workerAppset(
      tenant,
      "runtime-initial",
      layout.overlay(folder, "initial"),
      tenant.namespace,
    ),
    [argocd]: workerAppset(tenant, "runtime-argocd", layout.overlay(folder, "argocd"), "argocd"),
  };
}

function workerAppset(tenant: Tenant, name: string, path: string, namespace: string): SharedClaim {
  const workers = { selector: { matchLabels: { "cluster.nautes.io/usage": "worker" } } };
  const document = applicationSet({
    metadata: { name: `${name}-appset`, namespace: "argocd" },
    generator: { clusters: workers },
    template: { name: `{{name}}-${name}`, namespace: "argocd" },
    project: tenant.name,
    repoURL: tenant.repositoryUrl,
    path,
    server: "{{server}}",
    namespace,
    createNamespace: true,
  });
  return { document, keepWhile: layout.runtimesPrefix };
}

function clusterEntry(cluster: string, empty: string): EntriesClaim {
  return keyedEntries(elements, "cluster", [{ cluster }], empty);
}
