import type {
  HostClusterArgs,
  PhysicalClusterArgs,
  VirtualClusterArgs,
} from "../registration/args";
import type { ClusterClass } from "../registration/categories";
import type { ComponentChoices } from "../registration/component-choices";
import { gatewayFacts, virtualFacts } from "../registration/facts";
import { urlParts } from "../registration/leaves";
import type { HostClusterFacts, VirtualClusterFacts, WorkerFacts } from "../registration/outcome";
import { InvalidArguments } from "../registration/problems";
import {
  pushedHostCluster,
  pushedPhysicalCluster,
  pushedVirtualCluster,
} from "../registration/pushed-schema";
import type { PushedTenant } from "../registration/pushed-schema";
import { classesOf, validated } from "../registration/validate";
import { addition, pipelineHost, workerFacts } from "../registration/values";
import type { ChartCluster } from "./model";
import { chartNeeds, choiceProblems } from "./needs";

/** A cluster for the catalogue, and what was chosen for it. */
export interface Described {
  readonly cluster: ChartCluster;
  readonly choices: ComponentChoices;
}

/** A physical worker as its charts see it. @throws InvalidArguments */
export function describePhysicalCluster(args: PhysicalClusterArgs): Described {
  const classes = classesOf("physical", args);
  const cluster = validated("physical cluster", args, pushedPhysicalCluster(classes), classes);
  const clusterClass: ClusterClass = `physical ${cluster.workerType}`;
  const facts = gatewayFacts(clusterClass, cluster);
  const hosts = workerFacts(
    addition(facts.components, "deployment", "host"),
    pipelineHost(facts.components),
    facts.gatewayHttpsNodePort,
  );
  return described(clusterClass, cluster, { ...facts, ...hosts }, cluster.apiServer);
}

/** A host as its charts see it. @throws InvalidArguments */
export function describeHostCluster(args: HostClusterArgs): Described {
  const cluster = validated("host cluster", args, pushedHostCluster(["host"]), ["host"]);
  return described("host", cluster, gatewayFacts("host", cluster), cluster.apiServer);
}

/** A virtual worker as its charts see it. @throws InvalidArguments */
export function describeVirtualCluster(
  args: VirtualClusterArgs,
): Described & { readonly nodePort: number; readonly host: HostOfVirtual } {
  const classes = classesOf("virtual", args);
  const cluster = validated("virtual cluster", args, pushedVirtualCluster(classes), classes);
  const clusterClass: ClusterClass = `virtual ${cluster.workerType}`;
  const facts = virtualFacts(clusterClass, cluster);
  const { clusterName, apiServer, gatewayHttpsNodePort, kubeconfig } = cluster.hostCluster;
  if (kubeconfig === undefined)
    throw new InvalidArguments(`virtual cluster "${facts.clusterName}"`, [
      {
        path: "hostCluster.kubeconfig",
        message:
          'is missing; push runs the cluster with it: give the host one, or give delivery: "pull".',
      },
    ]);
  return {
    ...described(clusterClass, cluster, { ...facts, gatewayHttpsNodePort }, apiServer),
    nodePort: facts.nodePort,
    host: { clusterName, apiServer, gatewayHttpsNodePort },
  };
}

/** What the charts of a virtual cluster need to know of its host. */
export interface HostOfVirtual {
  readonly clusterName: string;
  readonly apiServer: string;
  readonly gatewayHttpsNodePort: number;
}

/** @throws InvalidArguments if a chart lacks something, or the choices do not go together */
function described(
  clusterClass: ClusterClass,
  cluster: {
    readonly tenant: PushedTenant;
    readonly ha: boolean;
    readonly deleteCrds: boolean;
    readonly components?: ComponentChoices | undefined;
  },
  facts: Pick<HostClusterFacts, "clusterName" | "apiServer" | "primaryDomain"> &
    Partial<HostClusterFacts & WorkerFacts & Pick<VirtualClusterFacts, "nodePort">> & {
      readonly gatewayHttpsNodePort: number;
    },
  nodeServer: string,
): Described {
  const choices = cluster.components ?? {};
  const problems = [
    ...chartNeeds(clusterClass, cluster.tenant),
    ...choiceProblems(clusterClass, choices),
  ];
  if (problems.length > 0) throw new InvalidArguments(`cluster "${facts.clusterName}"`, problems);
  return {
    cluster: {
      name: facts.clusterName,
      clusterClass,
      apiServer: facts.apiServer,
      primaryDomain: facts.primaryDomain,
      nodeAddress: urlParts(nodeServer).host,
      gatewayHttpNodePort: facts.gatewayHttpNodePort,
      gatewayHttpsNodePort: facts.gatewayHttpsNodePort,
      nodePort: facts.nodePort,
      argocdHost: facts.argocdHost,
      tektonHost: facts.tektonHost,
      tenant: cluster.tenant,
      ha: cluster.ha,
      deleteCrds: cluster.deleteCrds,
    },
    choices,
  };
}
