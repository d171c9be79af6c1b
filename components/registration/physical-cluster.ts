import type { PhysicalClusterArgs } from "./args";
import type { PhysicalClusterFacts, Registration } from "./outcome";
import { clustersKustomizationEntry, workerAppsets } from "./aggregates";
import type { ClusterClass } from "./categories";
import { claimsOf } from "./claims";
import type { Documents } from "./claims";
import {
  dashboardSignIn,
  gatewayFiles,
  oauthProxyService,
  workerMiddlewares,
  workerTraefikOverlay,
} from "./gateway-files";
import { gatewayFacts } from "./facts";
import { noEnvironmentOf, repositoryIsPulled } from "./guards";
import { deliveryOf } from "./delivery";
import { registerPushedPhysicalCluster } from "./pushed-clusters";
import { inCluster } from "./manifests/argo-cd";
import { clusterResource } from "./manifests/cluster-resource";
import * as layout from "./repo-layout";
import { physicalCluster } from "./schema";
import type { PhysicalCluster } from "./schema";
import { classesOf, validated } from "./validate";
import { addition, oidcSecrets, pipelineHost, workerFacts } from "./values";
import type { WorkerValues } from "./values";
import { workerFiles, workerProject } from "./worker-files";

/** What a physical worker consists of. @throws InvalidArguments */
export function registerPhysicalCluster(
  args: PhysicalClusterArgs,
): Registration<PhysicalClusterFacts> {
  if (deliveryOf(args) === "push") return registerPushedPhysicalCluster(args);
  const classes = classesOf("physical", args);
  const cluster = validated("physical cluster", args, physicalCluster(classes), classes);
  const clusterClass: ClusterClass = `physical ${cluster.workerType}`;
  const facts = factsOf(cluster, clusterClass);
  const { clusterName: name, tenant } = cluster;
  const worker: WorkerValues = {
    cluster: name,
    clusterClass,
    argocdHost: facts.argocdHost,
    tektonHost: facts.tektonHost,
    httpsNodePort: facts.gatewayHttpsNodePort,
    tenant,
    secrets: oidcSecrets(tenant.oidc),
  };
  const gateway = ownGatewayFiles(worker, facts);
  const claims = claimsOf(`physical cluster ${name}`, {
    documents: {
      [layout.clusterResource(name)]: clusterResource({
        ...cluster,
        ...facts,
        name,
        namespace: tenant.namespace,
        clusterClass,
      }),
      ...workerFiles(worker),
      ...gateway.documents,
    },
    texts: gateway.texts,
    entries: clustersKustomizationEntry(name),
    shared: workerAppsets(tenant),
    forbids: [repositoryIsPulled(name), noEnvironmentOf(name)],
  });
  return { claims, facts };
}

function factsOf(cluster: PhysicalCluster, clusterClass: ClusterClass): PhysicalClusterFacts {
  const facts = gatewayFacts(clusterClass, cluster);
  const { components, gatewayHttpsNodePort } = facts;
  const argocdHost = addition(components, "deployment", "host");
  return { ...facts, ...workerFacts(argocdHost, pipelineHost(components), gatewayHttpsNodePort) };
}

/** Without a dashboard, the file of its ingress is a comment, which kustomize takes. */
function ownGatewayFiles(
  worker: WorkerValues,
  facts: PhysicalClusterFacts,
): { documents: Documents; texts: Record<string, string> } {
  const { cluster, tenant, secrets, tektonHost } = worker;
  const folder = layout.runtimeFolder(cluster);
  const values = {
    cluster,
    domain: facts.primaryDomain,
    httpNodePort: facts.gatewayHttpNodePort,
    httpsNodePort: facts.gatewayHttpsNodePort,
    tenant,
    secrets,
  };
  const place = { folder, project: workerProject(cluster), server: inCluster, prefix: "" };
  const documents = {
    ...gatewayFiles(values, place),
    ...workerTraefikOverlay(folder, workerMiddlewares(cluster, facts.tektonUrl)),
  };
  const path = layout.dashboardIngress(folder);
  if (tektonHost === undefined)
    return { documents, texts: { [path]: "# ingress-tekton-dashboard\n" } };
  const signIn = dashboardSignIn("tekton-dashboard", tektonHost, oauthProxyService(""));
  return { documents: { ...documents, [path]: signIn }, texts: {} };
}
