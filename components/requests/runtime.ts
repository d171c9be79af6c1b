import type { ClusterReference, Delivery, DeploymentRuntimeArgs } from "../registration";
import type { FromRequest } from "./cluster";
import { fieldsOf, textOf, textsOf } from "./fields";
import type { Field, Vocabulary } from "./fields";
import type { Findings, Path } from "./findings";
import { nameInUrl, readRequest, skipsChecks } from "./request";
import type { RequestBody, RequestOrigin } from "./request";
import { refuseVariables, variablesWithin } from "./variables";
import { judge } from "./verdict";

/** What is said of a runtime besides its request. */
export interface RuntimeRequestOptions extends RequestOrigin {
  /** Default: the product in `url`. */
  readonly product?: string | undefined;
  /** Default: the name in `url`. */
  readonly runtimeName?: string | undefined;
  /** Default: `pull`, which is what Nautes does with a request. */
  readonly delivery?: Delivery | undefined;
}

/**
 * The arguments of the runtime that a request declares; what no request says is the cluster, because the environment
 * says it, and the ids: add `cluster`. Ids are found in the files of the product.
 */
export type RuntimeFromRequest = FromRequest<
  "DeploymentRuntime",
  Pick<
    DeploymentRuntimeArgs,
    | "runtimeName"
    | "product"
    | "account"
    | "projects"
    | "manifestSource"
    | "destination"
    | "environment"
    | "skipChecks"
    | "delivery"
  > & {
    /** Only if the environment was given, too. */
    readonly cluster?: Pick<ClusterReference, "clusterName">;
  }
>;

const runtimeFields: Vocabulary<
  "name" | "product" | "account" | "projects_ref" | "manifest_source" | "destination"
> = {
  names: ["name", "product", "account", "projects_ref", "manifest_source", "destination"],
  olderNames: { product_name: "product" },
};

/**
 * The arguments of the runtime that a request to Nautes' API saves, with the slips of documents.
 * @throws InvalidRequest with all that is wrong, each with line and field
 */
export function runtimeArgsFromRequest(
  request: RequestBody,
  options: RuntimeRequestOptions = {},
): RuntimeFromRequest {
  const { url, product = nameInUrl(url, "products") } = options;
  const { runtimeName = nameInUrl(url, "deploymentruntimes") } = options;
  const subject =
    runtimeName === undefined
      ? "The request"
      : `The request for runtime ${JSON.stringify(runtimeName)}`;
  const found = readRequest(subject, request, options.line);
  const given = { ...options, product, runtimeName };
  const runtime = translateRuntime(found, [], found.source.value, given);
  found.demandNone(subject);
  return runtime as RuntimeFromRequest;
}

/** The same of what was read already; undefined if there are problems, which are then in `found`. */
export function translateRuntime(
  found: Findings,
  path: Path,
  value: unknown,
  options: RuntimeRequestOptions,
): RuntimeFromRequest | undefined {
  refuseVariables(found, [
    ...variablesWithin(options.product, ["product_name"]),
    ...variablesWithin(options.runtimeName, ["deploymentruntime_name"]),
    ...variablesWithin(value, path),
  ]);
  if (found.problems.length > 0) return undefined;
  const fields = fieldsOf(found, { path, value }, runtimeFields);
  const runtimeName = name(found, "runtimeName", fields.name, options.runtimeName);
  const product = name(found, "product", fields.product, options.product);
  const account = textOf(found, fields.account);
  const projects = textsOf(found, fields.projects_ref)?.filter((project) => project !== "");
  const { delivery = "pull" } = options;
  const args = {
    runtimeName,
    product,
    ...(account === undefined ? {} : { account }),
    ...(projects === undefined || projects.length === 0 ? {} : { projects }),
    manifestSource: manifestSource(found, fields.manifest_source, path),
    destination: destination(found, fields.destination, path),
    ...(skipsChecks(options.url) ? { skipChecks: true } : {}),
    delivery,
  };
  origins(found, fields);
  noteRest(found, options, fields.projects_ref);
  judge(found, "DeploymentRuntime", args);
  return found.problems.length > 0
    ? undefined
    : { kind: "DeploymentRuntime", args, notes: found.notes };
}

