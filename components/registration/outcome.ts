import type { Claims } from "../../provider/claims/model";
import type { ClusterComponents } from "./args";

/** What a registration asks of the config repo, and the values that were derived on the way. */
export interface Registration<Facts> {
  readonly claims: Claims;
  readonly facts: Facts;
}

/** Values of every cluster. */
export interface ClusterFacts {
  readonly clusterName: string;
  readonly apiServer: string;
  readonly primaryDomain: string;
  /** As the Cluster resource lists them. */
  readonly components: ClusterComponents;
}

/** Values of a physical cluster or host, which has a gateway of its own. */
export interface GatewayFacts {
  readonly gatewayHttpNodePort: number;
  readonly gatewayHttpsNodePort: number;
}

/** Values of a worker. */
export interface WorkerFacts {
  readonly argocdHost: string;
  /** With the gateway's HTTPS port; a virtual cluster is reached through its host's gateway. */
  readonly argocdUrl: string;
  /** Pipeline workers only. */
  readonly tektonHost: string | undefined;
  readonly tektonUrl: string | undefined;
}

export type PhysicalClusterFacts = ClusterFacts & GatewayFacts & WorkerFacts;
export type HostClusterFacts = ClusterFacts & GatewayFacts;
export type VirtualClusterFacts = ClusterFacts &
  WorkerFacts & {
    readonly hostCluster: string;
    /** NodePort of its API on the host. */
    readonly nodePort: number;
  };

export interface DeploymentRuntimeFacts {
  readonly runtimeName: string;
  readonly clusterName: string;
  readonly account: string;
  readonly namespaces: readonly string[];
}
