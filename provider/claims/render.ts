import { CORE_SCHEMA, DEFAULT_SCHEMA, Type, YAMLException, dump, loadAll } from "js-yaml";
import { CST, Lexer } from "yaml";
import { NautesError } from "../errors";
import { faultOfBounds } from "./bounds";
import { foreignText } from "./foreign-text";
import { isList } from "./json";
import type { Json } from "./model";

/**
 * What YAML 1.1 readers (Go's, kustomize's) take for a number or a date and js-yaml, a YAML 1.2 writer, would leave
 * plain: digits with underscores, old octals, dates with short months.
 */
const numberOrDateOfYaml11 =
  /^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-f_]+|(?:[0-9_]+(?:\.[0-9_]*)?|\.[0-9_]*)?(?:e[-+]?[0-9_]+)?)$|^\d{4}-\d{1,2}-\d{1,2}/i;

/** Such lines read differently from one parser to the next as a block scalar, so they go between double quotes. */
const unfitForBlock = /^\s*$|^\s*\t|^[^\S\n]*\n|\n[ \t]+\n*$/;

const style = DEFAULT_SCHEMA.extend({
  implicit: [
    new Type("tag:yaml.org,2002:str-quoted", {
      kind: "scalar",
      resolve: (data: unknown) => typeof data === "string" && numberOrDateOfYaml11.test(data),
      predicate: (data: unknown) =>
        typeof data === "string" && data.includes("\n") && unfitForBlock.test(data),
      represent: (data: unknown) => JSON.stringify(data),
    }),
  ],
});

const leadingKeys = ["apiVersion", "kind", "metadata"];

const rendered = new WeakMap<object, string>();

/**
 * The text of a document, or of a list of documents, in the one style in which whole files are written: block style,
 * `apiVersion`, `kind`, `metadata`, then keys by alphabet, `---` between documents, a newline at the end.
 */
export function renderDocument(document: Json): string {
  if (typeof document !== "object" || document === null) return render(document);
  const known = rendered.get(document);
  if (known !== undefined) return known;
  const text = render(document);
  rendered.set(document, text);
  return text;
}

/** The text of one value, e.g. of a list with one entry, in the style of {@link renderDocument}. */
export function renderValue(value: Json): string {
  if (typeof value === "string") return `${JSON.stringify(value)}\n`;
  return dump(value, {
    schema: style,
    lineWidth: -1,
    noRefs: true,
    noArrayIndent: true,
    sortKeys: byKey,
  });
}

/**
 * What a text says: one document as itself, several as a list, none as null. A document that is a list stands in a
 * list of its own, so that it is not taken for several; documents that say nothing are left out.
 * @throws unsupported-yaml if the text is not YAML or names a key twice, or if nobody could walk through what it says:
 * its aliases go round in a circle or multiply, or it nests too deep
 */
export function parseDocuments(text: string, path?: string): Json {
  let documents: Json[];
  try {
    documents = (loadAll(text, undefined, { schema: CORE_SCHEMA }) as (Json | undefined)[]).filter(
      (document) => document !== null && document !== undefined,
    );
  } catch (error) {
    throw brokenYaml(error, path);
  }
  const fault = faultOfBounds(documents, text);
  if (fault !== undefined) throw unreadable(`cannot be read: ${fault}`, path);
  return asWritten(documents);
}

/** The documents of a file: a list is many, null is none. */
export function documentsOf(document: Json): readonly Json[] {
  const documents = isList(document) ? document : [document];
  return documents.filter((one) => one !== null);
}

/** The shortest form of a list of documents, as {@link parseDocuments} gives it. */
export function asWritten(documents: readonly Json[]): Json {
  const [first, ...others] = documents;
  if (first === undefined) return null;
  return others.length > 0 || isList(first) ? documents : first;
}

/** Whether a YAML text has comments. */
export function hasComments(text: string): boolean {
  return commentsOf(text).length > 0;
}

/** The comments of a YAML text, each from its `#` to the end of its line, with the offset of the `#`. */
export function commentsOf(text: string): readonly { offset: number; source: string }[] {
  if (!text.includes("#")) return [];
  const found: { offset: number; source: string }[] = [];
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    const type = CST.tokenType(lexeme);
    if (type === "comment") found.push({ offset, source: lexeme });
    if (type !== "doc-mode" && type !== "flow-error-end" && type !== "scalar") {
      offset += lexeme.length;
    }
  }
  return found;
}

function render(document: Json): string {
  const documents = documentsOf(document);
  if (documents.length === 0) return isList(document) ? "" : "null\n";
  return documents.map(renderValue).join("---\n");
}

function byKey(one: string, other: string): number {
  const rank = leadingRank(one) - leadingRank(other);
  if (rank !== 0) return rank;
  return one < other ? -1 : one > other ? 1 : 0;
}

function leadingRank(key: string): number {
  const index = leadingKeys.indexOf(key);
  return index === -1 ? leadingKeys.length : index;
}

function brokenYaml(error: unknown, path: string | undefined): NautesError {
  const reason = foreignText(error instanceof YAMLException ? error.reason : String(error));
  const line = error instanceof YAMLException ? ` (line ${error.mark.line + 1})` : "";
  return unreadable(`is not valid YAML: ${reason}${line}`, path, error);
}

function unreadable(fault: string, path: string | undefined, cause?: unknown): NautesError {
  const file = path === undefined ? "The text" : `The file ${foreignText(path)}`;
  return new NautesError("unsupported-yaml", `${file} ${fault}.`, {
    remedy: "Correct the file in the config repo.",
    ...(path === undefined ? {} : { at: path }),
    ...(cause === undefined ? {} : { cause }),
  });
}
