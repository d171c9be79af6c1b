const trailer = /^([A-Za-z0-9][A-Za-z0-9-]*)\s*:\s*(.*)$/;

/** The trailers of a commit message, key → values: the lines `Key: value` of a last paragraph that holds nothing else. */
export function trailersOf(message: string): ReadonlyMap<string, readonly string[]> {
  const paragraphs = message.trim().split(/\n[ \t]*\n/);
  const found = new Map<string, string[]>();
  const last = paragraphs.at(-1);
  if (paragraphs.length < 2 || last === undefined) return found;
  for (const line of unfolded(last)) {
    const match = trailer.exec(line);
    if (match?.[1] === undefined) return new Map();
    found.set(match[1], [...(found.get(match[1]) ?? []), (match[2] ?? "").trim()]);
  }
  return found;
}

/** A line that begins with white space continues the one before it (git-interpret-trailers(1)). */
function unfolded(paragraph: string): readonly string[] {
  return paragraph
    .replaceAll(/\n[ \t]+/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "");
}

/** The message with one trailer more. */
export function withTrailer(message: string, key: string, value: string): string {
  const text = message.trimEnd();
  return `${text}${trailersOf(message).size > 0 ? "\n" : "\n\n"}${key}: ${value}\n`;
}
