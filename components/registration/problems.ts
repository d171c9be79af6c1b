import type { z } from "zod";
import { nameDistance } from "../../provider/name-distance";

/** One thing that is wrong with the arguments. */
export interface Problem {
  /** Path of the property, e.g. `components.gateway.additions.httpsNodePort` or `projects[0]`. */
  readonly path: string;
  /** What is wrong and what to do; never holds a secret. */
  readonly message: string;
}

/** Arguments that cannot be registered; the message is one readable text, first a whole sentence, then a line for each problem. */
export class InvalidArguments extends Error {
  readonly code = "invalid-arguments";
  readonly problems: readonly Problem[];

  constructor(subject: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const lines = problems.map(({ path, message }) => `  ${path || "arguments"}: ${message}`);
    super([`${subject} has ${count} in its arguments.`, ...lines].join("\n"));
    this.name = "InvalidArguments";
    this.problems = problems;
  }
}

/** The path of a property as users read it, e.g. `destination.namespaces[1]`. */
export function propertyPath(segments: readonly PropertyKey[]): string {
  return segments.reduce<string>((path, segment) => {
    if (typeof segment === "number") return `${path}[${segment}]`;
    return path === "" ? String(segment) : `${path}.${String(segment)}`;
  }, "");
}

/** The problems that zod found; one for each unknown key, with the nearest known one. */
export function problemsOf(issues: readonly z.core.$ZodIssue[]): readonly Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({
        path: propertyPath([...issue.path, key]),
        message: unknownKey(key, issue.message),
      }));
    const inner = issue.code === "invalid_key" ? issue.issues[0]?.message : undefined;
    return [{ path: propertyPath(issue.path), message: inner ?? issue.message }];
  });
}

function unknownKey(key: string, knowledge: string): string {
  const { known, hints } = JSON.parse(knowledge) as {
    known: readonly string[];
    hints: Readonly<Record<string, string>>;
  };
  const hint = Object.hasOwn(hints, key) ? hints[key] : undefined;
  if (hint !== undefined) return hint;
  const near = nearest(key, known);
  if (near !== undefined) return `is not a property here; did you mean ${near}?`;
  return `is not a property here; leave it out. Known are ${known.join(", ")}.`;
}

/** The known name that a misspelt one is most like; underscores and capitals do not count. */
export function nearest(key: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((name) => ({ name, distance: nameDistance(key, name) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= Math.max(1, Math.floor(key.length / 3))
    ? best.name
    : undefined;
}
