/** What moves a cursor or the direction of writing, and so could show a reviewer another text than there is. */
const hidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Text that means nothing to Markdown, also in a cell of a table. */
export function code(text: string): string {
  const shown = visible(text.replaceAll(/[\u0000-\u001f]+/g, " "));
  return `\`${shown.replaceAll("`", "'").replaceAll("|", "¦")}\``;
}

/** The same where HTML stands, as in a `<summary>`. */
export function htmlCode(text: string): string {
  const shown = visible(text.replaceAll(/[\u0000-\u001f]+/g, " "));
  const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  return `<code>${shown.replaceAll(/[&<>]/g, (sign) => escapes[sign] ?? sign)}</code>`;
}

/** A block of code that no line of the text can end. */
export function fenced(text: string, language: string): string {
  const runs = text.match(/`{3,}/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  const shown = visible(text.replaceAll("\r\n", "\n"));
  return `${fence}${language}\n${shown}${shown === "" || shown.endsWith("\n") ? "" : "\n"}${fence}`;
}

/** The text with each hidden character as its escape. */
function visible(text: string): string {
  return text.replaceAll(
    hidden,
    (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}
