import type { HostClusterArgs, HostClusterFacts, Registration } from "./args";
import { clustersKustomizationEntry, hostAppsetEntry } from "./aggregates";
import { claimsOf, streamEntries } from "./claims";
import { gatewayFiles, hostTraefikOverlay } from "./gateway-files";
import { gatewayPortsAreFree, noEnvironmentOf, noVirtualClusterOn } from "./guards";
import { clusterResource } from "./manifests/cluster-resource";
import * as layout from "./repo-layout";
import { hostCluster } from "./schema";
import type { HostCluster } from "./schema";
import { validated } from "./validate";
import { addition, clusterComponents, defaultDomain, oidcSecrets } from "./values";

/** What a host consists of; its virtual clusters add their entries themselves. @throws InvalidArguments */
export function registerHostCluster(args: HostClusterArgs): Registration<HostClusterFacts> {
  const cluster = validated("host cluster", args, hostCluster(["host"]), ["host"]);
  const facts = factsOf(cluster);
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
      gatewayPortsAreFree(name, [gateway.httpNodePort, gateway.httpsNodePort]),
      noVirtualClusterOn(name),
      noEnvironmentOf(name),
    ],
  });
  return { claims, facts };
}

function factsOf(cluster: HostCluster): HostClusterFacts {
  const { clusterName, apiServer, primaryDomain = defaultDomain(apiServer) } = cluster;
  const place = { clusterName, apiServer, domain: primaryDomain };
  const components = clusterComponents("host", place, cluster.components);
  return {
    clusterName,
    apiServer,
    primaryDomain,
    components,
    gatewayHttpNodePort: Number(addition(components, "gateway", "httpNodePort")),
    gatewayHttpsNodePort: Number(addition(components, "gateway", "httpsNodePort")),
  };
}
