import { z } from "zod";
import type { Json } from "../claims/model";
import { NautesError } from "../errors";

const id = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const wanted =
  "must be a commit id of 40 or 64 digits in lower case, or a map from repository to such an id";

const commit = z.string(wanted).regex(id, wanted);

/** Commits to which a run is pinned: that of the provider's repository, or one for each `repository` or `repository@branch`. */
export const Base = z.preprocess(
  (value) => (typeof value === "string" ? asGiven(value) : value),
  z.union([commit, z.record(z.string(), commit)], wanted),
);

export type Base = z.infer<typeof Base>;

const Force = z.boolean("must be true or false");

/** What holds for one run only, and is in no state: the environment says it, else the stack's configuration. */
export interface RunSettings {
  readonly base: Base | undefined;
  /** Delete also what others changed and no preview showed. */
  readonly force: boolean;
  /** Whether files are fetched with the head, for a reader of most of them; no key of the configuration. @default false */
  readonly withFiles?: boolean;
}

type Values = Readonly<Record<string, Json>>;

/** @throws invalid-configuration */
export function runSettings(stack: Values, environment: NodeJS.ProcessEnv): RunSettings {
  const [base, force] = [environment["NAUTES_BASE"], environment["NAUTES_FORCE"]];
  return {
    base: base
      ? said("NAUTES_BASE", Base, base)
      : stack["base"] == null
        ? undefined
        : Base.parse(stack["base"]),
    force: force ? said("NAUTES_FORCE", Force, asGiven(force)) : stack["force"] === true,
  };
}

function said<T>(variable: string, type: z.ZodType<T>, value: Json): T {
  const parsed = type.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new NautesError("invalid-configuration", `${variable} ${first?.message ?? "is wrong"}.`, {
    at: variable,
    remedy: "Correct or unset it.",
  });
}

/** A value that arrives as text: JSON where it looks so. Digits alone are an id, and no number. */
function asGiven(text: string): Json {
  if (!/^\s*(?:\{|true\b|false\b)/.test(text)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** The commit to which a run is pinned in a place. */
export function baseOf(
  { base, repository, branch }: RunSettings & { repository: string | undefined; branch: string },
  place: { readonly repository: string; readonly branch: string },
): string | undefined {
  const isDefaultBranch = place.branch === branch;
  if (typeof base === "string") {
    return place.repository === repository && isDefaultBranch ? base : undefined;
  }
  const whole = `${place.repository}@${place.branch}`;
  if (base === undefined) return undefined;
  if (Object.hasOwn(base, whole)) return base[whole];
  return isDefaultBranch && Object.hasOwn(base, place.repository)
    ? base[place.repository]
    : undefined;
}
