import type { DocumentName } from "./documents";
import { kubeconfig } from "./expected/common";

/** A template of a document, its variables, values for them, and what it is then. */
export interface Template {
  readonly from: readonly [DocumentName, number];
  readonly variables: readonly string[];
  readonly values: Readonly<Record<string, string>>;
  readonly kind: string;
  readonly name: string;
}

const common = {
  "cluster-name": "c",
  "cluster-ip": "203.0.113.5",
  cluster_ip: "203.0.113.5",
  suffix: "1",
  "product-name": "shop",
  kubeconfig,
};
const physical = ofCluster("https://203.0.113.5:6443", "physical", "worker");
const host = ofCluster("https://203.0.113.5:6443", "physical", "host");
const virtual = {
  ...ofCluster("https://203.0.113.5:31456", "virtual", "worker"),
  "host-cluster": "h",
  host_cluster: "h",
  "api-server-port": "31456",
  api_server_port: "31456",
};
const blanks = { http_node_port: "30080", https_node_port: "30443", argocd_host: "203.0.113.5" };
const secret = "kubeconfig (secret)";

function ofCluster(apiServer: string, type: string, usage: string): Record<string, string> {
  return {
    ...common,
    "api-server": apiServer,
    api_server: apiServer,
    "cluster-type": type,
    cluster_type: type,
    usage,
    "worker-type": "deployment",
    worker_type: "pipeline",
  };
}

export const templates: readonly Template[] = [
  {
    from: ["v0.2-quickstart", 1],
    variables: ["api_server", "argocd_host", "http_node_port", "https_node_port", secret],
    values: { ...blanks, api_server: "203.0.113.5:6443", kubeconfig },
    kind: "PhysicalCluster",
    name: "cluster-physical-demo",
  },
  {
    from: ["v0.2-quickstart", 2],
    variables: ["api_server", "http_node_port", "https_node_port", secret],
    values: { ...blanks, api_server: "203.0.113.5:6443", kubeconfig },
    kind: "HostCluster",
    name: "cluster-host-demo",
  },
  {
    from: ["v0.2-quickstart", 3],
    variables: ["api_server", "argocd_host", "httpsNodePort"],
    values: { ...blanks, api_server: "203.0.113.5:31456", httpsNodePort: "31456" },
    kind: "VirtualCluster",
    name: "cluster-virtual-demo",
  },
  {
    from: ["v0.2", 1],
    variables: [
      "cluster_name",
      "api_server",
      "cluster_type",
      "usage",
      "suffix",
      "cluster_ip",
      secret,
    ],
    values: physical,
    kind: "PhysicalCluster",
    name: "c",
  },
  {
    from: ["v0.2", 3],
    variables: ["cluster_name", "api_server", "cluster_type", "usage", secret],
    values: host,
    kind: "HostCluster",
    name: "c",
  },
  {
    from: ["v0.2", 5],
    variables: [
      "cluster_name",
      "api_server",
      "cluster_type",
      "usage",
      "host_cluster",
      "suffix",
      "cluster_ip",
      "api_server_port",
    ],
    values: virtual,
    kind: "VirtualCluster",
    name: "c",
  },
  ...(["v0.3", "v0.4"] as const).flatMap((name): Template[] => [
    {
      from: [name, 1],
      variables: [
        ...["cluster-name", "api-server", "cluster-type", "usage", "worker-type", "cluster-ip"],
        "product-name",
        secret,
      ],
      values: physical,
      kind: "PhysicalCluster",
      name: "c",
    },
    {
      from: [name, 4],
      variables: ["cluster-name", "api-server", "cluster-type", "usage", "cluster-ip", secret],
      values: host,
      kind: "HostCluster",
      name: "c",
    },
    {
      from: [name, 6],
      variables: [
        ...["cluster-name", "api-server", "cluster-type", "usage", "worker_type", "host-cluster"],
        ...["cluster-ip", "api-server-port"],
        ...(name === "v0.4"
          ? ["kustomization-path", "kustomization-revison", "resource-types"]
          : []),
        "product-name",
      ],
      values: {
        ...virtual,
        "kustomization-path": "templates",
        "kustomization-revison": "main",
        "resource-types": "tekton.dev/Pipeline",
      },
      kind: "VirtualCluster",
      name: "c",
    },
  ]),
  {
    from: ["runtimes", 1],
    variables: [
      ...["product-name", "deploymentruntime-name", "project", "coderepo-name"],
      ...["coderepo-target-revision", "coderepo-path", "destination"],
      ...["namespace-101", "namespace-102"],
    ],
    values: {
      project: "api",
      "coderepo-name": "deploy",
      "coderepo-target-revision": "HEAD",
      "coderepo-path": "manifests",
      destination: "env-dev",
      "namespace-101": "a",
      "namespace-102": "b",
    },
    kind: "DeploymentRuntime",
    name: "r",
  },
];
