/** What is wrong, the text that is replaced by what, the line and field that are named, and what is said. */
export type Row = readonly [
  what: string,
  text: string,
  replacement: string,
  place: string,
  says: RegExp,
];

/** A good request; the kubeconfig must never be seen. */
export const physical = `{
  "api_server": "https://203.0.113.5:6443",
  "cluster_kind": "kubernetes",
  "cluster_type": "physical",
  "usage": "worker",
  "worker_type": "pipeline",
  "primary_domain": "example.com",
  "components_list": {
    "gateway": {
      "name": "traefik",
      "namespace": "traefik",
      "additions": { "httpNodePort": "30080", "httpsNodePort": "30443" }
    },
    "pipeline": { "additions": { "host": "ci.example.com" } }
  },
  "reserved_namespaces_allowed_products": {
    "argocd": [ "shop" ]
  },
  "product_allowed_cluster_resources": {
    "shop": [
      { "kind": "ClusterRole", "group": "rbac.authorization.k8s.io" }
    ]
  },
  "kubeconfig": "users: [{ name: canary }]\\ncontexts: [{ name: x, context: { cluster: c, user: canary } }]\\ncurrent-context: x\\nclusters: [{ name: c }]"
}`;

export const virtual = `{
  "api_server": "https://203.0.113.5:31456",
  "cluster_type": "virtual",
  "usage": "worker",
  "worker_type": "deployment",
  "host_cluster": "the-host",
  "vcluster": { "https_node_port": "31456" }
}`;
