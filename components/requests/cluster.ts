import type {
  Delivery,
  HostClusterArgs,
  HostClusterReference,
  PhysicalClusterArgs,
  VirtualClusterArgs,
} from "../registration";
import { clusterClass, clusterFields } from "./cluster-class";
import type { ClusterFields } from "./cluster-class";
import { inOrder, takeAddition, takeComponents } from "./components-list";
import type { ComponentsDraft } from "./components-list";
import { fieldsOf, portOf, textOf } from "./fields";
import type { Field } from "./fields";
import type { Findings } from "./findings";
import type { Path, RequestNote } from "./findings";
import { allowedResources, reservedNamespaces } from "./products";
import { nameInUrl, readRequest, skipsChecks } from "./request";
import type { RequestBody, RequestOrigin } from "./request";
import { refuseVariables, variablesWithin } from "./variables";
import { judge } from "./verdict";

/** What is said of a cluster besides its request. */
export interface ClusterRequestOptions extends RequestOrigin {
  /** Default: the name in `url`. */
  readonly clusterName?: string | undefined;
  /** Default: `pull`, which is what Nautes does with a request. */
  readonly delivery?: Delivery | undefined;
}

/**
 * The component that a request declares and its arguments; what no request says is the tenant, and of a host more than
 * its name: add `tenant`, and put the `HostCluster` in place of `hostCluster`.
 */
export type ClusterFromRequest =
  | FromRequest<"PhysicalCluster", Omit<PhysicalClusterArgs, "tenant">>
  | FromRequest<"HostCluster", Omit<HostClusterArgs, "tenant">>
  | FromRequest<
      "VirtualCluster",
      Omit<VirtualClusterArgs, "tenant" | "hostCluster"> & {
        readonly hostCluster: Pick<HostClusterReference, "clusterName">;
      }
    >;

/** A component, its arguments, and what became of the fields that they do not simply repeat. */
export interface FromRequest<Kind extends string, Args> {
  readonly kind: Kind;
  readonly args: Args;
  readonly notes: readonly RequestNote[];
}

/**
 * The arguments of the cluster that a request to Nautes' API saves, of whatever generation, with the slips of documents.
 * @throws InvalidRequest with all that is wrong, each with line and field
 */
export function clusterArgsFromRequest(
  request: RequestBody,
  options: ClusterRequestOptions = {},
): ClusterFromRequest {
  const name = options.clusterName ?? nameInUrl(options.url, "clusters");
  const subject =
    name === undefined ? "The request" : `The request for cluster ${JSON.stringify(name)}`;
  const found = readRequest(subject, request, options.line);
  if (skipsChecks(options.url))
    found.note("without effect", ["insecure_skip_check"], "of clusters Nautes ignores it, too.");
  const cluster = translateCluster(found, [], found.source.value, {
    ...options,
    clusterName: name,
  });
  found.demandNone(subject);
  return cluster as ClusterFromRequest;
}

/** The same of what was read already; undefined if there are problems, which are then in `found`. */
export function translateCluster(
  found: Findings,
  path: Path,
  value: unknown,
  options: ClusterRequestOptions,
): ClusterFromRequest | undefined {
  refuseVariables(found, [
    ...variablesWithin(options.clusterName, ["cluster_name"]),
    ...variablesWithin(value, path),
  ]);
  if (found.problems.length > 0) return undefined;
  const fields = fieldsOf(found, { path, value }, clusterFields);
  const its = clusterClass(found, fields, path);
  const name = nameOf(found, fields.name, options.clusterName);
  if (its === undefined) return undefined;
  const { delivery = "pull" } = options;
  const draft: ComponentsDraft = {
    classes: [its.clusterClass],
    delivery,
    chosen: {},
    replaced: new Map(),
  };
  const { workerType, kind } = its;
  const args = {
    clusterName: name,
    ...(workerType === undefined ? {} : { workerType }),
    ...(kind === "VirtualCluster" ? ofVirtual(found, fields) : ofPhysical(found, fields)),
    ...common(found, fields, draft),
    ...(workerType === undefined ? {} : products(found, fields, draft)),
    delivery,
  };
  if (options.delivery === undefined) found.note("translated", ["delivery"], pullNote);
  judge(found, kind, args);
  return found.problems.length > 0
    ? undefined
    : ({ kind: kind, args, notes: found.notes } as unknown as ClusterFromRequest);
}

/** Whether a cluster is in another, which must be there before. */
export function isVirtual({ kind }: ClusterFromRequest): boolean {
  return kind === "VirtualCluster";
}

