import { isIP } from "node:net";
import { dump } from "js-yaml";

import { componentsOf } from "./components-list";
import type { ComponentsList } from "./components-list";
import type { ClusterRequest } from "./request";

/** A Cluster resource as it stands in a config repo. */
export interface Cluster {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: ClusterSpec;
}

interface ClusterSpec {
  readonly apiServer: string;
  readonly clusterKind: string;
  readonly clusterType: string;
  readonly usage: string;
  readonly workerType?: string;
  readonly hostCluster?: string;
  readonly primaryDomain: string;
  readonly componentsList: ComponentsList;
  readonly productAllowedClusterResources?: object;
  readonly reservedNamespacesAllowedProducts?: object;
}

/** The first address that DNS has for a host, or undefined. */
export type Resolve = (host: string) => string | undefined;

/** The resource that a request is for, defaults filled in. @throws Error as Nautes refuses it */
export function clusterOf(
  name: string,
  namespace: string,
  request: ClusterRequest,
  resolve: Resolve,
): Cluster {
  checkRequest(request);
  const host = new URL(request.api_server).hostname;
  const componentsList = componentsOf(name, request, resolve(host));
  const { product_allowed_cluster_resources: resources } = request;
  const { reserved_namespaces_allowed_products: reserved } = request;
  checkReserved(componentsList, Object.keys(reserved ?? {}));
  const spec: ClusterSpec = {
    apiServer: request.api_server,
    clusterKind: request.cluster_kind ?? "kubernetes",
    clusterType: request.cluster_type,
    componentsList,
    primaryDomain: request.primary_domain ?? (isIP(host) === 0 ? host : `${host}.nip.io`),
    usage: request.usage,
    ...given("hostCluster", request.host_cluster),
    ...given("workerType", request.worker_type),
    ...given("productAllowedClusterResources", resources),
    ...given("reservedNamespacesAllowedProducts", reserved),
  };
  return { metadata: { name, namespace }, spec };
}

/** The text of the resource: sorted keys, and what printing an object of the operators' leaves behind. */
export function clusterText({ metadata, spec }: Cluster): string {
  const printed = {
    apiVersion: "nautes.resource.nautes.io/v1alpha1",
    kind: "Cluster",
    metadata: { creationTimestamp: null, ...metadata },
    spec,
    status: { productIDMap: null, warnings: null },
  };
  return dump(printed, { sortKeys: true, noRefs: true, lineWidth: -1 });
}

function checkRequest(request: ClusterRequest): void {
  const { api_server: api, usage, cluster_type: type } = request;
  const why = "failed to validate save request, err: ";
  if (!/^https?:\/\//.test(api)) throw new Error(`${why}the apiserver ${api} is not an https URL`);
  const isWorker = usage === "worker";
  if (isWorker && type === "virtual" && !request.host_cluster)
    throw new Error(`${why}the 'Host Cluster' for virtual cluster is required`);
  if (isWorker && !request.worker_type)
    throw new Error(`${why}when the cluster usage is 'worker', the 'WorkerType' field is required`);
  if (type === "physical" && request.host_cluster)
    throw new Error("failed to validate cluster, err: host cluster can not belong to another host");
}

function checkReserved(components: ComponentsList, namespaces: readonly string[]): void {
  const known = new Set(Object.values(components).map(({ namespace }) => namespace));
  const other = namespaces.find((namespace) => !known.has(namespace));
  if (other === undefined) return;
  throw new Error(
    `failed to validate cluster, err: reserved namespace ${other} is not in component list`,
  );
}

function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [key in Name]?: Value } {
  return value === undefined || value === "" ? {} : ({ [name]: value } as { [key in Name]: Value });
}
