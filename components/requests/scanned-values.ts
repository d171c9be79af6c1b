/** A string with its quotes; undefined: it has no end, or swallowed what comes after it. */
export function readString(text: string, start: number): string | undefined {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at += 1) {
    if (text.charAt(at) === "\\") at += 1;
    else if (text.charAt(at) === quote) {
      const string = text.slice(start, at + 1);
      const isWhole =
        !string.includes("\n") || /^\s*(?:[,:}\]#]|$)|^[ \t]*\n/.test(text.slice(at + 1));
      return isWhole ? string : undefined;
    }
  }
  return undefined;
}

/**
 * A YAML block in JSON: the lines that are indented more than its key; if the text lost its indentation, those before
 * the next key or bracket.
 */
export function readBlock(text: string, start: number, headerLength: number) {
  const keyIndent = indentOf(text.slice(text.lastIndexOf("\n", start - 1) + 1));
  const lines = text.slice(start + headerLength).split("\n");
  const first = lines.find((line) => line.trim() !== "") ?? "";
  const isIndented = indentOf(first) > keyIndent;
  const end = lines.findIndex((line) =>
    isIndented
      ? line.trim() !== "" && indentOf(line) <= keyIndent
      : /^\s*(?:[}\]]|["'][\w-]+["']\s*:)/.test(line),
  );
  const block = end === -1 ? lines : lines.slice(0, end);
  const indent = Math.min(...block.filter((line) => line.trim() !== "").map(indentOf));
  const value = block
    .map((line) => line.slice(indent))
    .join("\n")
    .trimEnd();
  return {
    source: text.slice(start, start + headerLength) + block.join("\n"),
    value: value === "" ? "" : `${value}\n`,
  };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