const pullNote =
  'is "pull": the Argo CD and the operators of Nautes install what the config repo declares, as with every request; give delivery: "push" to have Pulumi install it.';

function nameOf(found: Findings, field: Field | undefined, given: string | undefined): string {
  const own = textOf(found, field);
  if (given !== undefined && own !== undefined && own !== given)
    found.problem(
      field?.path ?? [],
      `contradicts the name ${JSON.stringify(given)}, which the URL or the caller gives; leave one of the two out.`,
    );
  if (given === undefined && own === undefined && field === undefined)
    found.problem(
      ["cluster_name"],
      "is missing; requests have it in their URL: give url or clusterName.",
    );
  found.comesFrom("clusterName", field?.path ?? ["cluster_name"]);
  return given ?? own ?? "";
}

/** What every cluster has. */
function common(found: Findings, fields: ClusterFields, draft: ComponentsDraft) {
  takeComponents(found, draft, fields.components_list);
  takeOlder(found, fields, draft);
  const kind = textOf(found, fields.cluster_kind) ?? "kubernetes";
  if (kind !== "kubernetes")
    found.problem(
      fields.cluster_kind?.path ?? [],
      "must be kubernetes, the only kind that Nautes' Cluster resource allows; leave it out.",
    );
  const components = inOrder(draft.chosen);
  return {
    ...text(found, "apiServer", fields.api_server, "api_server"),
    ...text(found, "primaryDomain", fields.primary_domain),
    ...(Object.keys(components).length === 0 ? {} : { components }),
  };
}

/** What has a field of its own until v0.3.9. */
function takeOlder(found: Findings, fields: ClusterFields, draft: ComponentsDraft): void {
  for (const [field, category] of [
    [fields.argocd_host, "deployment"],
    [fields.tekton_host, "pipeline"],
  ] as const) {
    const value = textOf(found, field);
    if (field !== undefined && value !== undefined)
      takeAddition(found, draft, [category, "host"], { path: field.path, value });
  }
  if (fields.traefik === undefined) return;
  const ports = fieldsOf(found, fields.traefik, {
    names: ["http_node_port", "https_node_port"],
  });
  for (const [field, key] of [
    [ports.http_node_port, "httpNodePort"],
    [ports.https_node_port, "httpsNodePort"],
  ] as const) {
    const value = portOf(found, field);
    if (field !== undefined && value !== undefined)
      takeAddition(found, draft, ["gateway", key], { path: field.path, value });
  }
}

/** What products may do on a worker. */
function products(found: Findings, fields: ClusterFields, draft: ComponentsDraft) {
  const reserved = reservedNamespaces(found, draft, fields.reserved_namespaces_allowed_products);
  const allowed = allowedResources(found, fields.product_allowed_cluster_resources);
  return {
    ...(reserved === undefined ? {} : { reservedNamespacesAllowedProducts: reserved }),
    ...(allowed === undefined ? {} : { productAllowedClusterResources: allowed }),
  };
}

function ofVirtual(found: Findings, fields: ClusterFields) {
  const { kubeconfig, host_cluster: host, vcluster } = fields;
  if (kubeconfig !== undefined)
    found.note(
      "without effect",
      kubeconfig.path,
      "a virtual cluster has none before it runs; it is left out.",
    );
  const ports = vcluster && fieldsOf(found, vcluster, { names: ["https_node_port"] });
  const field = ports?.https_node_port;
  const port = portOf(found, field);
  found.comesFrom("httpsNodePort", field?.path ?? ["vcluster", "https_node_port"]);
  if (field !== undefined) found.note("translated", field.path, "is httpsNodePort now.");
  const name = textOf(found, host);
  if (host !== undefined) {
    found.comesFrom("hostCluster", host.path);
    found.note(
      "translated",
      host.path,
      "is hostCluster now; give the HostCluster itself in its place.",
    );
  }
  return {
    hostCluster: { clusterName: name ?? "" },
    ...(port === undefined ? {} : { httpsNodePort: /^\d+$/.test(port) ? Number(port) : port }),
  };
}

function ofPhysical(found: Findings, fields: ClusterFields) {
  if (fields.vcluster !== undefined)
    found.note("without effect", fields.vcluster.path, "is for virtual clusters; it is left out.");
  return text(found, "kubeconfig", fields.kubeconfig);
}

/** A text that is an argument as it is. */
function text(found: Findings, property: string, field: Field | undefined, name?: string) {
  const value = textOf(found, field);
  if (field !== undefined) found.comesFrom(property, field.path);
  else if (name !== undefined) found.comesFrom(property, [name]);
  return value === undefined ? {} : { [property]: value };
}
