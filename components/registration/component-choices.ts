import { z } from "zod";

import { categories, categoryNames, settableCategoriesOf } from "./categories";
import type { Category, ClusterClass } from "./categories";
import { hostName } from "./leaves";
import { nodePort, strict, text } from "./zod-parts";

/** What a user chose for one category. */
export interface ComponentChoice {
  readonly additions?: Readonly<Record<string, string>> | undefined;
}

/** The component choices of a cluster, by category. */
export type ComponentChoices = Readonly<Record<string, ComponentChoice | undefined>>;

/** Additions with a meaning; all others are kept as they are. */
const knownAdditions: { readonly [C in Category]?: z.ZodRawShape } = {
  gateway: { httpNodePort: port().optional(), httpsNodePort: port().optional() },
  deployment: { host: text(hostName).optional() },
  pipeline: { host: text(hostName).optional() },
  multiTenant: { syncResourceTypes: text(resourceTypes).optional() },
};

/** Validates the choices for clusters of one of these classes. */
export function componentChoices(classes: readonly ClusterClass[]): z.ZodType<ComponentChoices> {
  const settable = [...new Set(classes.flatMap(settableCategoriesOf))];
  const shape = Object.fromEntries(settable.map((name) => [name, choice(name).optional()]));
  return strict(shape, hints(classes, settable));
}

function choice(category: Category) {
  const { component, namespace } = categories[category];
  return strict({
    name: text(only("component", component)).optional(),
    namespace: text(only("namespace", namespace)).optional(),
    additions: z
      .object(knownAdditions[category] ?? {}, { error: "must be an object." })
      .catchall(addition())
      .transform(
        (given) =>
          Object.fromEntries(
            Object.entries(given).filter(([, value]) => value !== undefined),
          ) as Record<string, string>,
      )
      .optional(),
  });
}

function hints(
  classes: readonly ClusterClass[],
  settable: readonly Category[],
): Record<string, string> {
  const what = classes.length === 1 ? `a ${classes[0] ?? ""} cluster` : "this cluster";
  const others = categoryNames.filter((name) => !settable.includes(name));
  return Object.fromEntries([
    ...others.map((name) => [
      name,
      categories[name].forced
        ? `cannot be chosen: ${what} always has what Nautes gives it; leave it out.`
        : `is a category that ${what} does not have; leave it out. It has ${settable.join(", ")}.`,
    ]),
    ["certManagement", "is a category for which Nautes installs nothing; leave it out."],
  ]) as Record<string, string>;
}

function only(what: string, known: string) {
  return (value: string): string | undefined =>
    value === known
      ? undefined
      : `${JSON.stringify(value)} is not the ${what} that Nautes' files name; leave it out or give "${known}".`;
}

function addition() {
  return z
    .union([z.string(), z.number()], { error: "must be a text." })
    .transform((value) => String(value));
}

function port() {
  return nodePort().transform(String);
}

function resourceTypes(value: string): string | undefined {
  const valid = value.split(",").every((type) => /^\s*[^/\s]+\/[^/\s]+\s*$/.test(type));
  return valid
    ? undefined
    : "must be a list of group/Kind with commas, such as tekton.dev/Pipeline.";
}
