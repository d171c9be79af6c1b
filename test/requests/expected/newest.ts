import {
  delivery,
  gateway,
  hostCluster,
  ofDeployments,
  ofHost,
  ofPipelines,
  physicalDeployment,
  physicalPipeline,
  reserved,
  uselessGroups,
  virtualDeployment,
  virtualPipeline,
} from "./common";
import type { Expected } from "./common";

const additions = {
  productResourceKustomizeFileFolder: "templates/pipelines",
  productResourceRevision: "main",
  syncResourceTypes: "tekton.dev/Pipeline",
};
const missingCommas = [
  "corrected components_list.multi_tenant.namespace",
  "corrected components_list.multi_tenant.additions.productResourceRevision",
];
const usual = "without effect components_list";

/** Of requests in the style of v0.4. */
export const ofV04: readonly Expected[] = [
  {
    from: ["v0.4", 2],
    kind: "PhysicalCluster",
    args: {
      ...physicalPipeline,
      components: { multiTenant: { additions }, gateway },
      reservedNamespacesAllowedProducts: reserved(...ofPipelines, "hnc-system"),
    },
    notes: [...missingCommas, usual, ...uselessGroups, delivery],
  },
  {
    from: ["v0.4", 3],
    kind: "PhysicalCluster",
    args: {
      ...physicalDeployment,
      components: { gateway },
      reservedNamespacesAllowedProducts: reserved(...ofDeployments, "traefik", "hnc-system"),
    },
    notes: [usual, ...uselessGroups, delivery],
  },
  { from: ["v0.4", 5], kind: "HostCluster", args: hostCluster, notes: [usual, delivery] },
  {
    from: ["v0.4", 7],
    kind: "VirtualCluster",
    args: {
      ...virtualPipeline,
      components: { multiTenant: { additions } },
      reservedNamespacesAllowedProducts: reserved(...ofPipelines, "hnc-system"),
    },
    notes: [...missingCommas, ...ofHost, usual, ...uselessGroups, delivery],
  },
  {
    from: ["v0.4", 8],
    kind: "VirtualCluster",
    args: {
      ...virtualDeployment,
      reservedNamespacesAllowedProducts: reserved(...ofDeployments, "hnc-system"),
    },
    notes: [
      "corrected components_list.progressive_delivery.namespace",
      ...ofHost,
      usual,
      ...uselessGroups,
      delivery,
    ],
  },
];

const runtime = {
  product: "nautes-labs",
  projects: ["api-server"],
  manifestSource: { codeRepo: "api-server", targetRevision: "HEAD", path: "manifests/development" },
  destination: { environment: "env-dev", namespaces: ["dr-dev"] },
  delivery: "pull",
};

/** Of requests for runtimes. */
export const ofRuntimes: readonly Expected[] = [
  {
    from: ["runtimes", 2],
    kind: "DeploymentRuntime",
    args: { ...runtime, runtimeName: "dr-dev" },
    notes: ["translated projects_ref", delivery],
  },
  {
    from: ["runtimes", 9],
    kind: "DeploymentRuntime",
    args: { ...runtime, runtimeName: "dr-demo", skipChecks: true },
    notes: ["translated projects_ref", "translated insecure_skip_check", delivery],
  },
];
