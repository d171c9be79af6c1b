import { z } from "zod";
import type { GivenEntries } from "../claims/given-entries";
import { entriesFrom } from "../claims/given-entries";
import type { Claims, Json } from "../claims/model";
import { UNKNOWN } from "../claims/model";
import { isScaffoldMark } from "../claims/scaffold";
import type { Decoded } from "../codec";
import { isSecret, propertyPath } from "../codec";
import { isGuardMark, withoutMarks } from "./state-marks";
import { known } from "./known";
import type { Failure } from "./resource";

const text = known(z.string("must be a text"));
const flag = known(z.boolean("must be true or false"));
function map<T extends z.ZodType>(of: T): z.ZodType<Record<string, z.infer<T>>> {
  return known(z.record(z.string(), of, "must be a map from path to content"));
}

const document = z.custom<Json>(
  (value) => typeof value === "object" && value !== null,
  "must be a YAML document (a map) or a list of documents",
);

const Entries = z.strictObject({
  list: text.optional(),
  key: text.optional(),
  values: known(z.array(z.any(), "must be a list")),
  scaffold: text.refine((value) => !isScaffoldMark(value), {
    message:
      "must be the text of the file, not the mark by which the state knows it " +
      "(`ignoreChanges` puts in what the state has)",
  }),
  whenEmpty: known(z.enum(["keep", "delete"], "must be `keep` or `delete`")).optional(),
});

export const PredicateSchema: z.ZodType = z.lazy(() =>
  z.union(
    [
      z.strictObject({ exists: z.array(z.string()) }),
      z.strictObject({ equals: z.record(z.string(), z.any()) }),
      z.strictObject({ contains: z.record(z.string(), z.any()) }),
      z.strictObject({ any: z.array(PredicateSchema) }),
      z.strictObject({ all: z.array(PredicateSchema) }),
      z.strictObject({ not: PredicateSchema }),
    ],
    "must be one of exists, equals, contains, any, all, not",
  ),
);

const GuardSchema = z
  .strictObject({
    repository: text.optional(),
    path: text.optional(),
    folder: text.optional(),
    where: known(PredicateSchema),
    when: known(z.enum(["hold", "release"], "must be `hold` or `release`")),
    message: text,
  })
  .refine((guard) => (guard.path === undefined) !== (guard.folder === undefined), {
    message: "must have either `path` or `folder`",
  });

/** Conditions on other files. */
export const guards = known(z.array(known(GuardSchema), "must be a list of guards"));

/** The inputs of ConfigFiles, as DESIGN and schema.json describe them. */
export const ConfigFilesInputs = z.strictObject({
  repository: text.optional(),
  branch: text.optional(),
  subject: text,
  documents: map(known(document)).optional(),
  texts: map(text).optional(),
  entries: map(known(Entries)).optional(),
  shared: map(known(z.strictObject({ document: known(document), keepWhile: text }))).optional(),
  requires: guards.optional(),
  forbids: guards.optional(),
  adopt: flag.optional(),
  allowSecretsInFiles: flag.optional(),
});

/** All problems of the shape of the inputs; `olds` are those of the state. */
export function shapeProblems(inputs: Decoded, olds: Decoded | undefined): Failure[] {
  const said = withoutMarks(inputs.value, olds?.value ?? {});
  const issues = ConfigFilesInputs.safeParse(said).error?.issues ?? [];
  return issues.flatMap((issue) => {
    const at = propertyPath(issue.path.filter((step) => typeof step !== "symbol"));
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) =>
        failure(at === "" ? key : `${at}.${key}`, "is not known here"),
      );
    }
    return [failure(at, at === "subject" ? "must say what the files are" : issue.message)];
  });
}

/** Leaves that would put a secret into a file in clear. */
export function secretProblems(inputs: Decoded): Failure[] {
  if (inputs.value["allowSecretsInFiles"] === true) return [];
  return ["documents", "texts", "entries", "shared"].flatMap((key) =>
    secretLeaves(inputs.value[key], [key], inputs).map((path) =>
      failure(
        path,
        "is a secret and would stand in the repository in clear. " +
          "Refer to a Secret on the cluster instead, or set allowSecretsInFiles: true",
      ),
    ),
  );
}

function secretLeaves(
  value: Json | undefined,
  at: readonly (string | number)[],
  inputs: Decoded,
): string[] {
  if (value === undefined || !isSecret(at, inputs.secrets)) return [];
  if (typeof value !== "object" || value === null) return [propertyPath(at)];
  const items: [string | number, Json][] = Array.isArray(value)
    ? value.map((item: Json, index) => [index, item])
    : Object.entries(value as { [key: string]: Json });
  return items.flatMap(([step, item]) => secretLeaves(item, [...at, step], inputs));
}

export function failure(path: string, what: string): Failure {
  return { path, reason: `${path} ${what}.` };
}

/**
 * The claims in the inputs, without guards of which the state has but marks, or undefined if which files there are is
 * not known before the update.
 */
export function claimsOf(inputs: Decoded["value"]): Claims | undefined {
  const claims = { ...nothing, ...Object.fromEntries(parts(inputs)) };
  if (Object.values(claims).includes(UNKNOWN)) return undefined;
  const structures: unknown[] = [...Object.values(claims.entries), ...Object.values(claims.shared)];
  if (structures.includes(UNKNOWN)) return undefined;
  const entries = Object.entries(claims.entries as { [path: string]: GivenEntries });
  return {
    ...claims,
    entries: Object.fromEntries(entries.map(([path, given]) => [path, entriesFrom(given)])),
  };
}

const nothing: Claims = {
  subject: "",
  documents: {},
  texts: {},
  entries: {},
  shared: {},
  requires: [],
  forbids: [],
};

function parts(inputs: Decoded["value"]): [string, Json][] {
  return Object.entries(inputs)
    .filter(([key, part]) => key in nothing && part !== null)
    .map(([key, part]) => [
      key,
      isGuards(key, part) ? part.filter((one) => !isGuardMark(one)) : part,
    ]);
}

function isGuards(key: string, part: Json): part is readonly Json[] {
  return (key === "requires" || key === "forbids") && Array.isArray(part);
}
