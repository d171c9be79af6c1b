import { parseDocuments } from "./render";
import type { EntriesClaim } from "./model";

const note = " (the file cannot be read: a separator stands at the end of a line)";

/** Entries that are there, in a stream that nobody can read: their key says so to who looks at the change. */
export function notedGlued(claim: EntriesClaim): EntriesClaim {
  return isNotedGlued(claim) ? claim : { ...claim, key: `${claim.key ?? ""}${note}` };
}

/** Whether a refresh found entries so. */
export function isNotedGlued({ key }: EntriesClaim): boolean {
  return key?.endsWith(note) === true;
}

/**
 * A stream of documents that cannot be read because separators stand at the end of the line before (`port: 80---`, as
 * Nautes' templates write from the second document on), with each on a line of its own; undefined if that is not it.
 */
export function unglued(text: string): string | undefined {
  const separated = text.replaceAll(/([^\s-])---(\r?\n)(?=[^\s#-][^\n]*:)/g, "$1$2---$2");
  if (separated === text || isReadable(text) || !isReadable(separated)) return undefined;
  return separated;
}

function isReadable(text: string): boolean {
  try {
    parseDocuments(text);
    return true;
  } catch {
    return false;
  }
}
