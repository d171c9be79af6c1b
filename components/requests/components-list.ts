import { categories } from "../registration/categories";
import type { Category, ClusterClass } from "../registration/categories";
import type { ComponentArgs, ComponentsArgs, Delivery } from "../registration";
import { entriesOf, fieldsOf, spelled, textOf } from "./fields";
import type { Field } from "./fields";
import type { Findings, Path } from "./findings";

/** Names of categories in requests, those of v0.3.6 to v0.3.9 last. */
const categoryNames = {
  multi_tenant: "multiTenant",
  secret_sync: "secretSync",
  gateway: "gateway",
  deployment: "deployment",
  progressive_delivery: "progressiveDelivery",
  pipeline: "pipeline",
  event_listener: "eventListener",
  secret_management: "secretManagement",
  oauth_proxy: "oauthProxy",
  cert_management: "certManagement",
} as const;
type CategoryField = keyof typeof categoryNames;

const olderNames: Readonly<Record<string, CategoryField>> = {
  ingress_controller: "gateway",
  secret_mgt: "secret_management",
  cert_mgt: "cert_management",
};

/** Additions with a meaning, by the spelling in which they have it; v0.4.0 had others for some. */
const knownAdditions: { readonly [C in Category]?: readonly string[] } = {
  gateway: ["httpNodePort", "httpsNodePort"],
  deployment: ["host"],
  pipeline: ["host"],
  multiTenant: [
    "productResourceKustomizeFileFolder",
    "productResourceRevision",
    "syncResourceTypes",
  ],
};
const olderAdditions: Readonly<Record<string, string>> = {
  ProductResourcePathPipeline: "productResourceKustomizeFileFolder",
};

/** The components of a cluster while they are put together. */
export interface ComponentsDraft {
  readonly classes: readonly ClusterClass[];
  readonly delivery: Delivery;
  readonly chosen: Partial<Record<Category, ComponentDraft>>;
  /** Namespaces that were given and have no effect → those that are used in their place. */
  readonly replaced: Map<string, string>;
}

interface ComponentDraft extends Pick<ComponentArgs, "name" | "namespace"> {
  readonly additions?: Readonly<Record<string, string>>;
}

/** Takes over `components_list`; what every such cluster has anyway is left out. */
export function takeComponents(
  found: Findings,
  draft: ComponentsDraft,
  list: Field | undefined,
): void {
  if (list === undefined) return;
  const given = fieldsOf(found, list, {
    names: Object.keys(categoryNames) as CategoryField[],
    olderNames,
  });
  const usual: string[] = [];
  for (const [name, field] of Object.entries(given)) {
    const category = categoryNames[name as CategoryField];
    const spelling = String(field.path.at(-1));
    if (category in categories && spelled(spelling) !== spelled(name))
      found.note("translated", field.path, `is ${name} since v0.4.`);
    const component = readComponent(found, field);
    if (category === "certManagement")
      found.note("without effect", field.path, "Nautes installs nothing for it; it is left out.");
    else if (isSettable(draft, category))
      takeComponent(found, draft, category, field.path, component, usual);
    else refuseOther(found, category, field.path, component.name?.value);
  }
  if (usual.length > 0)
    found.note(
      "without effect",
      list.path,
      `${usual.join(", ")}: every such cluster has that, and where; it need not be said.`,
    );
}

function takeComponent(
  found: Findings,
  draft: ComponentsDraft,
  category: Category,
  path: Path,
  { name, namespace, additions }: ReturnType<typeof readComponent>,
  usual: string[],
): void {
  const its = categories[category];
  const isUsual = name === undefined || name.value === its.component;
  const otherPlace = namespace !== undefined && namespace.value !== its.namespace;
  const keepsPlace = otherPlace && (draft.delivery === "push" || !isUsual);
  const chosen = {
    ...(isUsual ? {} : { name: String(name.value) }),
    ...(keepsPlace ? { namespace: String(namespace.value) } : {}),
    ...takeAdditions(found, category, additions),
  };
  if (otherPlace && !keepsPlace) {
    draft.replaced.set(String(namespace.value), its.namespace);
    found.note(
      "corrected",
      namespace.path,
      `Nautes puts ${its.component} into ${its.namespace} whatever is given; so does delivery "pull".`,
    );
  }
  if (name !== undefined && isUsual) usual.push(its.component);
  if (Object.keys(chosen).length === 0) return;
  draft.chosen[category] = chosen;
  const property = `components.${category}`;
  found.comesFrom(property, path);
  for (const [key, field] of Object.entries({ name, namespace, additions }))
    if (field !== undefined) found.comesFrom(`${property}.${key}`, field.path);
}

