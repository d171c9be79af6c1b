import { nearest, propertyPath } from "../registration/problems";

/** The way to a value: names of fields and indexes of lists. */
export type Path = readonly (string | number)[];

/** What is there to be translated, and in which line of its text each value begins. */
export interface Source {
  readonly value: unknown;
  /** Undefined for what did not come as text. */
  readonly lineOf: (path: Path) => number | undefined;
}

/** What became of a field of a request. */
export interface RequestNote {
  /** `translated`: it has another name or place now. `corrected`: it was not what it was meant to be. */
  readonly kind: "translated" | "corrected" | "without effect";
  /** The field, as the request spells it, e.g. `traefik.http_node_port`; empty for the whole. */
  readonly path: string;
  /** Only if the request came as text. */
  readonly line?: number;
  /** A sentence; never holds a secret. */
  readonly message: string;
}

/** One thing because of which a request cannot be translated. */
export interface RequestProblem {
  /** The field, as the request spells it, e.g. `traefik.http_node_port`; empty for the whole. */
  readonly path: string;
  /** Only if the request came as text. */
  readonly line?: number;
  /** What is wrong and what to do; never holds a secret. */
  readonly message: string;
}

/** A request that cannot be translated; the message is first a whole sentence, then a line for each problem. */
export class InvalidRequest extends Error {
  readonly code = "invalid-arguments";
  readonly problems: readonly RequestProblem[];

  constructor(subject: string, problems: readonly RequestProblem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const lines = problems.map((problem) => `  ${place(problem)}: ${problem.message}`);
    super([`${subject} has ${count}.`, ...lines].join("\n"));
    this.name = "InvalidRequest";
    this.problems = problems;
  }
}

function place({ path, line }: RequestProblem): string {
  if (line === undefined) return path || "request";
  return path === "" ? `line ${line}` : `line ${line}, ${path}`;
}

/** Gathers what is said of one request while it is translated. */
export class Findings {
  readonly source: Source;
  readonly notes: RequestNote[] = [];
  readonly problems: RequestProblem[] = [];
  /** Property of the arguments → the field that it comes from. */
  readonly #origins = new Map<string, Path>();

  constructor(source: Source) {
    this.source = source;
  }

  note(kind: RequestNote["kind"], path: Path, message: string): void {
    this.notes.push({ kind, ...this.#at(path), message });
  }

  problem(path: Path, message: string): void {
    this.problems.push({ ...this.#at(path), message });
  }

  /** A problem that is one only if nothing was said yet of the field, or of what it is part of. */
  consequence(path: Path, message: string): void {
    const parts = path.map((_, index) => propertyPath(path.slice(0, index + 1)));
    if (!this.problems.some((problem) => parts.includes(problem.path))) this.problem(path, message);
  }

  /** A name that nobody knows; says which known one it is most like. */
  unknownName(path: Path, what: string, known: readonly string[]): void {
    const near = nearest(String(path.at(-1)), known);
    const all = [...new Set(known)].join(", ");
    const remedy = near === undefined ? `leave it out. Known are ${all}.` : `did you mean ${near}?`;
    this.problem(path, `${what}; ${remedy}`);
  }

  /** Remembers that a property of the arguments comes from this field. */
  comesFrom(property: string, path: Path): void {
    this.#origins.set(property, path);
  }

  /** The field that a property, or what it is part of, comes from, with an index in it; else the property itself. */
  originOf(property: string): Path {
    const parts = property.replace(/\[(\d+)\]/g, ".$1").split(".");
    for (let length = parts.length; length > 0; length -= 1) {
      const origin = this.#origins.get(parts.slice(0, length).join("."));
      const index = parts.slice(length).find((part) => /^\d+$/.test(part));
      if (origin !== undefined) return index === undefined ? origin : [...origin, Number(index)];
    }
    return [property];
  }

  /** @throws InvalidRequest if there is any problem */
  demandNone(subject: string): void {
    if (this.problems.length > 0) throw new InvalidRequest(subject, this.problems);
  }

  #at(path: Path): { path: string; line?: number } {
    const line = this.source.lineOf(path);
    return { path: propertyPath(path), ...(line === undefined ? {} : { line }) };
  }
}
