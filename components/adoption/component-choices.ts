import { categories, settableCategoriesOf } from "../registration/categories";
import type { Category, ClusterClass } from "../registration/categories";
import { at } from "../registration/given";
import { clusterComponents } from "../registration/values";
import { mapOf, present } from "./adopted";
import type { AdoptionNote, UnknownValue } from "./adopted";

/** A cluster of which it is known what its components would be if nothing was chosen. */
interface Described {
  readonly clusterName: string;
  readonly apiServer: string;
  readonly domain: string;
}

interface Choices {
  /** Undefined: all is as it is without any choice. */
  readonly components: Readonly<Record<string, unknown>> | undefined;
  readonly notes: readonly AdoptionNote[];
  readonly unknown: readonly UnknownValue[];
}

/** What was chosen of the components that a Cluster resource lists: all that is other than by default. */
export function choicesIn(
  listed: unknown,
  clusterClass: ClusterClass,
  cluster: Described,
  { delivery, path }: { readonly delivery: "push" | "pull"; readonly path: string },
): Choices {
  const defaults = clusterComponents(clusterClass, cluster);
  const notes: AdoptionNote[] = [];
  const unknown: UnknownValue[] = [];
  const chosen = settableCategoriesOf(clusterClass).flatMap((category) => {
    const found = at(listed, category);
    if (found === undefined) return [];
    const additions = additionsIn(found, defaults[category]?.additions);
    const place = delivery === "push" ? placeIn(found, category) : {};
    if (delivery === "pull") notes.push(...misplaced(found, category, path));
    const chart = "name" in place ? unknownChart(category) : undefined;
    unknown.push(...(chart?.unknown ?? []));
    const choice = present<unknown>({ ...place, chart: chart?.value, additions });
    return Object.keys(choice).length === 0 ? [] : [[category, choice] as const];
  });
  return {
    components: chosen.length === 0 ? undefined : Object.fromEntries(chosen),
    notes,
    unknown,
  };
}

/** The record of a component that is none of ours does not say from which chart it comes. */
function unknownChart(category: Category): {
  readonly value: object;
  readonly unknown: readonly UnknownValue[];
} {
  const unknown = ["repository", "name", "version"].map((key) => ({
    path: `components.${category}.chart.${key}`,
    standIn:
      key === "repository" ? `https://not-known.invalid/${category}` : `${key} of ${category}`,
  }));
  const value = Object.fromEntries(
    unknown.map(({ path, standIn }) => [path.split(".").at(-1), standIn]),
  ) as object;
  return { value, unknown };
}

function additionsIn(
  found: unknown,
  defaults: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string | number>> | undefined {
  const additions = Object.entries(mapOf(at(found, "additions"))).flatMap(([key, given]) => {
    if (typeof given !== "string" && typeof given !== "number") return [];
    const value = String(given);
    // Nautes leaves a host empty when DNS does not know the cluster's.
    if (value === defaults[key] || (key === "host" && value === "")) return [];
    return [[key, /NodePort$/.test(key) && /^[1-9]\d*$/.test(value) ? Number(value) : value]];
  });
  return additions.length === 0
    ? undefined
    : (Object.fromEntries(additions) as Record<string, string | number>);
}

/** A component of another name has its namespace written, too, because what it would be by default is its name. */
function placeIn(found: unknown, category: Category): Readonly<Record<string, string>> {
  const { component, namespace } = categories[category];
  const given = { name: at(found, "name"), namespace: at(found, "namespace") };
  return present({
    name: textOtherThan(component, given.name),
    namespace: textOtherThan(namespace, given.namespace),
  });
}

/** Nautes records other names and namespaces, and all its files have its own nevertheless. */
function misplaced(found: unknown, category: Category, path: string): readonly AdoptionNote[] {
  return Object.entries(placeIn(found, category)).map(([key, value]) => ({
    path,
    message: `The ${key} of ${category} is ${JSON.stringify(value)}, which no file but this one has; the program leaves it out, and the first up writes Nautes' own.`,
  }));
}

function textOtherThan(usual: string, value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value !== usual ? value : undefined;
}