function name(
  found: Findings,
  property: "product" | "runtimeName",
  field: Field | undefined,
  given: string | undefined,
): string {
  const own = textOf(found, field);
  const noun = property === "product" ? "product_name" : "deploymentruntime_name";
  if (given !== undefined && own !== undefined && given !== own)
    found.problem(
      field?.path ?? [],
      `contradicts ${JSON.stringify(given)}, which the URL or the caller gives; leave one of the two out.`,
    );
  if (given === undefined && field === undefined)
    found.problem([noun], `is missing; requests have it in their URL: give url or ${property}.`);
  found.comesFrom(property, field?.path ?? [noun]);
  return given ?? own ?? "";
}

function manifestSource(found: Findings, field: Field | undefined, path: Path) {
  const at = [...path, "manifest_source"];
  if (field === undefined)
    found.problem(at, "is missing; give { code_repo, target_revision, path }.");
  const parts =
    field && fieldsOf(found, field, { names: ["code_repo", "target_revision", "path"] });
  const source = { codeRepo: "", targetRevision: "", path: "" };
  for (const [property, key, what] of [
    ["codeRepo", "code_repo", "the path of the code repo in the product's group"],
    ["targetRevision", "target_revision", "a branch, tag, commit or HEAD"],
    ["path", "path", "the folder of the manifests in the code repo"],
  ] as const) {
    const part = parts?.[key];
    if (parts !== undefined && part === undefined)
      found.problem([...(field?.path ?? at), key], `is missing; give ${what}.`);
    found.comesFrom(`manifestSource.${property}`, part?.path ?? [...at, key]);
    source[property] = textOf(found, part) ?? "";
  }
  return source;
}

/** Until v0.3.7 it is the environment alone. */
function destination(found: Findings, field: Field | undefined, path: Path) {
  const at = [...path, "destination"];
  if (field === undefined) found.problem(at, "is missing; give { environment, namespaces }.");
  if (typeof field?.value === "string") {
    found.comesFrom("destination", field.path);
    found.note("translated", field.path, "is destination.environment since v0.3.8.");
    return { environment: field.value };
  }
  const parts = field && fieldsOf(found, field, { names: ["environment", "namespaces"] });
  if (parts !== undefined && parts.environment === undefined)
    found.problem([...(field?.path ?? at), "environment"], "is missing; name the environment.");
  for (const key of ["environment", "namespaces"] as const)
    found.comesFrom(`destination.${key}`, parts?.[key]?.path ?? [...at, key]);
  const namespaces = textsOf(found, parts?.namespaces);
  return {
    environment: textOf(found, parts?.environment) ?? "",
    ...(namespaces === undefined || namespaces.length === 0 ? {} : { namespaces }),
  };
}

function origins(found: Findings, fields: Partial<Record<string, Field>>): void {
  for (const [property, key] of [
    ["account", "account"],
    ["projects", "projects_ref"],
    ["manifestSource", "manifest_source"],
    ["destination", "destination"],
  ] as const) {
    const field = fields[key];
    if (field !== undefined) found.comesFrom(property, field.path);
  }
}

function noteRest(
  found: Findings,
  { url, delivery }: RuntimeRequestOptions,
  projects: Field | undefined,
): void {
  if (projects !== undefined) found.note("translated", projects.path, "is projects now.");
  if (skipsChecks(url))
    found.note(
      "translated",
      ["insecure_skip_check"],
      "is skipChecks now; it leaves out checks against other files.",
    );
  if (delivery === undefined)
    found.note(
      "translated",
      ["delivery"],
      'is "pull": the operators of Nautes make the runtime that the config repo declares, as with every request; give delivery: "push" to have Pulumi make it.',
    );
}
