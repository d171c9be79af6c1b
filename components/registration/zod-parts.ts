import { z } from "zod";

import type { TextCheck } from "./leaves";

/** A text that passes `check`; `need` says, when it is missing, what for and what to give. */
export function text(check: TextCheck, need = "give it.") {
  return z
    .string({
      error: (issue) => (issue.input === undefined ? `is missing; ${need}` : "must be a text."),
    })
    .superRefine((value, context) => {
      const problem = check(value);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    });
}

/** An object without other keys than these; the issue of another key carries what is known, as JSON. */
export function strict<Shape extends z.ZodRawShape>(
  shape: Shape,
  hints: Readonly<Record<string, string>> = {},
  need = "give it.",
) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === "unrecognized_keys")
        return JSON.stringify({ known: Object.keys(shape), hints });
      return issue.input === undefined ? `is missing; ${need}` : "must be an object.";
    },
  });
}

/** A list of texts, each of them once. */
export function texts(check: TextCheck, least = 0) {
  return list(text(check)).superRefine((values, context) => {
    if (values.length < least)
      context.addIssue({ code: "custom", message: "must not be empty; leave it out or fill it." });
    for (const [index, value] of values.entries())
      if (values.indexOf(value) < index)
        context.addIssue({
          code: "custom",
          path: [index],
          message: `${JSON.stringify(value)} is repeated; give it once.`,
        });
  });
}

/** A list. */
export function list<Item extends z.ZodType>(item: Item) {
  return z.array(item, { error: "must be a list." });
}

/** A map whose keys pass `check`. */
export function map<Value extends z.ZodType>(check: TextCheck, value: Value) {
  return z.record(text(check), value, {
    error: (issue) => (issue.code === "invalid_key" ? undefined : "must be an object."),
  });
}

/** One of a few texts. */
export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  const allowed = values.map((value) => `"${value}"`).join(" or ");
  return z.enum(values, {
    error: (issue) =>
      issue.input === undefined ? `is missing; give ${allowed}.` : `must be ${allowed}.`,
  });
}

/** True or false. */
export function flag() {
  return z.boolean({ error: "must be true or false." });
}

/** A port that a Service of type NodePort can have, as a number or digits; answers the number. */
export function nodePort(need = "give it.") {
  return z
    .union([z.number(), z.string()], {
      error: (issue) => (issue.input === undefined ? `is missing; ${need}` : "must be a number."),
    })
    .superRefine((value, context) => {
      if (!isNodePort(value))
        context.addIssue({
          code: "custom",
          message: `${JSON.stringify(value)} cannot be a NodePort; give a number from 30000 to 32767.`,
        });
    })
    .transform(Number);
}

/** Whether a Service of type NodePort can have this port, in Kubernetes' default range. */
export function isNodePort(value: number | string): boolean {
  const port = Number(value);
  return (
    (typeof value === "number" || /^\d+$/.test(value)) &&
    Number.isInteger(port) &&
    port >= 30000 &&
    port <= 32767
  );
}
