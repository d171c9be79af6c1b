import {
  delivery,
  gateway,
  host,
  hostCluster,
  ip,
  kubeconfig,
  ofDeployments,
  ofHost,
  ofPipelines,
  physical,
  physicalDeployment,
  physicalPipeline,
  ports,
  reserved,
  reservedOf,
  uselessGroups,
  virtual,
  virtualDeployment,
  virtualPipeline,
} from "./common";
import type { Expected } from "./common";

const renamedOfOld = [
  `corrected ${reservedOf}.tekton`,
  `without effect ${reservedOf}.cert-manager`,
  `corrected ${reservedOf}.hnc`,
];
const hosts = ["translated argocd_host", "translated tekton_host"];

/** Of requests in the style of v0.2. */
export const ofV02: readonly Expected[] = [
  {
    from: ["v0.2", 2],
    kind: "PhysicalCluster",
    args: {
      ...physical,
      clusterName: "cluster-physical",
      workerType: "deployment",
      kubeconfig,
      components: { deployment: host(`argocd.host-worker-0412.${ip}.nip.io`), gateway },
    },
    notes: [
      "corrected kubeconfig",
      "translated worker_type",
      "translated argocd_host",
      ...ports,
      delivery,
    ],
  },
  {
    from: ["v0.2", 4],
    kind: "HostCluster",
    args: { ...physical, clusterName: "cluster-host", kubeconfig, components: { gateway } },
    notes: ["corrected kubeconfig", ...ports, delivery],
  },
  {
    from: ["v0.2", 6],
    kind: "VirtualCluster",
    args: {
      ...virtual,
      clusterName: "cluster-virtual",
      workerType: "deployment",
      components: { deployment: host(`argocd.cluster-virtual.${ip}.nip.io`) },
    },
    notes: ["translated worker_type", ...ofHost, "translated argocd_host", delivery],
  },
];

/** Of requests in the style of v0.3. */
export const ofV03: readonly Expected[] = [
  {
    from: ["v0.3", 2],
    kind: "PhysicalCluster",
    args: {
      ...physicalPipeline,
      components: {
        deployment: host(`argocd.physical-worker-pipeline.${ip}.nip.io`),
        pipeline: host(`tekton.physical-worker-pipeline.${ip}.nip.io`),
        gateway,
      },
      reservedNamespacesAllowedProducts: reserved(
        ...ofPipelines,
        "vault",
        "hnc-system",
        "oauth2-proxy",
      ),
    },
    notes: [...hosts, ...ports, ...renamedOfOld, ...uselessGroups, delivery],
  },
  {
    from: ["v0.3", 3],
    kind: "PhysicalCluster",
    args: {
      ...physicalDeployment,
      components: { deployment: host(`argocd.physical-worker-deployment.${ip}.nip.io`), gateway },
      reservedNamespacesAllowedProducts: reserved(
        ...ofDeployments,
        "traefik",
        "vault",
        "hnc-system",
      ),
    },
    notes: [
      "translated argocd_host",
      ...ports,
      ...renamedOfOld.slice(1),
      ...uselessGroups,
      delivery,
    ],
  },
  { from: ["v0.3", 5], kind: "HostCluster", args: hostCluster, notes: [...ports, delivery] },
  {
    from: ["v0.3", 7],
    kind: "VirtualCluster",
    args: {
      ...virtualPipeline,
      components: {
        deployment: host(`argocd.virtual-worker-pipeline.${ip}.nip.io`),
        pipeline: host(`tekton.virtual-worker-pipeline.${ip}.nip.io`),
      },
      reservedNamespacesAllowedProducts: reserved(...ofPipelines, "vault", "hnc-system"),
    },
    notes: [
      "corrected teoken_host",
      ...ofHost,
      "translated argocd_host",
      "translated teoken_host",
      ...renamedOfOld,
      `without effect ${reservedOf}.oauth2-proxy`,
      ...uselessGroups,
      delivery,
    ],
  },
  {
    from: ["v0.3", 8],
    kind: "VirtualCluster",
    args: {
      ...virtualDeployment,
      components: { deployment: host(`argocd.virtual-worker-deployment.${ip}.nip.io`) },
      reservedNamespacesAllowedProducts: reserved(...ofDeployments, "vault", "hnc-system"),
    },
    notes: [
      ...ofHost,
      "translated argocd_host",
      ...renamedOfOld.slice(1),
      ...uselessGroups,
      delivery,
    ],
  },
];
