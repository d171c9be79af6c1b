/** Those of `known` that are most like a name that is none of them; capitals, `-` and `_` do not count. */
export function nearest(name: string, known: readonly string[]): readonly string[] {
  const distances = known.map((one) => distance(plain(name), plain(one)));
  const least = Math.min(...distances);
  if (least > Math.max(1, Math.floor(name.length / 2))) return [];
  return known.filter((_, index) => distances[index] === least);
}

function plain(name: string): string {
  return name.replace(/[_-]/g, "").toLowerCase();
}

/** Levenshtein's: how many letters are put in, taken out or changed. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(one).entries()) {
    const next = [i + 1];
    for (const [j, wanted] of Array.from(other).entries()) {
      const changed = (row[j] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, changed));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
