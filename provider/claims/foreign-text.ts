/** Characters of somebody else's text that a message shows. */
const LONGEST = 200;

/** What moves a terminal's cursor, breaks a line or turns the direction of writing: C0, C1, separators, bidi controls. */
const controls = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g;

/** What somebody else wrote (an author, a file's name, a value) as a message shows it: one line, no controls, bounded. */
export function foreignText(text: string): string {
  const start = text.slice(0, 4 * LONGEST).replace(controls, "\ufffd");
  const shown = Array.from(start).slice(0, LONGEST).join("");
  return shown.length < start.length || text.length > 4 * LONGEST ? `${shown}…` : shown;
}
