import { z } from "zod";
import { equalJson } from "../claims/json";
import type { Json } from "../claims/model";
import type { Decoded } from "../codec";
import { propertyPath } from "../codec";
import { NautesError } from "../errors";
import { accessOf } from "../kubernetes/kubeconfig";
import { known } from "./known";
import type { CheckResult, DiffResult, Failure } from "./resource";

export { known };

/** A text that is not empty. */
export const text = known(z.string("must be a text").min(1, "must not be empty"));
export const flag = known(z.boolean("must be true or false"));
export const seconds = known(z.number("must be a number").positive("must be more than 0"));
export const url = known(
  z.string("must be a text").refine((value) => URL.canParse(value), "must be a URL"),
);

/** A list of which any part may be unknown. */
export function listOf<T extends z.ZodType>(item: T): z.ZodType<z.infer<T>[]> {
  return known(z.array(item, "must be a list"));
}

/** A kubeconfig as text or base64; what it holds is never quoted. */
export const kubeconfig = known(
  z.string("must be a text").superRefine((value, context) => {
    try {
      accessOf(value);
    } catch (error) {
      if (!(error instanceof NautesError)) throw error;
      const message = error.message
        .replace(/^The kubeconfig /, "")
        .replace(".\n", ": ")
        .replace(/\.$/, "");
      context.addIssue({ code: "custom", message });
    }
  }),
);

/** What a Check answers: inputs without nulls, `secret` marked so, and every problem with its property path. */
export function checked(schema: z.ZodType, news: Decoded, secret: string): CheckResult {
  const value = Object.fromEntries(Object.entries(news.value).filter(([, item]) => item !== null));
  const secrets = [...news.secrets, ...(secret in value ? [[secret]] : [])];
  return { inputs: { value, secrets }, failures: problems(schema, value) };
}

/** All problems of inputs or arguments. */
export function problems(schema: z.ZodType, value: { readonly [key: string]: Json }): Failure[] {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return issues.flatMap((issue) => {
    const at = propertyPath(issue.path.filter((step) => typeof step !== "symbol"));
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) =>
        problem(at === "" ? key : `${at}.${key}`, "is not known here"),
      );
    }
    const missing = valueAt(value, issue.path) === undefined;
    return [problem(at, missing ? "is missing" : issue.message)];
  });
}

function problem(path: string, what: string): Failure {
  return { path, reason: `${path} ${what}.` };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inside, step) =>
      typeof inside === "object" && inside !== null
        ? (inside as Record<PropertyKey, unknown>)[step]
        : undefined,
    value,
  );
}

/** Input by input what changed. */
export function changedInputs(
  olds: Decoded,
  news: Decoded,
  replaces: readonly string[] = [],
): DiffResult {
  const keys = [...new Set([...Object.keys(olds.value), ...Object.keys(news.value)])].filter(
    (key) => !equalJson(olds.value[key] ?? null, news.value[key] ?? null),
  );
  return {
    changes: keys.map((path) => ({
      path,
      kind: !(path in olds.value) ? "add" : !(path in news.value) ? "delete" : "update",
    })),
    replaces: replaces.filter((key) => keys.includes(key)),
  };
}

/** Whether any input changed but those that only say how a cluster is reached and how long is waited. */
export function differs(olds: Decoded, news: Decoded, aside: readonly string[]): boolean {
  return changedInputs(olds, news).changes.some(({ path }) => !aside.includes(path));
}
