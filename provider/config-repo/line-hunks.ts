/** Lines of a base that a side replaced. */
export interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Comparing more than this many pairs of lines is not worth its while. */
const LONGEST_COMPARISON = 4_000_000;

/** A text by its lines, each with its end. */
export function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/** What turns the lines of one text into those of another. */
export function hunksOf(base: readonly string[], side: readonly string[]): Hunk[] {
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
