import { createHash } from "node:crypto";
import { canonicalJson } from "./json";
import { renderList } from "./list-file";
import { openList } from "./open-list";
import { commentsOf, parseDocuments } from "./render";
import { UNKNOWN } from "./model";
import type { ListFile } from "./list-file";
import type { EntriesClaim } from "./model";

/** Whether a text has nothing but comments and separators. */
export function saysNothing(text: string): boolean {
  return !/^(?![^\S\n]*(?:#|$)|---[^\S\n]*(?:#|$))/m.test(text);
}

/**
 * The text in which entries go when a file is absent or says nothing: the claim's scaffold, below comments that are
 * not its own.
 */
export function scaffolded(found: string | undefined, scaffold: string): string {
  if (found === undefined || found.trim() === "") return ended(scaffold);
  if (!saysNothing(found) || saysNothing(scaffold)) return found;
  const eol = found.includes("\r\n") ? "\r\n" : "\n";
  const own = commentLines(scaffold);
  const foreign = commentLines(found).some((line) => !own.includes(line));
  const text = ended(foreign ? scaffold.replace(/^(?:[ \t]*#.*\n|\s*\n)+/, "") : scaffold);
  return (foreign ? ended(found, eol) : "") + text.replaceAll(/\r?\n/g, eol);
}

/**
 * Whether a file whose list is empty was made by us and nobody else put anything into it: it has the comments of its
 * scaffold, no others, and says what the scaffold says.
 */
export function isOnlyScaffold(path: string, file: ListFile, claim: EntriesClaim): boolean {
  if (file.items.length > 0) return false;
  const text = renderList(file);
  const comments = commentLines(text);
  if (comments.length === 0) return false;
  const mark = isScaffoldMark(claim.scaffold) ? claim.scaffold : markOf(path, claim);
  return mark === markFrom(comments) || mark === markFrom(comments, text);
}

/**
 * What is enough of a scaffold to know later whether a file is nothing else: a mark, which is what its comments and its
 * content hash to, or its text if that is hardly longer.
 */
export function briefScaffold(path: string, claim: EntriesClaim): string {
  if (claim.scaffold.length <= 32 || claim.scaffold === UNKNOWN) return claim.scaffold;
  try {
    return markOf(path, claim);
  } catch {
    // It is no list, which is refused when it is to be written.
    return claim.scaffold;
  }
}

/** Whether it stands for the text of a scaffold. */
export function isScaffoldMark(scaffold: string): boolean {
  return /^sha1:[\da-f]{16}$/.test(scaffold);
}

/** The mark of a file as its scaffold makes it, once its list has had entries. */
function markOf(path: string, claim: EntriesClaim): string {
  const { scaffold } = claim;
  const own = commentLines(scaffold);
  if (saysNothing(scaffold)) return markFrom(own);
  return markFrom(own, renderList(openList(path, ended(scaffold), claim)));
}

function markFrom(comments: readonly string[], text?: string): string {
  const content = text === undefined ? [] : [canonicalJson(parseDocuments(text))];
  const all = JSON.stringify([[...new Set(comments)].sort(), ...content]);
  return `sha1:${createHash("sha1").update(all).digest("hex").slice(0, 16)}`;
}

function commentLines(text: string): string[] {
  return commentsOf(text).map(({ source }) => source.trim());
}

function ended(text: string, eol = "\n"): string {
  return text === "" || text.endsWith("\n") ? text : text + eol;
}
