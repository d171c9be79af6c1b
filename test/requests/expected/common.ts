import type { DocumentName } from "../documents";

/** What a request of a document becomes: a component, arguments, and the notes' kinds and paths in their order. */
export interface Expected {
  readonly from: readonly [DocumentName, number];
  readonly kind: string;
  readonly args: object;
  readonly notes: readonly string[];
}

export const kubeconfig = [
  "apiVersion: v1",
  "clusters:",
  "- cluster:",
  "    certificate-authority-data: Y2E=",
  "    server: https://127.0.0.1:6443",
  "  name: default",
  "contexts:",
  "- context:",
  "    cluster: default",
  "    user: default",
  "  name: default",
  "current-context: default",
  "kind: Config",
  "preferences: {}",
  "users:",
  "- name: default",
  "  user:",
  "    client-certificate-data: Y2VydA==",
  "    client-key-data: a2V5",
  "",
].join("\n");
const inBase64 = Buffer.from(kubeconfig).toString("base64");

export const ip = "203.0.113.114";
export const physical = { apiServer: `https://${ip}:6443`, delivery: "pull" };
export const virtual = {
  apiServer: `https://${ip}:31456`,
  delivery: "pull",
  hostCluster: { clusterName: "cluster-host" },
  httpsNodePort: 31456,
};
const withDomain = { primaryDomain: `${ip}.nip.io` };
export const gateway = { additions: { httpNodePort: "30080", httpsNodePort: "30443" } };
const group = "authorization.k8s.io";
const productAllowedClusterResources = {
  "demo-quickstart": [
    { group, kind: "ClusterRole" },
    { group, kind: "ClusterRoleBinding" },
  ],
};
const resources = "product_allowed_cluster_resources.demo-quickstart";
export const uselessGroups = [
  `without effect ${resources}[0].group`,
  `without effect ${resources}[1].group`,
];
export const ports = ["translated traefik.http_node_port", "translated traefik.https_node_port"];
export const ofHost = ["translated vcluster.https_node_port", "translated host_cluster"];
export const reservedOf = "reserved_namespaces_allowed_products";
export const delivery = "translated delivery";

export function host(name: string): { additions: { host: string } } {
  return { additions: { host: name } };
}

export function reserved(...namespaces: string[]): Record<string, string[]> {
  return Object.fromEntries(namespaces.map((name) => [name, ["demo-quickstart"]]));
}

export const physicalPipeline = {
  ...physical,
  ...withDomain,
  clusterName: "physical-worker-pipeline",
  workerType: "pipeline",
  kubeconfig: inBase64,
  productAllowedClusterResources,
};
export const physicalDeployment = {
  ...physicalPipeline,
  clusterName: "physical-worker-deployment",
  workerType: "deployment",
};
export const hostCluster = {
  ...physical,
  ...withDomain,
  clusterName: "cluster-host",
  kubeconfig: inBase64,
  components: { gateway },
};
export const virtualPipeline = {
  ...virtual,
  ...withDomain,
  clusterName: "virtual-worker-pipeline",
  workerType: "pipeline",
  productAllowedClusterResources,
};
export const virtualDeployment = {
  ...virtualPipeline,
  clusterName: "virtual-worker-deployment",
  workerType: "deployment",
};

export const ofPipelines = [
  "tekton-pipelines",
  "argo-events",
  "argocd",
  "traefik",
  "external-secrets",
];
export const ofDeployments = ["argo-rollouts", "argocd", "external-secrets"];
