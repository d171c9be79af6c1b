import { scanObject } from "./object-scan";

/** A word of a shell command without its quotes, and where it begins. */
export interface ShellWord {
  readonly text: string;
  /** Offset of its first character, quotes included. */
  readonly start: number;
}

/** A word's next piece: escaped line end, escaped character, quoted text, `<placeholder>`, command to be
 * put in, anything else up to the next. */
const piece =
  /\\\r?\n|\\([^])|'([^']*)'|"((?:[^"\\]|\\[^])*)"|(<[A-Za-z][\w -]*>|\$\([^)\n]*\)|`[^`\n]*`|[^\s\\'";|&<>]+)/y;
const heredoc = /<<-?\s*(['"]?)(\w+)\1[^\n]*\n([^]*?)\n[ \t]*\2[ \t]*(?:\n|$)/y;

/** The words of the command that begins at an offset, up to its end, and what is given to it as `<<EOF`. */
export function shellWords(text: string, from: number) {
  const words: ShellWord[] = [];
  let at = from;
  let input: { readonly text: string; readonly start: number } | undefined;
  for (;;) {
    at = behindBlanks(text, at);
    heredoc.lastIndex = at;
    const here = heredoc.exec(text);
    if (here !== null) {
      const body = here[3] ?? "";
      input = { text: body, start: at + here[0].indexOf("\n") + 1 };
      at += here[0].length;
      break;
    }
    const word = readWord(text, at);
    if (word === undefined) break;
    words.push(word.word);
    at = word.end;
  }
  return { words, input, end: at };
}

function readWord(text: string, start: number): { word: ShellWord; end: number } | undefined {
  const ofShell = readPieces(text, start);
  const isObject = /^['"]\s*\{/.test(text.slice(start, start + 500));
  if (!isObject || isWhole(ofShell.word.text)) return ofShell.end === start ? undefined : ofShell;
  return readObject(text, start) ?? ofShell;
}

function readPieces(text: string, start: number) {
  let at = start;
  let out = "";
  for (;;) {
    piece.lastIndex = at;
    const match = piece.exec(text);
    if (match === null) break;
    const [all, escaped, single, double, plain] = match;
    out += escaped ?? single ?? double?.replace(/\\(\r?\n|["\\$`])/g, unescaped) ?? plain ?? "";
    at += all.length;
  }
  return { word: { text: out, start }, end: at };
}

function unescaped(_: string, char: string): string {
  return char.includes("\n") ? "" : char;
}

function isWhole(text: string): boolean {
  return "text" in scanObject(text, text.indexOf("{"));
}

/** An object whose comments have apostrophes would end there for a shell; it ends with its last bracket, and the quote behind that. */
function readObject(text: string, start: number): { word: ShellWord; end: number } | undefined {
  const scanned = scanObject(text, text.indexOf("{", start));
  if (!("text" in scanned)) return undefined;
  const [rest] = /^\s*['"]/.exec(text.slice(scanned.end)) ?? [];
  if (rest === undefined) return undefined;
  const end = scanned.end + rest.length;
  return { word: { text: text.slice(start + 1, end - 1), start }, end };
}

/** Blanks, and line ends that are escaped. */
function behindBlanks(text: string, from: number): number {
  const blanks = /(?:[ \t]|\\[ \t]*\r?\n)*/y;
  blanks.lastIndex = from;
  return from + (blanks.exec(text)?.[0].length ?? 0);
}
