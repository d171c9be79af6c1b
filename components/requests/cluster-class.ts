import type { ClusterClass } from "../registration/categories";
import type { WorkerType } from "../registration";
import { textOf } from "./fields";
import type { Field, Vocabulary } from "./fields";
import type { Findings, Path } from "./findings";

const names = [
  "name",
  "api_server",
  "cluster_kind",
  "cluster_type",
  "usage",
  "worker_type",
  "host_cluster",
  "primary_domain",
  "argocd_host",
  "tekton_host",
  "traefik",
  "vcluster",
  "components_list",
  "reserved_namespaces_allowed_products",
  "product_allowed_cluster_resources",
  "kubeconfig",
] as const;
type ClusterField = (typeof names)[number];

/** What a request for a cluster may say, in all generations. */
export const clusterFields: Vocabulary<ClusterField> = {
  names,
  olderNames: { cluster_name: "name" },
  misspelt: { teoken_host: "tekton_host" },
};

export type ClusterFields = Partial<Record<ClusterField, Field>>;

/** Which component a request declares. */
export interface DeclaredClass {
  readonly kind: "PhysicalCluster" | "HostCluster" | "VirtualCluster";
  readonly clusterClass: ClusterClass;
  /** Of workers. */
  readonly workerType: WorkerType | undefined;
}

/** The class of the cluster that a request declares; undefined if it declares none, which is then a problem. */
export function clusterClass(
  found: Findings,
  fields: ClusterFields,
  path: Path,
): DeclaredClass | undefined {
  const type = oneOf(
    found,
    fields.cluster_type,
    [...path, "cluster_type"],
    ["physical", "virtual"],
  );
  const usage = oneOf(found, fields.usage, [...path, "usage"], ["host", "worker"]);
  if (type === "physical" && fields.host_cluster !== undefined)
    found.problem(
      fields.host_cluster.path,
      'must not be there: a physical cluster belongs to no host; leave it out, or give cluster_type "virtual".',
    );
  if (type === "virtual" && usage === "worker" && fields.host_cluster === undefined)
    found.problem(
      [...path, "host_cluster"],
      "is missing; name the host that the virtual cluster is in.",
    );
  if (type === undefined || usage === undefined) return undefined;
  if (usage === "host") return host(found, fields, type);
  const workerType = workerTypeOf(found, fields, path);
  return (
    workerType && {
      kind: type === "physical" ? "PhysicalCluster" : "VirtualCluster",
      clusterClass: `${type} ${workerType}`,
      workerType,
    }
  );
}

function host(
  found: Findings,
  { usage, worker_type: workerType }: ClusterFields,
  type: "physical" | "virtual",
): DeclaredClass | undefined {
  if (type === "virtual")
    found.problem(usage?.path ?? [], 'must be "worker": a virtual cluster cannot be a host.');
  if (workerType !== undefined)
    found.problem(workerType.path, "must not be there: a host is no worker; leave it out.");
  return { kind: "HostCluster", clusterClass: "host", workerType: undefined };
}

/** v0.2 had deployment workers only, and no field for it. */
function workerTypeOf(found: Findings, fields: ClusterFields, path: Path): WorkerType | undefined {
  const at = [...path, "worker_type"];
  const isOld = newerFields.every((name) => fields[name] === undefined);
  if (fields.worker_type !== undefined || !isOld)
    return oneOf(found, fields.worker_type, at, ["deployment", "pipeline"]);
  found.note(
    "translated",
    at,
    'is "deployment": the API had no other workers when it had no such field.',
  );
  return "deployment";
}

/** What came with or after the worker type. */
const newerFields = [
  "primary_domain",
  "tekton_host",
  "components_list",
  "reserved_namespaces_allowed_products",
  "product_allowed_cluster_resources",
] as const;

function oneOf<const Value extends string>(
  found: Findings,
  field: Field | undefined,
  path: Path,
  values: readonly Value[],
): Value | undefined {
  const allowed = values.map((value) => `"${value}"`).join(" or ");
  if (field === undefined) found.problem(path, `is missing; give ${allowed}.`);
  const given = textOf(found, field);
  const value = values.find((one) => one === given);
  if (field !== undefined && given !== undefined && value === undefined)
    found.problem(field.path, `must be ${allowed}.`);
  return value;
}
