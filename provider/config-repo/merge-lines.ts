/** Lines of the base that one side replaced. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Comparing more than this many pairs of lines is not worth its while. */
const LONGEST_COMPARISON = 4_000_000;

/**
 * Three texts of a file into one that has what both sides changed since `base`; undefined: they changed the same lines
 * to different ones. What both inserted at one place both stays, `theirs` first, as entries of a list may.
 */
export function mergeLines(base: string, theirs: string, ours: string): string | undefined {
  const lines = linesOf(base);
  const [left, right] = [hunksOf(lines, linesOf(theirs)), hunksOf(lines, linesOf(ours))];
  const merged: string[] = [];
  let at = 0;
  for (;;) {
    const [one, other] = [left[0], right[0]];
    const joined = both(one, other);
    if (joined === "conflict") return undefined;
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

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

function hunksOf(base: readonly string[], side: readonly string[]): Hunk[] {
  let head = 0;
  while (head < base.length && head < side.length && base[head] === side[head]) head += 1;
  let tail = 0;
  const most = Math.min(base.length, side.length) - head;
  while (tail < most && base[base.length - 1 - tail] === side[side.length - 1 - tail]) tail += 1;
  const [from, to] = [base.slice(head, base.length - tail), side.slice(head, side.length - tail)];
  if (from.length === 0 && to.length === 0) return [];
  const whole = { start: head, end: head + from.length, lines: to };
  if (from.length * to.length > LONGEST_COMPARISON) return [whole];
  return middleHunks(from, to).map(({ start, end, lines }) => ({
    start: start + head,
    end: end + head,
    lines,
  }));
}

/** Hunks by the longest common subsequence of lines. */
function middleHunks(from: readonly string[], to: readonly string[]): Hunk[] {
  const width = to.length + 1;
  const longest = new Uint32Array((from.length + 1) * width);
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] =
        from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  function at(i: number, j: number): number {
    return longest[i * width + j] ?? 0;
  }
  const hunks: Hunk[] = [];
  for (let i = 0, j = 0; i < from.length || j < to.length;) {
    const [start, begin] = [i, j];
    while ((i < from.length || j < to.length) && from[i] !== to[j]) {
      if (j >= to.length || (i < from.length && at(i + 1, j) >= at(i, j + 1))) i += 1;
      else j += 1;
    }
    if (i > start || j > begin) hunks.push({ start, end: i, lines: to.slice(begin, j) });
    while (i < from.length && j < to.length && from[i] === to[j]) {
      i += 1;
      j += 1;
    }
  }
  return hunks;
}
