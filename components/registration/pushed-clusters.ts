import type { Guard } from "../../provider/claims/model";
import { clustersKustomizationEntry } from "./aggregates";
import type { HostClusterArgs, PhysicalClusterArgs, VirtualClusterArgs } from "./args";
import type {
  HostClusterFacts,
  PhysicalClusterFacts,
  Registration,
  VirtualClusterFacts,
} from "./outcome";
import type { ClusterClass } from "./categories";
import { claimsOf } from "./claims";
import { gatewayFacts, virtualFacts } from "./facts";
import * as guards from "./guards";
import { clusterResource } from "./manifests/cluster-resource";
import { pushedHostCluster, pushedPhysicalCluster, pushedVirtualCluster } from "./pushed-schema";
import * as layout from "./repo-layout";
import { classesOf, validated } from "./validate";
import { addition, pipelineHost, workerFacts } from "./values";

/** The record of a physical worker that push delivers. @throws InvalidArguments */
export function registerPushedPhysicalCluster(
  args: PhysicalClusterArgs,
): Registration<PhysicalClusterFacts> {
  const classes = classesOf("physical", args);
  const cluster = validated("physical cluster", args, pushedPhysicalCluster(classes), classes);
  const clusterClass: ClusterClass = `physical ${cluster.workerType}`;
  const gateway = gatewayFacts(clusterClass, cluster);
  const facts = {
    ...gateway,
    ...workerFacts(
      addition(gateway.components, "deployment", "host"),
      pipelineHost(gateway.components),
      gateway.gatewayHttpsNodePort,
    ),
  };
  return { facts, claims: record("physical cluster", { ...cluster, ...facts, clusterClass }) };
}

/** The record of a host that push delivers. @throws InvalidArguments */
export function registerPushedHostCluster(args: HostClusterArgs): Registration<HostClusterFacts> {
  const cluster = validated("host cluster", args, pushedHostCluster(["host"]), ["host"]);
  const facts = gatewayFacts("host", cluster);
  const { clusterName: name } = facts;
  const ports = [facts.gatewayHttpNodePort, facts.gatewayHttpsNodePort];
  const claims = record(
    "host cluster",
    { ...cluster, ...facts, clusterClass: "host" },
    {
      forbids: [guards.pushedGatewayPortsAreFree(name, ports), guards.noVirtualClusterOn(name)],
    },
  );
  return { facts, claims };
}

/** The record of a virtual worker that push delivers. @throws InvalidArguments */
export function registerPushedVirtualCluster(
  args: VirtualClusterArgs,
): Registration<VirtualClusterFacts> {
  const classes = classesOf("virtual", args);
  const cluster = validated("virtual cluster", args, pushedVirtualCluster(classes), classes);
  const clusterClass: ClusterClass = `virtual ${cluster.workerType}`;
  const facts = virtualFacts(clusterClass, cluster);
  const { clusterName: name, hostCluster: host, nodePort } = facts;
  const claims = record(
    "virtual cluster",
    { ...cluster, ...facts, clusterClass },
    {
      annotations: { [layout.nodePortAnnotation]: String(nodePort) },
      requires: [guards.hostIsRegistered(name, host)],
      forbids: guards.pushedNodePortIsFree(name, host, nodePort),
    },
  );
  return { facts, claims };
}

type Recorded = Omit<Parameters<typeof clusterResource>[0], "name" | "namespace"> & {
  readonly clusterName: string;
  readonly tenant: { readonly namespace: string };
};

interface More {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly requires?: readonly Guard[];
  readonly forbids?: readonly Guard[];
}

/** All that the config repo holds of a pushed cluster: that it is there, and what with. */
function record(noun: string, cluster: Recorded, more: More = {}) {
  const { clusterName: name, tenant } = cluster;
  const { annotations, requires = [], forbids = [] } = more;
  return claimsOf(`${noun} ${name}`, {
    documents: {
      [layout.clusterResource(name)]: clusterResource({
        ...cluster,
        name,
        namespace: tenant.namespace,
        labels: { [layout.deliveryLabel]: "push" },
        ...(annotations === undefined ? {} : { annotations }),
      }),
    },
    entries: clustersKustomizationEntry(name),
    requires,
    forbids: [...guards.repositoryIsPushed(name), ...forbids, guards.noEnvironmentOf(name)],
  });
}
