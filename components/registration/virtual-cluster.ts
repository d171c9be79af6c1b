import type { EntriesClaim } from "../../provider/claims/model";
import type { VirtualClusterArgs } from "./args";
import type { Registration, VirtualClusterFacts } from "./outcome";
import { clustersKustomizationEntry, virtualClusterAppsetEntry, workerAppsets } from "./aggregates";
import type { ClusterClass } from "./categories";
import { claimsOf, streamEntries } from "./claims";
import type { Documents } from "./claims";
import { dashboardSignIn, oauthProxyService } from "./gateway-files";
import { deliveryOf } from "./delivery";
import { virtualFacts } from "./facts";
import { hostIsRegistered, nodePortIsFree, noEnvironmentOf, repositoryIsPulled } from "./guards";
import { registerPushedVirtualCluster } from "./pushed-clusters";
import { urlParts } from "./leaves";
import { gitApplication, helmApplication } from "./manifests/argo-cd";
import { clusterResource } from "./manifests/cluster-resource";
import { vclusterValues } from "./manifests/helm-values";
import { certificateSecret, namespace, nodePortService } from "./manifests/kubernetes";
import { oauthSignIn } from "./manifests/traefik";
import * as layout from "./repo-layout";
import { virtualCluster } from "./schema";
import type { VirtualCluster } from "./schema";
import { classesOf, validated } from "./validate";
import { oidcSecrets } from "./values";
import { workerFiles } from "./worker-files";

/** What a virtual worker consists of, in its host's files, too. @throws InvalidArguments */
export function registerVirtualCluster(
  args: VirtualClusterArgs,
): Registration<VirtualClusterFacts> {
  if (deliveryOf(args) === "push") return registerPushedVirtualCluster(args);
  const classes = classesOf("virtual", args);
  const cluster = validated("virtual cluster", args, virtualCluster(classes), classes);
  const clusterClass: ClusterClass = `virtual ${cluster.workerType}`;
  const facts = virtualFacts(clusterClass, cluster);
  const { clusterName: name, tenant } = cluster;
  const host = cluster.hostCluster.clusterName;
  const claims = claimsOf(`virtual cluster ${name}`, {
    documents: {
      [layout.clusterResource(name)]: clusterResource({
        ...cluster,
        ...facts,
        name,
        namespace: tenant.namespace,
        clusterClass,
      }),
      ...workerFiles({
        cluster: name,
        clusterClass,
        argocdHost: facts.argocdHost,
        tektonHost: facts.tektonHost,
        httpsNodePort: cluster.hostCluster.gatewayHttpsNodePort,
        tenant,
        secrets: oidcSecrets(tenant.oidc),
      }),
      ...vclusterFiles(cluster, facts.nodePort),
    },
    entries: {
      ...clustersKustomizationEntry(name),
      ...virtualClusterAppsetEntry(name, host, tenant),
      ...signInEntries(name, host, facts),
    },
    shared: workerAppsets(tenant),
    requires: [hostIsRegistered(name, host)],
    forbids: [
      repositoryIsPulled(name),
      ...nodePortIsFree(name, host, facts.nodePort),
      noEnvironmentOf(name),
    ],
  });
  return { claims, facts };
}

/** What the host's Argo CD installs for the virtual cluster; its API's certificate is good for the host's name. */
function vclusterFiles(cluster: VirtualCluster, nodePort: number): Documents {
  const { clusterName: name, hostCluster: host, tenant } = cluster;
  const folder = layout.virtualClusterFolder(host.clusterName, name);
  const initial = layout.virtualClusterInitial(host.clusterName, name);
  const base = {
    project: tenant.name,
    server: host.apiServer,
    syncOptions: [],
    cascade: true,
  };
  return {
    [`${folder}/vcluster-app.yaml`]: helmApplication({
      ...base,
      name: `${name}-vcluster-app`,
      chart: "vcluster",
      repoURL: "https://charts.loft.sh",
      version: "0.10.1",
      namespace: name,
      values: vclusterValues(
        urlParts(host.apiServer).host,
        tenant.oidc.issuer,
        tenant.oidc.clientId,
      ),
    }),
    [`${folder}/vcluster-initial-app.yaml`]: gitApplication({
      ...base,
      name: `${name}-vcluster-initial`,
      repoURL: tenant.repositoryUrl,
      path: initial,
    }),
    [`${initial}/namespace.yaml`]: namespace(name),
    [`${initial}/secret.yaml`]: certificateSecret(
      { name: "ca", namespace: name },
      "ca.crt",
      tenant.caCertificate,
    ),
    [layout.virtualClusterService(host.clusterName, name)]: nodePortService(name, nodePort),
  };
}

/** A pipeline worker's part of its host's gateway: users of the dashboard sign in there. */
function signInEntries(
  name: string,
  host: string,
  { tektonHost, tektonUrl }: VirtualClusterFacts,
): Record<string, EntriesClaim> {
  if (tektonHost === undefined || tektonUrl === undefined) return {};
  const folder = layout.hostFolder(host);
  const proxy = oauthProxyService(`${host}-`);
  return {
    [layout.dashboardIngress(folder)]: streamEntries(
      "ingress-tekton-dashboard",
      [dashboardSignIn(`${name}-tekton-dashboard`, tektonHost, proxy)],
      "keep",
    ),
    [layout.oauthMiddleware(folder)]: streamEntries(
      "middleware-oauth",
      [...oauthSignIn(name, proxy, tektonUrl)],
      "keep",
    ),
  };
}
