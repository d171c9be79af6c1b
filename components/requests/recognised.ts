import { parseAllDocuments } from "yaml";

import { cliKinds } from "./cli-kinds";
import { spelled } from "./fields";
import { InvalidRequest } from "./findings";
import { readLooseJson } from "./loose-json";

/** What a JSON object is the body of, judged by its own fields, not by what is in them; undefined: of no request. */
export function isBodyOf(text: string): "cluster" | "runtime" | undefined {
  const names = new Set(namesIn(text));
  if (names.has("clustertype") || (names.has("apiserver") && names.has("usage"))) return "cluster";
  return names.has("manifestsource") && names.has("destination") && !names.has("metadata")
    ? "runtime"
    : undefined;
}

function namesIn(text: string): readonly string[] {
  try {
    const { value } = readLooseJson("The text", text);
    return typeof value === "object" && value !== null ? Object.keys(value).map(spelled) : [];
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    return [];
  }
}

const yamlLine = /^[ \t]*(?:#.*|---.*|-[ \t].*|-|["']?[\w./-]+["']?[ \t]*:(?:[ \t].*)?|)$/;

/**
 * The YAML documents that stand together from an offset on: lines of YAML, and what is indented more than the line
 * before. Undefined: none of them has a kind.
 */
export function cliDocumentsAt(
  text: string,
  start: number,
): { readonly end: number; readonly isOfCli: boolean } | undefined {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const indent = start - lineStart;
  let end = lineStart;
  let isBlock = false;
  for (const line of text.slice(lineStart).split("\n")) {
    const depth = line.trim() === "" ? Infinity : line.length - line.trimStart().length;
    if (depth < indent || (!yamlLine.test(line) && !(isBlock && depth > indent))) break;
    if (depth !== Infinity) isBlock = depth > indent || line.trimEnd().endsWith("|");
    end += line.length + 1;
  }
  const body = text.slice(lineStart, Math.min(end, text.length));
  const kinds = [...body.matchAll(/^[ \t]*kind:[ \t]*["']?(\w+)/gm)].map(([, kind = ""]) => kind);
  if (kinds.length === 0) return undefined;
  const isOfCli = kinds.some((kind) => cliKinds.includes(kind)) && !isOfConfigRepo(body);
  return { end: lineStart + body.length, isOfCli };
}

/** Files of a config repo have the same kinds, and their names in `metadata`. */
function isOfConfigRepo(text: string): boolean {
  if (/^metadata:/m.test(text)) return true;
  const documents = parseAllDocuments(text);
  return !("empty" in documents) && documents.every((document) => document.has("metadata"));
}
