import { identityOf } from "./keys";
import { commentsOf, renderValue } from "./render";
import type { Json } from "./model";

/** One entry of a list, with the bytes that are its own. */
export interface ListItem {
  readonly value: Json;
  /** Undefined: not known yet. */
  readonly identity: string | undefined;
  /** What stands between the entry before and this one: comments, blank lines. */
  readonly lead: string;
  /** In a stream, the separator and what follows it up to the document; else empty. */
  readonly marker: string;
  readonly text: string;
}

/**
 * A list in a text, cut at its entries: all edits move whole pieces, so that every other byte stays as it is. Edits
 * give a new value; no piece is ever changed.
 */
export interface ListFile {
  readonly kind: "list" | "stream";
  /** What identifies an object among the entries. */
  readonly key: string | undefined;
  readonly head: string;
  /** The head when there are no entries: it says `[]`. */
  readonly emptyHead: string;
  readonly items: readonly ListItem[];
  readonly tail: string;
  /** The first document of a stream has no separator. */
  readonly bare: boolean;
  /** Columns before the dash of an entry. */
  readonly indent: number;
  readonly eol: string;
  readonly finalNewline: boolean;
  /** Why the list can be read but not edited. */
  readonly fixed: string | undefined;
}

/** The whole text with the list in it. */
export function renderList(file: ListFile): string {
  const pieces = [file.items.length > 0 ? file.head : file.emptyHead];
  file.items.forEach((item, index) => {
    pieces.push(item.lead, index === 0 && file.bare ? "" : item.marker, item.text);
  });
  pieces.push(file.tail);
  const text = pieces.join("");
  return file.finalNewline || !text.endsWith(file.eol) ? text : text.slice(0, -file.eol.length);
}

/** Adds an entry before the first one that sorts after it, else as the last one. */
export function insertItem(file: ListFile, value: Json): ListFile {
  const identity = identityOf(file, value);
  const index =
    identity === undefined
      ? -1
      : file.items.findIndex((item) => item.identity !== undefined && item.identity > identity);
  const next = file.items[index];
  const added = { ...newItem(file, value), identity };
  if (next === undefined) {
    const lead = file.kind === "stream" ? file.tail : "";
    const tail = file.kind === "stream" ? "" : file.tail;
    return { ...file, items: [...file.items, { ...added, lead }], tail };
  }
  const [before, attached] = file.kind === "stream" ? [next.lead, ""] : splitLead(next.lead);
  const items = file.items.toSpliced(
    index,
    1,
    { ...added, lead: before },
    unmarkedNext(file, next, index, attached),
  );
  return { ...file, items };
}

/** Takes an entry out; comments that stand in it stay, each on a line of its own. */
export function removeItem(file: ListFile, index: number): ListFile {
  const item = file.items[index];
  if (item === undefined) return file;
  const lead = item.lead + keptComments(file, item);
  const next = file.items[index + 1];
  const bare = file.bare && file.items.length > 1;
  if (next === undefined) {
    return { ...file, bare, items: file.items.slice(0, -1), tail: lead + file.tail };
  }
  const becomesBare = file.bare && index === 0;
  const rest = becomesBare ? afterSeparator(next.marker) : "";
  const items = file.items.toSpliced(index, 2, {
    ...next,
    lead: lead + next.lead + rest,
    marker: becomesBare ? separator(file) : next.marker,
  });
  return { ...file, bare, items };
}

/** Gives an entry other content, where it stands. */
export function replaceItem(file: ListFile, index: number, value: Json): ListFile {
  const item = file.items[index];
  if (item === undefined) return file;
  const fresh = newItem(file, value);
  const items = file.items.with(index, {
    ...fresh,
    identity: identityOf(file, value),
    marker: separatorOf(item, file),
    lead: item.lead + keptComments(file, item),
  });
  return { ...file, items };
}

function newItem(file: ListFile, value: Json): Omit<ListItem, "identity"> {
  const text =
    file.kind === "stream"
      ? renderValue(value)
      : renderValue([value]).replace(/^(?=.)/gm, " ".repeat(file.indent));
  const marker = file.kind === "stream" ? separator(file) : "";
  return { value, lead: "", marker, text: text.replaceAll("\n", file.eol) };
}

function separator(file: ListFile): string {
  return `---${file.eol}`;
}

function separatorOf(item: ListItem, file: ListFile): string {
  return item.marker === "" ? "" : separator(file);
}

/** The one that was first without a separator gets one when another goes before it. */
function unmarkedNext(file: ListFile, next: ListItem, index: number, lead: string): ListItem {
  return { ...next, lead, marker: file.bare && index === 0 ? separator(file) : next.marker };
}

function afterSeparator(marker: string): string {
  return marker.replace(/^---[ \t]*(?:\r?\n)?/, "");
}

/** Comment lines directly above an entry are its own; what stands above them is not. */
function splitLead(lead: string): [before: string, attached: string] {
  let start = lead.length;
  while (start > 0 && lead[start - 1] === "\n") {
    const line = start === 1 ? 0 : lead.lastIndexOf("\n", start - 2) + 1;
    if (!/^[ \t]*#/.test(lead.slice(line, start))) break;
    start = line;
  }
  return [lead.slice(0, start), lead.slice(start)];
}

function keptComments(file: ListFile, item: ListItem): string {
  const indent = " ".repeat(file.indent);
  return commentsOf(item.marker + item.text)
    .map(({ source }) => `${indent}${source}${file.eol}`)
    .join("");
}
