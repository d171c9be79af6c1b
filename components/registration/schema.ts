import type { z } from "zod";

import type { ClusterClass } from "./categories";
import { componentChoices } from "./component-choices";
import type { Delivery } from "./args";
import { defaultDelivery, deliveries } from "./delivery";
import { kubeconfigProblem } from "./kubeconfig";
import { apiServerUrl, gitPath, hostName, labelCheck, oneLine } from "./leaves";
import { hostTenant, workerTenant } from "./tenant";
import { flag, list, map, nodePort, oneOf, strict, text, texts } from "./zod-parts";

/**
 * How long a cluster's name may be: what is made of it stays a label of 63 characters (Argo CD's application names)
 * and a Helm release of 53.
 */
export const nameLimits = {
  worker: 63 - "-runtime-initial".length,
  tenant: 53 - "-oauth2-proxy".length,
};

/** Properties of Nautes' own API and of other classes, with where they went. */
const elsewhere = {
  argocdHost: "give it as components.deployment.additions.host.",
  argocd_host: "give it as components.deployment.additions.host.",
  tektonHost: "give it as components.pipeline.additions.host.",
  tekton_host: "give it as components.pipeline.additions.host.",
  traefik: "give the ports as components.gateway.additions.httpNodePort and httpsNodePort.",
  vcluster: "give the port of a virtual cluster as httpsNodePort.",
  cluster_type:
    "leave it out; the component says it: PhysicalCluster, HostCluster or VirtualCluster.",
  clusterType:
    "leave it out; the component says it: PhysicalCluster, HostCluster or VirtualCluster.",
  usage: "leave it out; the component says it: a HostCluster is a host, the others are workers.",
  ...Object.fromEntries(
    ["ha", "deleteCrds", "ifUnreachable"].map((key) => [key, "is for push; leave it out."]),
  ),
};
export const ofPhysical = {
  ...elsewhere,
  hostCluster: "a physical cluster belongs to no host; leave it out or use VirtualCluster.",
  httpsNodePort:
    "is for virtual clusters; give the gateway's as components.gateway.additions.httpsNodePort.",
};
export const ofHost = {
  ...ofPhysical,
  workerType: "a host is no worker; leave it out or use PhysicalCluster.",
};
export const ofVirtual = {
  ...elsewhere,
  kubeconfig: "a virtual cluster has none before it runs; leave it out.",
};

/** Validates a physical worker of one of these classes. */
export const physicalCluster = perClasses(physicalSchema);
/** Validates a host. */
export const hostCluster = perClasses(hostSchema);
/** Validates a virtual worker of one of these classes. */
export const virtualCluster = perClasses(virtualSchema);

const pulled = { tenant: workerTenant };

/** Makes each schema once: making one takes longer than all that is done with it. */
export function perClasses<Schema>(
  make: (classes: readonly ClusterClass[]) => Schema,
): (classes: readonly ClusterClass[]) => Schema {
  const made = new Map<string, Schema>();
  return (classes) => {
    const key = classes.join();
    const schema = made.get(key) ?? make(classes);
    made.set(key, schema);
    return schema;
  };
}

function physicalSchema(classes: readonly ClusterClass[]) {
  return strict(
    { ...cluster(nameLimits.worker, classes), ...pulled, ...worker(), ...credentials() },
    ofPhysical,
  );
}

function hostSchema(classes: readonly ClusterClass[]) {
  const tenant = { tenant: hostTenant };
  return strict({ ...cluster(nameLimits.tenant, classes), ...tenant, ...credentials() }, ofHost);
}

function virtualSchema(classes: readonly ClusterClass[]) {
  return strict(
    {
      ...cluster(nameLimits.tenant, classes),
      ...pulled,
      ...worker(),
      hostCluster: strict(
        {
          clusterName: text(clusterName(nameLimits.tenant), "give the host's name."),
          apiServer: text(apiServerUrl, "give the URL of the host's API."),
          gatewayHttpsNodePort: nodePort("give the HTTPS NodePort of the host's gateway."),
          kubeconfig: text(kubeconfigProblem).optional(),
        },
        {},
        "a virtual cluster needs a host; give a HostCluster or { clusterName, apiServer, gatewayHttpsNodePort }.",
      ),
      httpsNodePort: nodePort().optional(),
    },
    ofVirtual,
  );
}

/** What every cluster has, but its tenant. */
export function cluster(
  nameLimit: number,
  classes: readonly ClusterClass[],
  delivery: Delivery = "pull",
) {
  return {
    clusterName: text(clusterName(nameLimit), "give the cluster's name."),
    apiServer: text(
      apiServerUrl,
      "give the URL of the cluster's API, such as https://10.0.0.9:6443.",
    ),
    primaryDomain: text(hostName).optional(),
    components: componentChoices(classes, delivery).optional(),
    delivery: oneOf(deliveries).default(defaultDelivery),
    allowSecretsInFiles: flag().default(false),
  };
}

/** What every worker has. */
export function worker() {
  return {
    workerType: oneOf(["deployment", "pipeline"]),
    reservedNamespacesAllowedProducts: map(labelCheck(), texts(gitPath, 1)).optional(),
    productAllowedClusterResources: map(gitPath, list(clusterResource())).optional(),
  };
}

function credentials() {
  return { kubeconfig: text(kubeconfigProblem).optional() };
}

function clusterResource() {
  const core = "name the API group; Nautes cannot allow kinds of the core group.";
  return strict({
    group: text((value) => (value === "" ? `is empty; ${core}` : oneLine(value)), core),
    kind: text(oneLine, "name the kind, such as ClusterRole."),
  });
}

/** Checks a cluster's name. */
export function clusterName(limit: number) {
  const check = labelCheck(limit);
  return (value: string): string | undefined =>
    value === "kustomization"
      ? 'cannot be "kustomization": its file would be the list of all clusters. Choose another name.'
      : check(value);
}

export type PhysicalCluster = z.output<ReturnType<typeof physicalCluster>>;
export type VirtualCluster = z.output<ReturnType<typeof virtualCluster>>;
