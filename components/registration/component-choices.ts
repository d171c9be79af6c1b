import { z } from "zod";

import { categories, categoryNames, settableCategoriesOf } from "./categories";
import type { Category, ClusterClass } from "./categories";
import type { Json } from "../../provider/claims/model";
import type { ComponentChartArgs, Delivery } from "./args";
import { hostName, labelCheck, oneLine, serverUrl } from "./leaves";
import { nodePort, strict, text } from "./zod-parts";

/** What a user chose for one category; of pull it is only additions. */
export interface ComponentChoice {
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly additions?: Readonly<Record<string, string>> | undefined;
  readonly chart?: ComponentChartArgs | undefined;
  readonly resources?: { readonly [key: string]: Json } | undefined;
  readonly tolerations?: readonly Json[] | undefined;
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
export function componentChoices(
  classes: readonly ClusterClass[],
  delivery: Delivery,
): z.ZodType<ComponentChoices> {
  const settable = [...new Set(classes.flatMap(settableCategoriesOf))];
  const choice = delivery === "push" ? pushedChoice : pulledChoice;
  const shape = Object.fromEntries(settable.map((name) => [name, choice(name).optional()]));
  return strict(shape, hints(classes, settable));
}

function pulledChoice(category: Category) {
  const { component, namespace } = categories[category];
  return strict(
    {
      name: text(only("component", component)).optional(),
      namespace: text(only("namespace", namespace)).optional(),
      additions: additions(category),
    },
    ofPush,
  );
}

/** A chart's values may be anything, and are not looked at here. */
function pushedChoice(category: Category) {
  const label = labelCheck();
  return strict({
    name: text(label).optional(),
    namespace: text(label).optional(),
    additions: additions(category),
    chart: strict({
      repository: text(serverUrl).optional(),
      name: text(oneLine).optional(),
      version: text(oneLine).optional(),
      timeoutSeconds: z
        .int({ error: "must be a whole number of seconds." })
        .min(1, "must be at least 1 second.")
        .max(86_400, "must be at most a day, 86400 seconds.")
        .optional(),
    }).optional(),
    values: z.record(z.string(), z.unknown(), { error: "must be an object." }).optional(),
    resources: z.record(z.string(), json, { error: "must be an object." }).optional(),
    tolerations: z.array(json, { error: "must be a list." }).optional(),
  }).superRefine(({ name, namespace, chart }, context) => {
    const isOther = name !== undefined && name !== categories[category].component;
    const place = namespace ?? (isOther ? name : undefined);
    if (place !== undefined && isOfKubernetes(place))
      context.addIssue({
        code: "custom",
        path: ["namespace"],
        message: `is ${place}, which is Kubernetes' own and would be deleted with the component; choose another.`,
      });
    if (!isOther) return;
    for (const key of ["name", "version"] as const)
      if (chart?.[key] === undefined)
        context.addIssue({
          code: "custom",
          path: ["chart", key],
          message: `is missing; the catalogue does not know ${name}: give its chart, { repository, name, version }.`,
        });
  });
}

function isOfKubernetes(namespace: string): boolean {
  return namespace === "default" || namespace.startsWith("kube-");
}

const json = z.custom<Json>(() => true);

/** Properties of a component that only push has. */
const ofPush = Object.fromEntries(
  ["chart", "values", "resources", "tolerations"].map((key) => [
    key,
    'is for push: the files of pull hard-code it. Leave it out, or give delivery: "push".',
  ]),
);

function additions(category: Category) {
  return z
    .object(knownAdditions[category] ?? {}, { error: "must be an object." })
    .catchall(addition())
    .transform(
      (given) =>
        Object.fromEntries(
          Object.entries(given).filter(([, value]) => value !== undefined),
        ) as Record<string, string>,
    )
    .optional();
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
  // None, after there were some.
  if (value === "") return undefined;
  const valid = value.split(",").every((type) => /^\s*[^/\s]+\/[^/\s]+\s*$/.test(type));
  return valid
    ? undefined
    : "must be a list of group/Kind with commas, such as tekton.dev/Pipeline.";
}
