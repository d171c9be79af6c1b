/** The lines of a text, each behind so many blanks. */
export function indented(text: string, blanks: number): string[] {
  return text.split("\n").map((line) => `${" ".repeat(blanks)}${line}`);
}
