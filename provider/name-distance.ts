/** How unlike two names are: letters put in, taken out or changed (Levenshtein); capitals, `-` and `_` do not count. */
export function nameDistance(one: string, other: string): number {
  return distance(plain(one), plain(other));
}

function plain(name: string): string {
  return name.replace(/[_-]/g, "").toLowerCase();
}

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
