import type { Guard, Predicate } from "../../provider/claims/model";
import * as layout from "./repo-layout";

/** A guard's repository: each of those that the provider's `productRepositories` lists. */
export const productRepositories = "$products";
/** A guard's repository: the one that the provider's `repository` names. */
export const defaultRepository = "$default";

const cluster = { equals: { kind: "Cluster" } };

/** No product may have an environment on a cluster that goes. */
export function noEnvironmentOf(name: string): Guard {
  return {
    repository: productRepositories,
    folder: layout.product.environments,
    where: { equals: { kind: "Environment", "spec.cluster": name } },
    when: "release",
    message: `Environment {metadata.name} of {spec.product} is on cluster ${name}. Remove or rebind it first.`,
  };
}

/** No virtual cluster may be on a host that goes. */
export function noVirtualClusterOn(host: string): Guard {
  return {
    folder: layout.clustersFolder,
    where: { all: [cluster, { equals: { "spec.hostCluster": host } }] },
    when: "release",
    message: `Virtual cluster {metadata.name} is on host ${host}. Deregister or move it first.`,
  };
}

/** The host of a virtual cluster is registered, as a host. */
export function hostIsRegistered(virtualCluster: string, host: string): Guard {
  return {
    path: layout.clusterResource(host),
    where: { equals: { kind: "Cluster", "spec.usage": "host" } },
    when: "hold",
    message: `Virtual cluster ${virtualCluster} needs ${host} as its host, and no host of that name is registered. Register ${host} as a HostCluster, or name another hostCluster.`,
  };
}

/** No two virtual clusters of a host share a NodePort, nor does one have a port of the host's gateway. */
export function nodePortIsFree(virtualCluster: string, host: string, port: number): Guard[] {
  const gateway = "spec.componentsList.gateway.additions";
  return [
    {
      path: layout.virtualClusterService(host, "*"),
      where: { equals: { kind: "Service", "spec.ports[0].nodePort": port } },
      when: "hold",
      message: `Virtual cluster {metadata.namespace} has NodePort ${port} on host ${host}, which ${virtualCluster} wants, too. Give one of them another httpsNodePort.`,
    },
    {
      path: layout.clusterResource(host),
      where: {
        any: ["httpNodePort", "httpsNodePort"].map((key) => ({
          equals: { [`${gateway}.${key}`]: String(port) },
        })),
      },
      when: "hold",
      message: `The gateway of host ${host} has NodePort ${port}, which virtual cluster ${virtualCluster} wants, too. Give one of them another port.`,
    },
  ];
}

/** No virtual cluster of a host has a port of the host's gateway. */
export function gatewayPortsAreFree(host: string, ports: readonly number[]): Guard {
  return {
    path: layout.virtualClusterService(host, "*"),
    where: { any: ports.map((port) => ({ equals: { "spec.ports[0].nodePort": port } })) },
    when: "hold",
    message: `Virtual cluster {metadata.namespace} has a NodePort that the gateway of host ${host} wants, too. Give one of them another port.`,
  };
}

/** What tells a cluster that is delivered by push. */
export const isPushed: Predicate = {
  equals: { [`metadata.labels["${layout.deliveryLabel}"]`]: "push" },
};

/** A config repo is of one kind: application sets of Nautes' would look for files that a pushed cluster does not have. */
export function repositoryIsPushed(cluster: string): readonly Guard[] {
  const signs: readonly [path: string, where: Predicate][] = [
    [layout.sharedAppsets.runtime, { equals: { kind: "ApplicationSet" } }],
    [layout.hostClusterAppset, { exists: ["spec.generators[0].list.elements[0]"] }],
  ];
  return signs.map(([path, where]) => ({
    path,
    where,
    when: "hold",
    message: `Cluster ${cluster} is delivered by push, and ${path} says that this config repo's clusters are delivered by pull. Give ${cluster} delivery: "pull", or register it in another config repo.`,
  }));
}

/** The same, the other way round. */
export function repositoryIsPulled(cluster: string): Guard {
  return {
    folder: layout.clustersFolder,
    where: isPushed,
    when: "hold",
    message: `Cluster ${cluster} is delivered by pull, and cluster {metadata.name} of this config repo is delivered by push. Give ${cluster} delivery: "push", or register it in another config repo.`,
  };
}

/** No two pushed virtual clusters of a host share a NodePort, nor does one have a port of the host's gateway. */
export function pushedNodePortIsFree(virtualCluster: string, host: string, port: number): Guard[] {
  const [, gateway] = nodePortIsFree(virtualCluster, host, port);
  return [
    {
      folder: layout.clustersFolder,
      where: { all: [{ equals: { "spec.hostCluster": host } }, hasNodePort(port)] },
      when: "hold",
      message: `Virtual cluster {metadata.name} has NodePort ${port} on host ${host}, which ${virtualCluster} wants, too. Give one of them another httpsNodePort.`,
    },
    ...(gateway === undefined ? [] : [gateway]),
  ];
}

/** No pushed virtual cluster of a host has a port of the host's gateway. */
export function pushedGatewayPortsAreFree(host: string, ports: readonly number[]): Guard {
  return {
    folder: layout.clustersFolder,
    where: {
      all: [{ equals: { "spec.hostCluster": host } }, { any: ports.map(hasNodePort) }],
    },
    when: "hold",
    message: `Virtual cluster {metadata.name} has a NodePort that the gateway of host ${host} wants, too. Give one of them another port.`,
  };
}

function hasNodePort(port: number): Predicate {
  return { equals: { [`metadata.annotations["${layout.nodePortAnnotation}"]`]: String(port) } };
}
