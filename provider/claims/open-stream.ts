import { Composer, Parser, isScalar } from "yaml";
import type { CST, Document, Node } from "yaml";
import { identityOf } from "./keys";
import { unsupported } from "./source-text";
import type { ListFile, ListItem } from "./list-file";
import type { Json } from "./model";
import type { SourceText } from "./source-text";

/**
 * Cuts a text at its documents. Documents that say nothing are no entries; their bytes stay between the others.
 * @throws unsupported-yaml if the text is not YAML
 */
export function openStream(source: SourceText, key: string | undefined): ListFile {
  const { path, text, eol, finalNewline } = source;
  const tokens = [...new Parser().parse(text)];
  const documents = [...new Composer().compose(tokens)];
  const error = documents.flatMap((document) => document.errors)[0];
  if (error !== undefined) {
    throw unsupported(path, `is not valid YAML: ${error.message.split("\n")[0] ?? ""}`);
  }
  const starts = tokens.filter((token) => token.type === "document");
  const items: ListItem[] = [];
  let head = "";
  let end = 0;
  let bare = false;
  for (const [index, document] of documents.entries()) {
    const content = contentOf(document);
    const start = starts[index];
    if (content?.range === undefined || content.range === null || start === undefined) continue;
    const value = document.toJS() as Json;
    const marked = start.start.some((token) => token.type === "doc-start");
    const from = marked ? start.offset : source.lineStart(content.range[0]);
    const at = marked ? content.range[0] : from;
    const lead = text.slice(end, from);
    if (items.length === 0) head = lead;
    bare ||= !marked;
    end = source.lineEnd(content.range[1]);
    items.push({
      value,
      identity: identityOf({ key }, value),
      lead: items.length === 0 ? "" : lead,
      marker: marked ? text.slice(from, at) : `---${eol}`,
      text: text.slice(at, end),
    });
  }
  return {
    kind: "stream",
    key,
    head,
    emptyHead: head,
    items,
    tail: text.slice(end),
    bare,
    indent: 0,
    eol,
    finalNewline,
    fixed: reasonIn(tokens, documents),
  };
}

function contentOf(document: Document.Parsed): Node | undefined {
  const content = document.contents as Node | null;
  return content === null || (isScalar(content) && content.value === null) ? undefined : content;
}

/** Why documents cannot be cut out of this stream. */
function reasonIn(
  tokens: readonly CST.Token[],
  documents: readonly Document.Parsed[],
): string | undefined {
  if (tokens.some((token) => token.type === "directive")) return "has directives";
  if (tokens.some((token) => token.type === "doc-end")) return "ends documents with `...`";
  const tagged = documents.some((document) => {
    const content = document.contents as (Node & { anchor?: string; tag?: string }) | null;
    return content?.anchor !== undefined || content?.tag !== undefined;
  });
  return tagged ? "marks a whole document with an anchor or a tag" : undefined;
}
