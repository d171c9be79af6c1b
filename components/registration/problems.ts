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
    const lines = problems.map(({ path, message }) => `  ${path}: ${message}`);
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
