/** What a map has of its own at a key from outside: `constructor` and the like are files as others are. */
export function ownAt<T>(
  map: { readonly [key: string]: T } | undefined,
  key: string,
): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}
