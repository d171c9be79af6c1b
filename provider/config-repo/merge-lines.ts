import type { Hunk } from "./line-hunks";
import { hunksOf, linesOf } from "./line-hunks";

/**
 * Three texts of a file into one that has what both sides changed since `base`; undefined: they changed the same lines
 * to different ones. What both inserted at one place both stays, `theirs` first, as entries of a list may.
 */
export function mergeLines(base: string, theirs: string, ours: string): string | undefined {
  return merge(base, theirs, ours, "fail");
}

/** The same, but where both changed the same lines to different ones, these are as `ours` has them. */
export function mergeLinesInto(base: string, theirs: string, ours: string): string {
  return merge(base, theirs, ours, "keep ours") ?? ours;
}

function merge(
  base: string,
  theirs: string,
  ours: string,
  onConflict: "fail" | "keep ours",
): string | undefined {
  const lines = linesOf(base);
  const [left, right] = [hunksOf(lines, linesOf(theirs)), hunksOf(lines, linesOf(ours))];
  const merged: string[] = [];
  let at = 0;
  for (;;) {
    const [one, other] = [left[0], right[0]];
    const joined = both(one, other);
    if (joined === "conflict") {
      if (onConflict === "fail") return undefined;
      left.shift();
      continue;
    }
    const isOne = other === undefined || (one !== undefined && isBefore(one, other));
    const hunk = joined ?? (isOne ? one : other);
    if (hunk === undefined) break;
    if (joined !== undefined || isOne) left.shift();
    if (joined !== undefined || !isOne) right.shift();
    merged.push(...lines.slice(at, hunk.start), ...hunk.lines);
    at = hunk.end;
  }
  return [...merged, ...lines.slice(at)].join("");
}

/** What two hunks at one place come to; undefined: they are at different places. */
function both(one: Hunk | undefined, other: Hunk | undefined): Hunk | "conflict" | undefined {
  if (one === undefined || other === undefined) return undefined;
  const samePlace = one.start === other.start && one.end === other.end;
  if (samePlace && one.lines.join("") === other.lines.join("")) return one;
  if (samePlace && one.start === one.end) {
    const more = other.lines.filter((line) => !one.lines.includes(line));
    const joined = [...one.lines, ...more];
    // A last line without an end must not run into the next.
    const whole = joined.every((line, index) => index === joined.length - 1 || line.endsWith("\n"));
    return whole ? { ...one, lines: joined } : "conflict";
  }
  return one.end <= other.start || other.end <= one.start ? undefined : "conflict";
}

function isBefore(one: Hunk, other: Hunk): boolean {
  return one.start === other.start ? one.end < other.end : one.start < other.start;
}
