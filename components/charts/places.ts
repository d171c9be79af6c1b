import { categories, categoryNames } from "../registration/categories";
import type { Category, ClusterClass } from "../registration/categories";
import type { ChartChoice } from "./model";

/** What was chosen for the components of a cluster, by category. */
export type ChartChoices = Readonly<Record<string, ChartChoice | undefined>>;

/** In which namespace the component of each category is; of a virtual pipeline cluster `gateway` is the host's. */
export type Places = Readonly<Record<Category, string>>;

const everyWorker = ["multiTenant", "secretSync", "deployment", "secretManagement"] as const;

/**
 * What is really installed. It is less than Nautes' table of categories says: a host has no use for Vault's injector, a
 * deployment worker no dashboard to sign in at, and the gateway of a virtual pipeline cluster is its host's.
 */
export const installed: Readonly<Record<ClusterClass, readonly Category[]>> = {
  host: ["gateway", "oauthProxy"],
  "physical deployment": [...everyWorker, "gateway", "progressiveDelivery"],
  "physical pipeline": [...everyWorker, "gateway", "eventListener", "oauthProxy", "pipeline"],
  "virtual deployment": [...everyWorker, "progressiveDelivery"],
  "virtual pipeline": [...everyWorker, "eventListener", "pipeline"],
};

/** Names and namespace are written into these charts. */
const fixed: readonly Category[] = ["multiTenant", "pipeline"];

/** Where everything is when nothing was chosen. */
export const defaultPlaces: Places = placesOf({});

/** Where everything is. */
export function placesOf(choices: ChartChoices): Places {
  const listed = categoryNames.map((name) => [name, placeOf(name, choices[name])]);
  return Object.fromEntries(listed) as Places;
}

/** Whether the component is one that the catalogue does not know. */
export function isOther(category: Category, choice: ChartChoice | undefined): boolean {
  return choice?.name !== undefined && choice.name !== categories[category].component;
}

/** Whether a cluster has a dashboard that a sign-in goes before; of a component that the catalogue does not know none is known. */
export function hasDashboard(
  { tektonHost }: { readonly tektonHost?: string | undefined },
  choices: ChartChoices,
): boolean {
  return tektonHost !== undefined && !isOther("pipeline", choices["pipeline"]);
}

/** Whether the category's own component can be in another namespace than its default one. */
export function isMovable(category: Category): boolean {
  return !fixed.includes(category);
}

function placeOf(category: Category, choice: ChartChoice | undefined): string {
  const { namespace } = categories[category];
  const chosen = isMovable(category) || isOther(category, choice);
  if (!chosen) return namespace;
  return choice?.namespace ?? (isOther(category, choice) ? choice?.name : undefined) ?? namespace;
}
