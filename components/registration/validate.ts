import type { z } from "zod";

import type { ClusterClass } from "./categories";
import { InvalidArguments, problemsOf } from "./problems";
import type { Problem } from "./problems";
import { clusterRules } from "./rules";

/** The classes that a worker may be of: one, or both while its type is not a valid one, so that the rest is still checked. */
export function classesOf(
  kind: "physical" | "virtual",
  args: { readonly workerType?: unknown } | null | undefined,
): readonly ClusterClass[] {
  const type = args?.workerType;
  return type === "deployment" || type === "pipeline"
    ? [`${kind} ${type}`]
    : [`${kind} deployment`, `${kind} pipeline`];
}

/** The arguments of a cluster with defaults filled in. @throws InvalidArguments with all that is wrong */
export function validated<Schema extends z.ZodType>(
  noun: string,
  args: unknown,
  schema: Schema,
  classes: readonly ClusterClass[],
): z.output<Schema> {
  return checked(
    `${noun} ${nameIn(args, "clusterName")}`,
    args,
    schema,
    clusterRules(args, classes),
  );
}

/** The arguments that pass a schema, if they keep the rules, too. @throws InvalidArguments with all that is wrong */
export function checked<Schema extends z.ZodType>(
  subject: string,
  args: unknown,
  schema: Schema,
  rules: readonly Problem[],
): z.output<Schema> {
  const parsed = schema.safeParse(args);
  const found = parsed.success ? [] : problemsOf(parsed.error.issues);
  const problems = [...found, ...rules.filter(({ path }) => !isWithin(path, found))];
  if (!parsed.success || problems.length > 0) throw new InvalidArguments(subject, problems);
  return parsed.data;
}

/** Whether a property, or what it is part of, has a problem already. */
function isWithin(path: string, found: readonly Problem[]): boolean {
  return found.some(
    (problem) =>
      problem.path === "" || path === problem.path || path.startsWith(`${problem.path}.`),
  );
}

/** The name given in arguments that may be anything, quoted. */
export function nameIn(args: unknown, property: string): string {
  const name =
    typeof args === "object" && args !== null
      ? (args as Record<string, unknown>)[property]
      : undefined;
  return typeof name === "string" ? JSON.stringify(name.slice(0, 80)) : "without a name";
}