function readComponent(found: Findings, field: Field) {
  const { name, namespace, additions } = fieldsOf(found, field, {
    names: ["name", "namespace", "additions"],
  });
  return {
    name: textOf(found, name) === undefined ? undefined : name,
    namespace: textOf(found, namespace) === undefined ? undefined : namespace,
    additions,
  };
}

function takeAdditions(found: Findings, category: Category, field: Field | undefined) {
  const known = knownAdditions[category] ?? [];
  const additions: Record<string, string> = {};
  for (const [key, { path, value }] of entriesOf(found, field)) {
    if (value === null || value === "") continue;
    if (typeof value !== "string" && typeof value !== "number") {
      found.problem(path, "must be a text; put it in quotes.");
      continue;
    }
    const name = olderAdditions[key] ?? known.find((one) => spelled(one) === spelled(key)) ?? key;
    if (name !== key) found.note("corrected", path, `is ${name}; Nautes knows no other spelling.`);
    additions[name] = name === "host" ? hostOf(found, path, String(value)) : String(value);
    found.comesFrom(`components.${category}.additions.${name}`, path);
  }
  const { productResourceKustomizeFileFolder: folder, productResourceRevision: revision } =
    additions;
  if (field !== undefined && (folder === undefined) !== (revision === undefined))
    found.note(
      "without effect",
      field.path,
      "productResourceKustomizeFileFolder and productResourceRevision work only together; give both.",
    );
  return Object.keys(additions).length === 0 ? {} : { additions };
}

/** Takes over an addition that older generations have as a field of its own. */
export function takeAddition(
  found: Findings,
  draft: ComponentsDraft,
  [category, key]: readonly [Category, string],
  { path, value }: { readonly path: Path; readonly value: string },
): void {
  const property = `components.${category}.additions.${key}`;
  if (!isSettable(draft, category)) {
    const { component } = categories[category];
    found.note(
      "without effect",
      path,
      `a ${draft.classes.join(" or ")} cluster has no ${component}.`,
    );
    return;
  }
  const text = key === "host" ? hostOf(found, path, value) : value;
  const { additions = {}, ...rest } = draft.chosen[category] ?? {};
  if (additions[key] !== undefined && additions[key] !== text)
    found.problem(
      path,
      `contradicts components_list, which says ${additions[key]}; leave one of the two out.`,
    );
  draft.chosen[category] = { ...rest, additions: { ...additions, [key]: text } };
  found.comesFrom(property, path);
  found.note("translated", path, `is ${property} now.`);
}

/** What was chosen, in the order of the newest requests. */
export function inOrder(chosen: ComponentsDraft["chosen"]): ComponentsArgs {
  const given = Object.entries(categoryNames).map(([, name]) => [
    name,
    name === "certManagement" ? undefined : chosen[name],
  ]);
  return Object.fromEntries(given.filter(([, choice]) => choice !== undefined)) as ComponentsArgs;
}

/** The host of what may be a URL: Nautes writes `https://` before it and the gateway's port behind it. */
function hostOf(found: Findings, path: Path, value: string): string {
  const [, host] = /^https?:\/\/([^/:]+)(?::\d+)?\/*$/.exec(value) ?? [];
  if (host === undefined) return value;
  found.note(
    "corrected",
    path,
    "is a URL; the host is taken of it, as https:// would stand before it twice.",
  );
  return host;
}

function isSettable({ classes }: ComponentsDraft, category: Category): boolean {
  const { forced, classes: having } = categories[category];
  return !forced && classes.some((one) => having.includes(one));
}

/** What the class does not have, or has in any case. */
function refuseOther(found: Findings, category: Category, path: Path, name: unknown): void {
  const { component, forced } = categories[category];
  if (name !== undefined && name !== component)
    found.problem(
      path,
      forced
        ? `cannot be chosen: Nautes always installs ${component}; leave it out.`
        : "is a category that this class of cluster does not have; leave it out.",
    );
  else
    found.note(
      "without effect",
      path,
      forced
        ? `${component} is there in any case, where it is needed; it is left out.`
        : "this class of cluster does not have it; it is left out.",
    );
}
