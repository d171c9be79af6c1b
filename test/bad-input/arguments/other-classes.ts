import type { Row } from "../../registration/refused";

/** What a host refuses. */
export const hostCluster: readonly Row[] = [
  ["E7: a worker type", { workerType: "deployment" }, "workerType", /no worker/],
  [
    "E9: a category of workers",
    { components: { deployment: {} } },
    "components.deployment",
    /host cluster does not have/,
  ],
  [
    "products of workers",
    { productAllowedClusterResources: {} },
    "productAllowedClusterResources",
    /not a property/,
  ],
  ["a name too long for Helm", { clusterName: "a".repeat(41) }, "clusterName", /40/],
];

/** What a virtual cluster refuses. */
export const virtualCluster: readonly Row[] = [
  ["E5: no host", { hostCluster: undefined }, "hostCluster", /needs a host/],
  ["the host's name", { clusterName: "h" }, "clusterName", /host's name/],
  ["a namespace of the host", { clusterName: "traefik" }, "clusterName", /namespace that the host/],
  ["a namespace of Kubernetes", { clusterName: "kube-system" }, "clusterName", /namespace that/],
  ["E13: no port anywhere", { apiServer: "https://10.0.0.9" }, "httpsNodePort", /no port to take/],
  [
    "a port of the API that is no NodePort",
    { apiServer: "https://10.0.0.9:6443" },
    "httpsNodePort",
    /6443, cannot be/,
  ],
  ["a NodePort out of range", { httpsNodePort: 29999 }, "httpsNodePort", /30000 to 32767/],
  [
    "E9: gateway on a deployment worker",
    { components: { gateway: {} } },
    "components.gateway",
    /does not have/,
  ],
  ["a kubeconfig", { kubeconfig: "canary" }, "kubeconfig", /before it runs/],
  [
    "a host without API",
    { hostCluster: { clusterName: "h", gatewayHttpsNodePort: 30443 } },
    "hostCluster.apiServer",
    /is missing/,
  ],
  [
    "a host without port",
    { hostCluster: { clusterName: "h", apiServer: "https://10.0.0.9:6443" } },
    "hostCluster.gatewayHttpsNodePort",
    /is missing/,
  ],
];
