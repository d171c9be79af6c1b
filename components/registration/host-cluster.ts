import type { HostClusterArgs } from "./args";
import type { HostClusterFacts, Registration } from "./outcome";
import { clustersKustomizationEntry, hostAppsetEntry } from "./aggregates";
import { claimsOf, streamEntries } from "./claims";
import { deliveryOf } from "./delivery";
import { gatewayFacts } from "./facts";
import { gatewayFiles, hostTraefikOverlay } from "./gateway-files";
import {
  gatewayPortsAreFree,
  noEnvironmentOf,
  noVirtualClusterOn,
  repositoryIsPulled,
} from "./guards";
import { registerPushedHostCluster } from "./pushed-clusters";
import { clusterResource } from "./manifests/cluster-resource";
import * as layout from "./repo-layout";
import { hostCluster } from "./schema";
import { validated } from "./validate";
import { oidcSecrets } from "./values";

/** What a host consists of; its virtual clusters add their entries themselves. @throws InvalidArguments */
export function registerHostCluster(args: HostClusterArgs): Registration<HostClusterFacts> {
  if (deliveryOf(args) === "push") return registerPushedHostCluster(args);
  const cluster = validated("host cluster", args, hostCluster(["host"]), ["host"]);
  const facts = gatewayFacts("host", cluster);
  const { clusterName: name, apiServer, tenant } = cluster;
  const folder = layout.hostFolder(name);
  const gateway = {
    cluster: name,
    domain: facts.primaryDomain,
    httpNodePort: facts.gatewayHttpNodePort,
    httpsNodePort: facts.gatewayHttpsNodePort,
    tenant,
    secrets: oidcSecrets(tenant.oidc),
  };
  const place = { folder, project: tenant.name, server: apiServer, prefix: `${name}-` };
  const claims = claimsOf(`host cluster ${name}`, {
    documents: {
      [layout.clusterResource(name)]: clusterResource({
        ...facts,
        name,
        namespace: tenant.namespace,
        clusterClass: "host",
      }),
      ...gatewayFiles(gateway, place),
      ...hostTraefikOverlay(name),
    },
    entries: {
      ...clustersKustomizationEntry(name),
      ...hostAppsetEntry(name, tenant),
      [layout.dashboardIngress(folder)]: streamEntries("ingress-tekton-dashboard", [], "delete"),
      [layout.oauthMiddleware(folder)]: streamEntries("middleware-oauth", [], "delete"),
    },
    forbids: [
      repositoryIsPulled(name),
      gatewayPortsAreFree(name, [gateway.httpNodePort, gateway.httpsNodePort]),
      noVirtualClusterOn(name),
      noEnvironmentOf(name),
    ],
  });
  return { claims, facts };
}
