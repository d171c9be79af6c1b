import type { ClusterFacts, GatewayFacts, HostClusterFacts, VirtualClusterFacts } from "./outcome";
import type { ClusterClass } from "./categories";
import type { ComponentChoices } from "./component-choices";
import { virtualClusterPort } from "./rules";
import { addition, clusterComponents, defaultDomain, pipelineHost, workerFacts } from "./values";

interface Described {
  readonly clusterName: string;
  readonly apiServer: string;
  readonly primaryDomain?: string | undefined;
  readonly components?: ComponentChoices | undefined;
}

/** What follows from the arguments of any cluster. */
function clusterFacts(clusterClass: ClusterClass, cluster: Described): ClusterFacts {
  const { clusterName, apiServer, primaryDomain = defaultDomain(apiServer) } = cluster;
  const place = { clusterName, apiServer, domain: primaryDomain };
  const components = clusterComponents(clusterClass, place, cluster.components);
  return { clusterName, apiServer, primaryDomain, components };
}

/** What follows from the arguments of a cluster with a gateway of its own. */
export function gatewayFacts(
  clusterClass: ClusterClass,
  cluster: Described,
): HostClusterFacts & GatewayFacts {
  const facts = clusterFacts(clusterClass, cluster);
  return {
    ...facts,
    gatewayHttpNodePort: Number(addition(facts.components, "gateway", "httpNodePort")),
    gatewayHttpsNodePort: Number(addition(facts.components, "gateway", "httpsNodePort")),
  };
}

/** What follows from the arguments of a virtual cluster. */
export function virtualFacts(
  clusterClass: ClusterClass,
  cluster: Described & {
    readonly hostCluster: { readonly clusterName: string; readonly gatewayHttpsNodePort: number };
    readonly httpsNodePort?: number | undefined;
  },
): VirtualClusterFacts {
  const facts = clusterFacts(clusterClass, cluster);
  const nodePort = virtualClusterPort(cluster.apiServer, cluster.httpsNodePort);
  if (typeof nodePort !== "number")
    throw new Error("A virtual cluster has no port, which validation should have refused.");
  return {
    ...facts,
    hostCluster: cluster.hostCluster.clusterName,
    nodePort,
    ...workerFacts(
      addition(facts.components, "deployment", "host"),
      pipelineHost(facts.components),
      cluster.hostCluster.gatewayHttpsNodePort,
    ),
  };
}
