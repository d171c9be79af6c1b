import * as nautes from "pulumi-nautes";
import { tenant } from "./tenant";

// A physical cluster that carries virtual ones.
const host = new nautes.HostCluster("h", {
  tenant,
  delivery: "pull",
  apiServer: "https://10.0.0.9:6443",
});

// Two virtual clusters on it. Their APIs are NodePorts of the host; naming the host also orders them after it.
const development = new nautes.VirtualCluster("vd", {
  tenant,
  delivery: "pull",
  hostCluster: host,
  workerType: "deployment",
  apiServer: "https://10.0.0.9:31456",
});
new nautes.VirtualCluster("vp", {
  tenant,
  delivery: "pull",
  hostCluster: host,
  workerType: "pipeline",
  apiServer: "https://10.0.0.9:31457",
});

// Two physical clusters, one to deploy to and one to build on.
const production = new nautes.PhysicalCluster("pd", {
  tenant,
  delivery: "pull",
  workerType: "deployment",
  apiServer: "https://10.0.1.9:6443",
});
new nautes.PhysicalCluster("pp", {
  tenant,
  delivery: "pull",
  workerType: "pipeline",
  apiServer: "https://10.0.2.9:6443",
  // Every category is as Nautes has it, unless you say otherwise.
  components: { pipeline: { additions: { host: "tekton.example.com" } } },
});

// What the product `shop` deploys to the development cluster; it stands in the product's own config repo,
// shop/default.project, where its project, code repo and environment are looked up.
new nautes.DeploymentRuntime("dr-dev", {
  product: "shop",
  cluster: development,
  account: "dr-dev",
  projects: ["api-server"],
  manifestSource: {
    codeRepo: "deploy-config",
    path: "manifests/development",
    targetRevision: "HEAD",
  },
  destination: { environment: "env-dev", namespaces: ["shop-dev"] },
});

export const productionArgocd = production.argocdUrl;
