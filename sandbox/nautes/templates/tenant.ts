import { inCluster } from "./application";

interface ApplicationSet {
  readonly name: string;
  /** Text of the generator at the indentation of the list's items. */
  readonly generator: string;
  readonly application: string;
  readonly path: string;
  readonly server: string;
  readonly namespace: string;
  /** Whether the set itself has a namespace; its applications make theirs then. */
  readonly inArgocd: boolean;
}

const workers = `    - clusters:
        selector:
          matchLabels:
            cluster.nautes.io/usage: worker
`;

/** The files of many clusters, by the path of the template. */
export const tenantTemplates: Readonly<Record<string, string>> = {
  "nautes/overlays/production/clusters/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
[[#CLUSTERS]]  - [[CLUSTER]].yaml
[[/CLUSTERS]]`,
  "tenant/production/host-cluster-appset.yaml": applicationSet({
    name: "host-cluster-appset",
    generator: listOf("HOSTS"),
    application: "'{{cluster}}'",
    path: '"host-clusters/{{cluster}}/production"',
    server: inCluster,
    namespace: "argocd",
    inArgocd: true,
  }),
  "host-clusters/_HOST_CLUSTER_/production/vcluster-appset.yaml": `[[#HAS_VCLUSTERS]]${applicationSet(
    {
      name: "[[NAME]]-vcluster-appset",
      generator: listOf("VCLUSTERS"),
      application: "'{{cluster}}'",
      path: '"host-clusters/[[NAME]]/vclusters/{{cluster}}"',
      server: inCluster,
      namespace: "argocd",
      inArgocd: false,
    },
  )}[[/HAS_VCLUSTERS]]`,
  "tenant/production/runtime-appset.yaml": workerSet("runtime", "", "argocd"),
  "tenant/production/runtime-argocd-appset.yaml": workerSet(
    "runtime-argocd",
    "/argocd/overlays/production",
    "argocd",
  ),
  "tenant/production/runtime-initial-appset.yaml": workerSet(
    "runtime-initial",
    "/initial/overlays/production",
    "[[NS]]",
  ),
};

function listOf(clusters: string): string {
  return `    - list:
        elements:
[[#${clusters}]]          - cluster: [[CLUSTER]]
[[/${clusters}]]`;
}

function workerSet(name: string, path: string, namespace: string): string {
  return applicationSet({
    name: `${name}-appset`,
    generator: workers,
    application: `'{{name}}-${name}'\n      namespace: argocd`,
    path: `'runtimes/{{name}}-runtime${path}'`,
    server: "'{{server}}'",
    namespace,
    inArgocd: true,
  });
}

function applicationSet(given: ApplicationSet): string {
  const { inArgocd } = given;
  return `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: ${given.name}
${inArgocd ? "  namespace: argocd\n" : ""}spec:
  generators:
${given.generator}  template:
    metadata:
      name: ${given.application}
    spec:
      project: [[TENANT]]
      source:
        repoURL: [[REPO]]
        targetRevision: HEAD
        path: ${given.path}
      destination:
        server: ${given.server}
        namespace: ${given.namespace}
      syncPolicy:
        automated:
          selfHeal: true
          prune: true
${inArgocd ? "        syncOptions:\n          - CreateNamespace=true\n" : ""}`;
}
