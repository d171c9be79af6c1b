/** Words that cannot name a constant, and names that programs have already. */
const taken = new Set(
  [
    "break case catch class const continue debugger default delete do else enum export extends false finally for",
    "function if implements import in instanceof interface let new null package private protected public return",
    "static super switch this throw true try typeof var void while with yield await async arguments eval undefined",
    "NaN Infinity globalThis module exports require process nautes pulumi config tenant",
  ]
    .join(" ")
    .split(" "),
);

/** `cluster-ip` → `clusterIp`. */
export function camelCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return words
    .map((word, index) =>
      index === 0 ? lowered(word) : word.charAt(0).toUpperCase() + word.slice(1),
    )
    .join("");
}

/** Two names as one, in which a word at the joint is said once: `host`, `host-ip` → `hostIp`. */
export function joined(first: string, second: string): string {
  const [a, b] = [camelCase(first), camelCase(second)];
  const rest = b.startsWith(a) && /^[A-Z]/.test(b.slice(a.length)) ? b.slice(a.length) : b;
  return a === "" ? b : a + rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** Gives out names of constants, each only once. */
export class Names {
  readonly #given = new Set<string>();

  /** A name that is or begins with the one wished for. */
  give(wish: string, what: string): string {
    const plain = camelCase(wish);
    const base = /^[A-Za-z]/.test(plain) ? plain : camelCase(`${what}-${plain}`);
    const candidates = [base, joined(base, what)];
    const free = candidates.find((name) => this.#isFree(name)) ?? this.#numbered(base);
    this.#given.add(free);
    return free;
  }

  #numbered(base: string): string {
    let number = 2;
    while (!this.#isFree(`${base}${number}`)) number += 1;
    return `${base}${number}`;
  }

  #isFree(name: string): boolean {
    return !taken.has(name) && !this.#given.has(name);
  }
}

function lowered(word: string): string {
  return /^[A-Z0-9]+$/.test(word)
    ? word.toLowerCase()
    : word.charAt(0).toLowerCase() + word.slice(1);
}
