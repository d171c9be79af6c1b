/** A value that is no map, and the keys on the way to it. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** All values of a tree of maps that are none themselves; lists are values, an empty map is one, too. */
export function leavesOf(tree: unknown, path: readonly string[] = []): readonly Leaf[] {
  if (typeof tree !== "object" || tree === null || Array.isArray(tree))
    return [{ path, value: tree }];
  const entries = Object.entries(tree);
  if (entries.length === 0) return [{ path, value: tree }];
  return entries.flatMap(([key, value]) => leavesOf(value, [...path, key]));
}

/** A path as messages show it. */
export function shown(path: readonly string[]): string {
  return path.map((part) => (part.includes(".") ? `["${part}"]` : `.${part}`)).join("");
}
