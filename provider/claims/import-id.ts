import { NautesError } from "../errors";
import { hashOf } from "./blob-id";
import { isFitForEngine, textForEngine } from "./engine-value";
import { unglued } from "./glued-separators";
import { identityOf } from "./keys";
import { isList, isMap } from "./json";
import { ownAt } from "./own-at";
import { documentsOf, parseDocuments } from "./render";
import { stepsOf, valueAt } from "./value-path";
import { wholeId } from "./whole";
import type { Claims, EntriesClaim, Json, SharedClaim } from "./model";
import type { BlobId, ClaimRequest, Snapshot } from "./request";

/** What one part of an import id names: a whole file, which may hold secrets, one entry of a list, or a shared file. */
export type ImportItem =
  | { readonly path: string; readonly secret?: true }
  | { readonly path: string; readonly list: string; readonly value: string }
  | { readonly path: string; readonly shared: true };

/** Characters that stand for something in an import id, written as `%xx` in a path or value. */
const reserved = /[%#,;\s]/g;

/**
 * The parts of an import id: `path`, `path#list=value` (`path#=value` in a stream of documents, `path#list=` for a file
 * to which nothing is added yet), `path#secret` (a whole file that the state must not have in clear) and `path#shared`,
 * separated by commas, semicolons or blanks.
 * @throws invalid-arguments
 */
export function parseImportId(id: string): ImportItem[] {
  const parts = id.split(/[,;\s]+/).filter((part) => part !== "");
  if (parts.length === 0) throw badId(id, "names no file");
  return parts.map((part) => {
    const [path, rest, ...more] = part.split("#");
    if (path === undefined || path === "" || more.length > 0) throw badId(part, "names no file");
    if (rest === undefined) return { path: decoded(path) };
    if (rest === "shared") return { path: decoded(path), shared: true };
    if (rest === "secret") return { path: decoded(path), secret: true };
    const equals = rest.indexOf("=");
    if (equals === -1) throw badId(part, "says none of `#shared`, `#secret` and `#list=value`");
    const value = decoded(rest.slice(equals + 1));
    return { path: decoded(path), list: decoded(rest.slice(0, equals)), value };
  });
}

/** The import id that names all that claims are about; `secret` are whole files that hold secrets. */
export function formatImportId(claims: Claims, secret: ReadonlySet<string> = new Set()): string {
  const wholes = [...Object.keys(claims.documents), ...Object.keys(claims.texts)].map((path) =>
    secret.has(path) ? `${encoded(path)}#secret` : encoded(path),
  );
  const entries = Object.entries(claims.entries).flatMap(([path, claim]) => {
    const identities = claim.values.map((value) => identityOf(claim, value) ?? "");
    const named = identities.length === 0 ? [""] : identities;
    return named.map((name) => `${encoded(path)}#${encoded(claim.list)}=${encoded(name)}`);
  });
  const shared = Object.keys(claims.shared).map((path) => `${encoded(path)}#shared`);
  return [...wholes, ...entries, ...shared].join(",");
}

/**
 * The claims that the parts of an import id name, as a snapshot has them, and what is known of the files' blobs.
 * @throws not-found, naming what is not there; unsupported-yaml
 */
export function claimsFromImport(
  items: readonly ImportItem[],
  snapshot: Snapshot,
  subject = "imported files",
): { claims: Claims; seen: ClaimRequest["seen"] } {
  const documents: Record<string, Json> = {};
  const texts: Record<string, string> = {};
  const entries: Record<string, EntriesClaim> = {};
  const shared: Record<string, SharedClaim> = {};
  const seen: Record<string, BlobId> = {};
  for (const item of items) {
    const text = textOf(snapshot, item.path);
    if ("list" in item) {
      entries[item.path] = withEntry(
        ownAt(entries, item.path),
        item,
        parseDocuments((item.list === "" ? unglued(text) : undefined) ?? text, item.path),
      );
    } else if ("shared" in item) {
      const document = parseDocuments(text, item.path);
      const given = isFitForEngine(document) ? document : textForEngine(text);
      shared[item.path] = { document: given, keepWhile: "" };
    } else {
      const whole = wholeOf(item.path, text);
      if ("text" in whole) texts[item.path] = whole.text;
      else documents[item.path] = whole.document;
      const id = snapshot.tree.get(item.path);
      if (id !== undefined && id !== wholeId(whole, hashOf(snapshot.tree))) seen[item.path] = id;
    }
  }
  return {
    claims: { subject, documents, texts, entries, shared, requires: [], forbids: [] },
    seen,
  };
}

/** A document, or a text if the file is none, holds nothing but comments or what the engine takes for something else. */
function wholeOf(path: string, text: string): { document: Json } | { text: string } {
  if (!/\.ya?ml$/.test(path)) return { text: textForEngine(text) };
  const document = parseDocuments(text, path);
  if (document === null || !isFitForEngine(document)) return { text: textForEngine(text) };
  return { document };
}

/** The paths whose text an import needs. */
export function pathsToImport(items: readonly ImportItem[]): string[] {
  return [...new Set(items.map(({ path }) => path))].sort();
}

function textOf(snapshot: Snapshot, path: string): string {
  const text = snapshot.tree.has(path) ? snapshot.texts.get(path) : undefined;
  if (text !== undefined) return text;
  throw new NautesError("not-found", `The import id names the file ${path}, which is not there.`, {
    remedy: "Name files of the config repo by their path from its top, e.g. `clusters/pd.yaml`.",
    at: path,
  });
}

function withEntry(
  claim: EntriesClaim | undefined,
  { path, list, value }: { path: string; list: string; value: string },
  document: Json,
): EntriesClaim {
  if (claim !== undefined && claim.list !== list) {
    throw badId(path, "names entries of two lists in one file");
  }
  if (value === "") return claim ?? { list, values: [], scaffold: "", whenEmpty: "keep" };
  const found = list === "" ? documentsOf(document) : valueAt(document, list);
  const matches = (isList(found) ? found : []).flatMap((item) => {
    const key = keyOf(item, value, claim?.key);
    return key === undefined ? [] : [{ item, key }];
  });
  const [match] = matches.length > 1 ? matches.filter(({ key }) => isName(key)) : matches;
  if (match === undefined) {
    const where = list === "" ? path : `${list} of ${path}`;
    throw new NautesError(
      "not-found",
      `The import id names ${value} in ${where}, which is not there.`,
      {
        remedy: "Name an entry by its value, or by one of the values in it, e.g. its name.",
        at: path,
      },
    );
  }
  if (!isFitForEngine(match.item)) {
    throw new NautesError(
      "unsupported-yaml",
      `The entry ${value} in ${path} has a key or a value that Pulumi takes for something else.`,
      { remedy: "Correct the file in the config repo.", at: path },
    );
  }
  const values = [...(claim?.values ?? []), match.item];
  const key = match.key === "" ? {} : { key: match.key };
  return { list, ...key, values, scaffold: "", whenEmpty: "keep" };
}

/** The path of what says `value` in an item; empty: the item itself; undefined: nothing does. */
function keyOf(item: Json, value: string, known: string | undefined): string | undefined {
  if (known !== undefined) return saysIt(valueAt(item, known), value) ? known : undefined;
  if (identityOf({}, item) === value) return "";
  const paths = scalarPaths(item, "");
  const matching = paths.filter((path) => saysIt(valueAt(item, path), value));
  return matching.find(isName) ?? matching[0];
}

function isName(path: string): boolean {
  return path === "metadata.name" || (stepsOf(path).length <= 1 && path !== "kind");
}

function saysIt(found: Json | undefined, value: string): boolean {
  return (
    found !== undefined && (typeof found === "string" ? found : JSON.stringify(found)) === value
  );
}

function scalarPaths(value: Json, path: string): string[] {
  if (isList(value)) return [];
  if (!isMap(value)) return [path];
  return Object.entries(value).flatMap(([key, child]) => {
    const step = /^[\w-]+$/.test(key) ? key : `[${JSON.stringify(key)}]`;
    return scalarPaths(
      child,
      path === "" ? step : step.startsWith("[") ? path + step : `${path}.${step}`,
    );
  });
}

function badId(part: string, fault: string): NautesError {
  return new NautesError("invalid-arguments", `The import id \`${part}\` ${fault}.`, {
    remedy:
      "Give a list of `path`, `path#secret`, `path#list=value` and `path#shared`, separated by commas.",
  });
}

function encoded(text: string): string {
  return text.replace(reserved, (character) => encodeURIComponent(character));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badId(text, "has a `%` that begins no `%xx`");
  }
}
