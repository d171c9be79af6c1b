import { equalJson } from "./json";
import { renderList } from "./list-file";
import { openList } from "./open-list";
import { commentsOf, parseDocuments } from "./render";
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
  const own = commentLines(claim.scaffold);
  const text = renderList(file);
  const comments = commentsOf(text).map(({ source }) => source.trim());
  if (own.length === 0 || file.items.length > 0) return false;
  if (!own.every((line) => comments.includes(line))) return false;
  if (!comments.every((line) => own.includes(line))) return false;
  if (saysNothing(claim.scaffold)) return true;
  const empty = renderList(openList(path, ended(claim.scaffold), claim));
  return equalJson(parseDocuments(text), parseDocuments(empty));
}

function commentLines(text: string): string[] {
  return commentsOf(text).map(({ source }) => source.trim());
}

function ended(text: string, eol = "\n"): string {
  return text === "" || text.endsWith("\n") ? text : text + eol;
}
