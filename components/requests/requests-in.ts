import { readCurl } from "./curl";
import { isApiUrl, meaningOf, meaningOfBody } from "./endpoints";
import type { RequestMeaning } from "./endpoints";
import { scanObject } from "./object-scan";
import { cliDocumentsAt, isBodyOf } from "./recognised";

/** A request that a document shows. */
export interface FoundRequest {
  /** How it is written: a curl command, an HTTP request, a body by itself, a document for Nautes' command line. */
  readonly form: "curl" | "http" | "body" | "cli";
  /** Number of the line that it begins in. */
  readonly line: number;
  readonly method: string;
  /** Not of what stands without a URL. */
  readonly url?: string;
  /** Its text with all its slips; for the command line all documents that stand together. */
  readonly body?: string;
  /** Number of the line that the body begins in. */
  readonly bodyLine?: number;
  /** The file that the body is in, if the document does not show it. */
  readonly bodyFile?: string;
  readonly means: RequestMeaning;
}

/** What was found, with offsets in place of lines. */
interface Found extends Omit<FoundRequest, "line" | "bodyLine"> {
  readonly start: number;
  readonly bodyStart?: number;
  readonly end: number;
}

/** Where a request may begin: at the first thing in a line, behind a prompt or quotation sign. */
const beginning =
  /^[ \t>]*(?:[$%] +)?(?:(curl)[ \t\\]|(POST|PUT|GET|DELETE)[ \t]+(\S*\/api\/v1\/\S+)|(\{)|(---[ \t]*$|(?:apiVersion|kind):))/gm;

/**
 * All requests to Nautes' API in a document, in its order, with prose and whatever else around them: curl commands, HTTP
 * requests, JSON bodies, documents for Nautes' command line. Templates are found as well (see `requestVariables`).
 */
export function requestsIn(text: string): readonly FoundRequest[] {
  const requests: FoundRequest[] = [];
  beginning.lastIndex = 0;
  for (;;) {
    const match = beginning.exec(text);
    if (match === null) break;
    const found = foundAt(text, match);
    if (found === undefined) continue;
    beginning.lastIndex = Math.max(found.end, beginning.lastIndex);
    if (found.means.of !== "") requests.push(located(text, found));
  }
  return requests;
}

function foundAt(text: string, match: RegExpExecArray): Found | undefined {
  const [all, curl, method, url, brace, cli] = match;
  const behind = match.index + all.length;
  if (curl !== undefined) return curlAt(text, behind - curl.length - 1);
  if (method !== undefined && url !== undefined)
    return httpAt(text, behind - method.length - url.length - 1, behind, method, url);
  if (brace !== undefined) return bodyAt(text, behind - 1);
  return cli === undefined ? undefined : cliAt(text, behind - cli.length);
}

function curlAt(text: string, start: number): Found | undefined {
  const command = readCurl(text, start);
  if (command === undefined || !isApiUrl(command.url)) return undefined;
  const { method, url, body, bodyFile, end } = command;
  return {
    form: "curl",
    start,
    end,
    method,
    url,
    ...(body === undefined ? {} : { body: body.text, bodyStart: body.start }),
    ...(bodyFile === undefined ? {} : { bodyFile }),
    means: meaningOf(method, url),
  };
}

/** A request line, perhaps headers behind it in its line and below it, and a body. */
function httpAt(
  text: string,
  start: number,
  behind: number,
  method: string,
  url: string,
): Found | undefined {
  if (!isApiUrl(url)) return undefined;
  const [head = ""] = /^[^\n]*\n(?:[ \t]*[\w-]+:[^\n]*\n)*\s*/.exec(text.slice(behind)) ?? [];
  const at = behind + head.length;
  const object = text.charAt(at) === "{" ? scanObject(text, at) : undefined;
  const end = object !== undefined && "text" in object ? object.end : behind;
  const body = end === behind ? {} : { body: text.slice(at, end), bodyStart: at };
  return { form: "http", start, end, method, url, ...body, means: meaningOf(method, url) };
}

/** A body by itself; one that is no request is passed over as a whole, with what is in it. */
function bodyAt(text: string, start: number): Found | undefined {
  const object = scanObject(text, start);
  if (!("text" in object)) return undefined;
  const body = text.slice(start, object.end);
  const of = isBodyOf(body);
  const means = of === undefined ? nothing : meaningOfBody(of);
  return { form: "body", start, end: object.end, method: "POST", body, bodyStart: start, means };
}

const nothing: RequestMeaning = { action: "save", of: "", becomes: "" };

/** The body begins with its first line, as an indentation that all its lines have must be whole. */
function cliAt(text: string, at: number): Found | undefined {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const documents = cliDocumentsAt(text, at);
  if (documents === undefined) return undefined;
  const { end, isOfCli } = documents;
  const body = text.slice(start, end);
  const means = { action: "save", of: "file", becomes: cliBecomes } as const;
  return {
    form: "cli",
    start,
    end,
    method: "POST",
    body,
    bodyStart: start,
    means: isOfCli ? means : nothing,
  };
}

const cliBecomes =
  "Its clusters and runtimes are components of the program; the other documents stay with Nautes.";

function located(text: string, found: Found): FoundRequest {
  const { form, method, url, body, bodyFile, means, start, bodyStart } = found;
  return {
    form,
    line: lineAt(text, start),
    method,
    ...(url === undefined ? {} : { url }),
    ...(body === undefined ? {} : { body }),
    ...(bodyStart === undefined ? {} : { bodyLine: lineAt(text, bodyStart) }),
    ...(bodyFile === undefined ? {} : { bodyFile }),
    means,
  };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
