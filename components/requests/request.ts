import { Findings, InvalidRequest } from "./findings";
import { readLooseJson } from "./loose-json";

/** A request: the text of its body, with all its slips, or what it says. */
export type RequestBody = string | object;

/** Where a request comes from; more about it than its body says. */
export interface RequestOrigin {
  /** Where it is sent, e.g. `https://nautes.example.com/api/v1/clusters/pd`; what it is about has its name there. */
  readonly url?: string | undefined;
  /** Number of the line in its document that the body begins in. Default: 1. */
  readonly line?: number | undefined;
}

/** Reads a body; what had to be corrected for it to be JSON is noted. @throws InvalidRequest if it is no object */
export function readRequest(subject: string, body: RequestBody, line = 1): Findings {
  if (typeof body !== "string") {
    if (!isObject(body))
      throw new InvalidRequest(subject, [
        { path: "", message: "is no object; give the body of a request, as text or object." },
      ]);
    return new Findings({ value: body, lineOf: () => undefined });
  }
  const source = readLooseJson(subject, body, line);
  const found = new Findings(source);
  for (const correction of source.corrections)
    found.note("corrected", source.pathAt(correction.line), correction.message);
  return found;
}

/** The name at a place of a URL's path that looks like `/api/v1/clusters/{name}`; undefined: it has none. */
export function nameInUrl(url: string | undefined, collection: string): string | undefined {
  const [, name] = new RegExp(`/${collection}/([^/?#\\s]+)`).exec(url ?? "") ?? [];
  return name === undefined ? undefined : decoded(name);
}

/** Whether a URL has `insecure_skip_check=true`. */
export function skipsChecks(url: string | undefined): boolean {
  return /[?&]insecure_skip_check=true(?:&|$)/i.test(url ?? "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
