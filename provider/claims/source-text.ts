import { NautesError } from "../errors";
import { foreignText } from "./foreign-text";

/** A text whose lines are looked up by offset; its last line always ends. */
export class SourceText {
  readonly path: string;
  readonly text: string;
  readonly eol: string;
  /** Whether the text as it was ends with a newline. */
  readonly finalNewline: boolean;

  constructor(path: string, text: string) {
    this.path = path;
    this.eol = /\r?\n/.exec(text)?.[0] ?? "\n";
    this.finalNewline = text === "" || text.endsWith("\n");
    this.text = this.finalNewline ? text : text + this.eol;
  }

  lineStart(offset: number): number {
    return this.text.lastIndexOf("\n", offset - 1) + 1;
  }

  /** The offset behind the line in which something ends at `offset`. */
  lineEnd(offset: number): number {
    if (offset > 0 && this.text[offset - 1] === "\n") return offset;
    const newline = this.text.indexOf("\n", offset);
    return newline === -1 ? this.text.length : newline + 1;
  }

  columnOf(offset: number): number {
    return offset - this.lineStart(offset);
  }

  /** Where ` []` goes after a colon: before a comment, else at the end of the line. */
  markAfter(colon: number): number {
    const rest = /^[ \t]*(?=\r?\n|$)/.exec(this.text.slice(colon + 1, this.lineEnd(colon + 1)));
    return colon + 1 + (rest?.[0].length ?? 0);
  }
}

/** The file at `path` cannot be edited by splicing, because it `has` something. */
export function unsupported(path: string, has: string): NautesError {
  return new NautesError(
    "unsupported-yaml",
    `The file ${foreignText(path)} ${foreignText(has)}, so it cannot be edited.`,
    {
      remedy:
        "Rewrite this part of the file in plain block style (one `- entry` a line, no anchors, aliases or tags) and run again.",
      at: path,
    },
  );
}
