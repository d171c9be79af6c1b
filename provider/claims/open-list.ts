import { isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments, visit } from "yaml";
import type { CST, Document, Node, Pair, YAMLMap, YAMLSeq } from "yaml";
import { NautesError } from "../errors";
import { identityOf } from "./keys";
import { openStream } from "./open-stream";
import { SourceText, unsupported } from "./source-text";
import { stepsOf } from "./value-path";
import type { ListFile, ListItem } from "./list-file";
import type { EntriesClaim, Json } from "./model";

/** A block collection as it was read, with its tokens. */
type Parsed = Document.Parsed;

/**
 * Cuts the text of `path` at the entries of a list.
 * @throws unsupported-yaml if the text is not YAML, or where the list should be is something else
 */
export function openList(
  path: string,
  text: string,
  claim: Pick<EntriesClaim, "list" | "key">,
): ListFile {
  try {
    return open(path, text, claim);
  } catch (error) {
    if (error instanceof NautesError) throw error;
    throw unsupported(path, `cannot be read: ${error instanceof Error ? error.message : ""}`);
  }
}

function open(path: string, text: string, claim: Pick<EntriesClaim, "list" | "key">): ListFile {
  const source = new SourceText(path, text);
  if (claim.list === "") return openStream(source, claim.key);
  const documents = parseAllDocuments(source.text, { keepSourceTokens: true, uniqueKeys: true });
  const all: readonly Parsed[] = Array.isArray(documents) ? (documents as Parsed[]) : [];
  const error = all.flatMap((document) => document.errors)[0];
  if (error !== undefined) {
    throw unsupported(path, `is not valid YAML: ${error.message.split("\n")[0] ?? ""}`);
  }
  if (all.length > 1) throw unsupported(path, `has several documents, and a list in one of them`);
  return new ListFinder(source, claim, all[0]).find();
}

class ListFinder {
  private readonly source: SourceText;
  private readonly claim: Pick<EntriesClaim, "list" | "key">;
  private readonly document: Parsed | undefined;

  constructor(
    source: SourceText,
    claim: Pick<EntriesClaim, "list" | "key">,
    document: Parsed | undefined,
  ) {
    this.source = source;
    this.claim = claim;
    this.document = document;
  }

  find(): ListFile {
    const steps = stepsOf(this.claim.list);
    let node: Node | null | undefined = this.document?.contents;
    if (isNothing(node)) return this.absent(undefined, steps);
    for (const [depth, step] of steps.entries()) {
      const last = depth === steps.length - 1;
      if (isSeq(node) && typeof step === "number" && !last) {
        node = node.items[step] as Node | undefined;
      } else if (isMap(node) && !node.flow) {
        const pair = node.items.find((one) => String(scalarValue(one.key)) === String(step));
        if (pair === undefined) return this.absent(node as YAMLMap.Parsed, steps.slice(depth));
        if (last) return this.at(pair as Pair<Node, Node | null>);
        node = pair.value as Node | null;
      } else throw this.notThere();
    }
    throw this.notThere();
  }

  private at(pair: Pair<Node, Node | null>): ListFile {
    const tokens = pair.srcToken as CST.BlockMap["items"][number] | undefined;
    const colon = tokens?.sep?.find((token) => token.type === "map-value-ind")?.offset;
    const explicit = tokens?.start.some((token) => token.type === "explicit-key-ind") ?? true;
    if (colon === undefined || explicit) throw this.notThere();
    const value = pair.value;
    if (isSeq(value) && value.items.length > 0) return this.filled(value as YAMLSeq.Parsed, colon);
    if (!isNothing(value) && !isSeq(value)) throw this.notThere();
    const [start, end] = value?.range ?? [colon + 1, colon + 1];
    const indent = this.source.columnOf(pair.key.range?.[0] ?? 0) + this.customaryIndent();
    const { text } = this.source;
    if (text.slice(start, end).trim() === "") {
      const mark = this.source.markAfter(colon);
      return this.empty(text.slice(0, mark), mark, indent, reasonIn(value));
    }
    const fixed = text.slice(start, end).includes("#") ? "has a comment inside `[]`" : undefined;
    const before = text.slice(0, start).replace(/ $/, "");
    return this.empty(before, end, indent, fixed ?? reasonIn(value));
  }

  private empty(before: string, after: number, indent: number, fixed?: string): ListFile {
    const end = this.source.lineEnd(after);
    const rest = this.source.text.slice(after, end);
    return this.file({
      head: before + rest,
      emptyHead: `${before} []${rest}`,
      items: [],
      tail: this.source.text.slice(end),
      indent,
      fixed,
    });
  }

