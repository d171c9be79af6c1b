import { readBlock, readString } from "./scanned-values";

/** What JSON does not have, and the scan made JSON of. */
export interface Slip {
  readonly line: number;
  readonly kind: "comment" | "block";
}

/** An object as it stands in a text, made fit for a repairing parser without moving any line. */
export interface ScannedObject {
  readonly text: string;
  /** Offset behind its last bracket. */
  readonly end: number;
  readonly slips: readonly Slip[];
}

/** Why there is no whole object. */
export interface ScanFailure {
  /** Counted from 1, from the beginning of the object. */
  readonly line: number;
  readonly message: string;
}

const closing: Readonly<Record<string, string>> = { "{": "}", "[": "]" };
/** What is copied at once: nothing that the scan has to know begins in it. */
const plain = /[^"'#/|>{}[\]$.<`\n\s]+|\s/y;
const comment = /#[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\//y;
const blockHeader = /[|>][-+]?\d?[ \t]*(?:#[^\n]*)?\n/y;
/** A value without quotes that may hold variables, which may hold brackets. */
const unquoted = /(?:\{\{[^\n]*?\}\}|\$\{[^}\n]*\}|\$\([^\n]*?\)|`[^`\n]*`|<[^>\n]*>|[$\w.:/@-])+/y;

/**
 * Reads the object that begins at `start`: strings are kept whole, comments are left out (`#`, too), a YAML block that
 * is a value becomes a string, variables get quotes. Brackets must match: a repairing parser would add what is missing,
 * and a text that was cut off would pass for a whole one.
 */
export function scanObject(text: string, start: number): ScannedObject | ScanFailure {
  return new Scan(text, start).run();
}

class Scan {
  readonly #text: string;
  readonly #open: { readonly bracket: string; readonly line: number }[] = [];
  readonly #slips: Slip[] = [];
  #out = "";
  #at: number;
  #line = 1;
  /** The last character that is no blank. */
  #before = "";

  constructor(text: string, start: number) {
    this.#text = text;
    this.#at = start;
  }

  run(): ScannedObject | ScanFailure {
    while (this.#at < this.#text.length) {
      const failure = this.#step();
      if (failure !== undefined) return failure;
      if (this.#open.length === 0) return { text: this.#out, end: this.#at, slips: this.#slips };
    }
    const { bracket, line } = this.#open.at(-1) ?? { bracket: "{", line: this.#line };
    return {
      line,
      message: `the ${bracket} that begins here has no end; add ${closing[bracket] ?? ""} where it ends.`,
    };
  }

  #step(): ScanFailure | undefined {
    const char = this.#text.charAt(this.#at);
    if (char === '"' || (char === "'" && ["{", "[", ",", ":"].includes(this.#before)))
      return this.#string(char);
    if (this.#comment() || this.#block() || this.#variable()) return undefined;
    if (this.#text.startsWith("...", this.#at))
      return this.#failure("something is left out here (...); write out what is meant.");
    if ("{[".includes(char)) this.#open.push({ bracket: char, line: this.#line });
    if ("}]".includes(char)) {
      const last = this.#open.pop();
      if (last === undefined || closing[last.bracket] !== char)
        return this.#failure(
          `there is a ${char} that does not end what was begun last; remove it, or add what is missing before it.`,
        );
    }
    const copied = this.#match(plain) ?? char;
    this.#take(copied, copied);
    return undefined;
  }

  #string(quote: string): ScanFailure | undefined {
    const string = readString(this.#text, this.#at);
    if (string === undefined)
      return this.#failure(`the text that begins here does not end; put a ${quote} behind it.`);
    this.#take(string, string.replaceAll("\n", "\\n"));
    return undefined;
  }

  /** A comment stands by itself; elsewhere these characters are part of a value that has no quotes. */
  #comment(): boolean {
    const previous = this.#text.charAt(this.#at - 1);
    if (!/^[\s,:{}[\]"']?$/.test(previous) || this.#text.startsWith("://", this.#at - 1))
      return false;
    const found = this.#match(comment);
    if (found === undefined) return false;
    this.#slips.push({ line: this.#line, kind: "comment" });
    this.#take(found, "");
    return true;
  }

  #block(): boolean {
    const header = this.#before === ":" ? this.#match(blockHeader) : undefined;
    if (header === undefined) return false;
    const { source, value } = readBlock(this.#text, this.#at, header.length);
    this.#slips.push({ line: this.#line, kind: "block" });
    this.#take(source, JSON.stringify(value));
    return true;
  }

  #variable(): boolean {
    const value = [":", ",", "["].includes(this.#before) ? this.#match(unquoted) : undefined;
    if (value === undefined || !/[$`<]|\{\{/.test(value)) return false;
    this.#take(value, JSON.stringify(value));
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  /** Goes on behind `source`, for which `replacement` is written; as many lines as it had stay. */
  #take(source: string, replacement: string): void {
    const breaks = source.split("\n").length - 1;
    const kept = replacement.split("\n").length - 1;
    this.#out += replacement + "\n".repeat(breaks - kept);
    this.#before = replacement.trimEnd().at(-1) ?? this.#before;
    this.#line += breaks;
    this.#at += source.length;
  }

  #failure(message: string): ScanFailure {
    return { line: this.#line, message };
  }
}
