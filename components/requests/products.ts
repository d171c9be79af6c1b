import { categories, categoriesOf, categoryNames } from "../registration/categories";
import type { ClusterResourceArgs } from "../registration";
import type { ComponentsDraft } from "./components-list";
import { entriesOf, fieldsOf, textOf, textsOf } from "./fields";
import type { Field } from "./fields";
import type { Findings } from "./findings";

/** Namespaces and names of components that requests of older generations know. */
const olderNamespaces = ["cert-manager"];

/**
 * Takes over which products may use the namespaces of components. Older generations have the components' names in
 * place of the namespaces, and also those of components that the cluster does not have.
 */
export function reservedNamespaces(
  found: Findings,
  draft: ComponentsDraft,
  field: Field | undefined,
): Readonly<Record<string, readonly string[]>> | undefined {
  const taken: Record<string, readonly string[]> = {};
  for (const [key, given] of entriesOf(found, field)) {
    const products = textsOf(found, given) ?? [];
    const namespace = namespaceOf(draft, key);
    if (namespace === undefined) {
      refuseNamespace(found, draft, key, given);
      continue;
    }
    if (namespace !== key)
      found.note(
        "corrected",
        given.path,
        `is the name or another namespace of a component; its namespace ${namespace} is meant.`,
      );
    const property = `reservedNamespacesAllowedProducts.${namespace}`;
    found.comesFrom(property, given.path);
    const before = taken[namespace] ?? [];
    taken[namespace] = [...before, ...products.filter((product) => !before.includes(product))];
  }
  return filledOnly(taken);
}

/** The namespace on this cluster that is meant by a namespace or a component's name. */
function namespaceOf(
  { classes, chosen, replaced }: ComponentsDraft,
  key: string,
): string | undefined {
  const its = classes.flatMap(categoriesOf).map((category) => {
    const { component, namespace } = categories[category];
    const own = chosen[category];
    return {
      name: own?.name ?? component,
      namespace: own?.namespace ?? namespace,
      usual: namespace,
    };
  });
  const meant =
    its.find(({ namespace }) => namespace === key) ??
    its.find(({ name, usual }) => name === key || usual === key);
  return meant?.namespace ?? replaced.get(key);
}

function refuseNamespace(
  found: Findings,
  { classes }: ComponentsDraft,
  key: string,
  { path }: Field,
): void {
  const ofNautes = categoryNames.flatMap((name) => [
    categories[name].component,
    categories[name].namespace,
  ]);
  if ([...ofNautes, ...olderNamespaces].includes(key))
    found.note(
      "without effect",
      path,
      `a ${classes.join(" or ")} cluster has nothing there; Nautes v0.4 refuses it, here it is left out.`,
    );
  else
    found.unknownName(
      path,
      "is not the namespace of a component of this cluster",
      classes.flatMap(categoriesOf).map((name) => categories[name].namespace),
    );
}

/** Takes over which cluster-scoped kinds products may create. */
export function allowedResources(
  found: Findings,
  field: Field | undefined,
): Readonly<Record<string, readonly ClusterResourceArgs[]>> | undefined {
  const taken = entriesOf(found, field).map(([product, given]) => {
    found.comesFrom(`productAllowedClusterResources.${product}`, given.path);
    return [product, kindsOf(found, product, given)] as const;
  });
  return filledOnly(Object.fromEntries(taken));
}

function kindsOf(found: Findings, product: string, { path, value }: Field): ClusterResourceArgs[] {
  if (!Array.isArray(value)) {
    found.problem(path, "must be a list; give [ { group, kind } ].");
    return [];
  }
  return value.map((item: unknown, index) => {
    const at = [...path, index];
    const { group, kind } = fieldsOf(
      found,
      { path: at, value: item },
      { names: ["group", "kind"] },
    );
    const named = { group: textOf(found, group) ?? "", kind: textOf(found, kind) ?? "" };
    found.comesFrom(`productAllowedClusterResources.${product}.${index}`, at);
    for (const key of ["group", "kind"] as const)
      if (named[key] === "")
        found.problem(
          [...at, key],
          key === "kind"
            ? "is missing; name the kind, such as ClusterRole."
            : "is missing; name the API group: Nautes cannot allow kinds of the core group.",
        );
    if (named.group === "authorization.k8s.io" && named.kind.startsWith("ClusterRole"))
      found.note(
        "without effect",
        [...at, "group"],
        `authorization.k8s.io has no ${named.kind}, so this permits nothing; give rbac.authorization.k8s.io if the product is to make them.`,
      );
    return named;
  });
}

function filledOnly<Value>(map: Readonly<Record<string, Value>>) {
  return Object.keys(map).length === 0 ? undefined : map;
}
