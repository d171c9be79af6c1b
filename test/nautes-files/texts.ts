/** A Cluster resource in the form in which Nautes v0.4.2 writes it. */
export const nautesCluster = `apiVersion: nautes.resource.nautes.io/v1alpha1
kind: Cluster
metadata:
  creationTimestamp: null
  name: vd
  namespace: nautes
spec:
  apiServer: https://10.0.0.9:31456
  clusterKind: kubernetes
  clusterType: virtual
  componentsList:
    deployment:
      additions:
        host: argocd.vd.10.0.0.9.nip.io
      name: argocd
      namespace: argocd
    certManagement: null
    gateway:
      additions:
        httpNodePort: "30080"
        httpsNodePort: "30443"
      name: traefik
      namespace: traefik
  hostCluster: h
  primaryDomain: 10.0.0.9.nip.io
  productAllowedClusterResources:
    shop:
    - group: rbac.authorization.k8s.io
      kind: ClusterRole
  reservedNamespacesAllowedProducts:
    argocd:
    - shop
  usage: worker
  workerType: deployment
status:
  productIDMap: null
  warnings: null
`;

/** What registers a cluster with Nautes, and nothing more. */
export function bareCluster(name: string, spec = "{}"): string {
  return `apiVersion: nautes.resource.nautes.io/v1alpha1\nkind: Cluster\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
}

function resource(kind: string, name: string, spec: string): string {
  return `apiVersion: nautes.resource.nautes.io/v1alpha1\nkind: ${kind}\nmetadata: {creationTimestamp: null, name: ${name}}\nspec: ${spec}\n`;
}

/** The files of a product's `default.project` as Nautes writes them: two runtimes, one of a code repo that no file tells. */
export const productFiles: Readonly<Record<string, string>> = {
  "envs/env-dev.yaml": resource(
    "Environment",
    "env-dev",
    "{cluster: vd, envType: development, product: product-12}",
  ),
  "code-repos/repo-34/repo-34.yaml": resource(
    "CodeRepo",
    "repo-34",
    "{codeRepoProvider: gitlab-nautes, product: product-12, project: '', repoName: deploy-config, webhook: null}",
  ),
  "projects/api-server/api-server.yaml": resource(
    "Project",
    "api-server",
    "{language: go, product: product-12}",
  ),
  "runtimes/dr-dev.yaml": resource(
    "DeploymentRuntime",
    "dr-dev",
    `{account: dr-dev-sa, destination: {environment: env-dev, namespaces: [shop-dev]},
  manifestSource: {codeRepo: repo-34, path: manifests/development, targetRevision: HEAD},
  product: product-12, projectsRef: [api-server, web]}`,
  ),
  "runtimes/dr-test.yaml": resource(
    "DeploymentRuntime",
    "dr-test",
    `{destination: {environment: env-test, namespaces: null},
  manifestSource: {codeRepo: repo-35, path: ., targetRevision: main}, product: product-12}`,
  ),
  "production/kustomization.yaml":
    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n",
};
