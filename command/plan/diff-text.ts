import { hunksOf, linesOf } from "../../provider/config-repo/line-hunks";

/** Lines around a change. */
const CONTEXT = 3;

/** What differs between two texts, as a diff that Markdown can colour. */
export function diffText(before: string, after: string): string {
  const lines = linesOf(before);
  const hunks = hunksOf(lines, linesOf(after));
  const out: string[] = [];
  let at = 0;
  for (const [index, { start, end, lines: added }] of hunks.entries()) {
    const from = Math.max(at, start - CONTEXT);
    if (index === 0 || from > at) out.push(`@@ line ${from + 1} @@`);
    out.push(...lines.slice(from, start).map((line) => marked(" ", line)));
    out.push(...lines.slice(start, end).map((line) => marked("-", line)));
    out.push(...added.map((line) => marked("+", line)));
    const next = hunks[index + 1]?.start ?? lines.length;
    at = Math.min(end + CONTEXT, next, lines.length);
    out.push(...lines.slice(end, at).map((line) => marked(" ", line)));
  }
  return out.join("\n");
}

function marked(sign: string, line: string): string {
  return line.endsWith("\n") ? sign + line.slice(0, -1) : `${sign}${line} (no newline at its end)`;
}