  private filled(list: YAMLSeq.Parsed, colon: number): ListFile {
    const values = list.toJS(this.document as Parsed) as Json[];
    const tokens = list.srcToken;
    if (tokens?.type !== "block-seq") {
      return this.file({
        head: "",
        emptyHead: "",
        items: values.map((value) => this.item(value, "", "")),
        tail: "",
        indent: 0,
        fixed: `writes the list ${this.claim.list} between brackets`,
      });
    }
    const { text } = this.source;
    const dashes = tokens.items.flatMap(
      ({ start }) => start.find((token) => token.type === "seq-item-ind")?.offset ?? [],
    );
    const first = dashes[0] ?? 0;
    const start = this.source.lineStart(first);
    const items: ListItem[] = [];
    let end = start;
    for (const [index, value] of values.entries()) {
      const dash = dashes[index] ?? 0;
      const line = this.source.lineStart(dash);
      const lead = items.length === 0 ? "" : text.slice(end, line);
      end = this.source.lineEnd(Math.max(dash + 1, list.items[index]?.range[1] ?? 0));
      items.push(this.item(value, lead, text.slice(line, end)));
    }
    const mark = this.source.markAfter(colon);
    return this.file({
      head: text.slice(0, start),
      emptyHead: `${text.slice(0, mark)} []${text.slice(mark, start)}`,
      items,
      tail: text.slice(end),
      indent: this.source.columnOf(first),
      fixed:
        text.slice(start, first).trim() === "" && start > colon
          ? reasonIn(list)
          : `starts the list ${this.claim.list} within a line`,
    });
  }

  /** The list's key is not there: it goes below the last line of the map that should have it. */
  private absent(parent: YAMLMap.Parsed | undefined, keys: readonly (string | number)[]): ListFile {
    if (keys.some((key) => typeof key === "number") || parent?.items.length === 0) {
      throw this.notThere();
    }
    const { text, eol } = this.source;
    const end = parent === undefined ? text.length : this.source.lineEnd(parent.range[1]);
    const column = this.source.columnOf(parent?.items[0]?.key.range[0] ?? 0);
    const lines = keys.map((key, depth) => `${" ".repeat(column + 2 * depth)}${key}:`).join(eol);
    const before = text.slice(0, end) + lines;
    return this.file({
      head: before + eol,
      emptyHead: `${before} []${eol}`,
      items: [],
      tail: text.slice(end),
      indent: column + 2 * (keys.length - 1) + this.customaryIndent(),
      fixed: undefined,
    });
  }

  /** How far this file's other lists are indented below their key. */
  private customaryIndent(): number {
    let indent = 0;
    if (this.document === undefined) return 0;
    visit(this.document, {
      Pair: (_, { key, value }) => {
        if (!isSeq(value) || value.srcToken?.type !== "block-seq") return undefined;
        const column = this.source.columnOf((key as Node).range?.[0] ?? 0);
        indent = Math.max(0, value.srcToken.indent - column);
        return visit.BREAK;
      },
    });
    return indent;
  }

  private item(value: Json, lead: string, text: string): ListItem {
    return { value, identity: identityOf(this.claim, value), lead, marker: "", text };
  }

  private file(
    parts: Pick<ListFile, "head" | "emptyHead" | "items" | "tail" | "indent" | "fixed">,
  ): ListFile {
    const { eol, finalNewline } = this.source;
    return { ...parts, kind: "list", key: this.claim.key, bare: false, eol, finalNewline };
  }

  private notThere(): Error {
    return unsupported(
      this.source.path,
      `has something else than a block list at ${this.claim.list}`,
    );
  }
}

function scalarValue(key: unknown): unknown {
  return isScalar(key) ? key.value : key;
}

function isNothing(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}

/** Why entries cannot be cut out of these nodes one by one. */
function reasonIn(node: Node | null): string | undefined {
  let reason: string | undefined;
  if (node === null) return undefined;
  visit(node, (_, one) => {
    if (isPair(one)) return undefined;
    if (isAlias(one) || (one as Node & { anchor?: string }).anchor !== undefined) {
      reason = "uses anchors in the list";
    } else if ((one as Node & { tag?: string }).tag !== undefined) reason = "uses tags in the list";
    return reason === undefined ? undefined : visit.BREAK;
  });
  return reason;
}
