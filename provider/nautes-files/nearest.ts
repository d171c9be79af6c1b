import { nameDistance } from "../name-distance";

/** Those of `known` that are most like a name that is none of them; capitals, `-` and `_` do not count. */
export function nearest(name: string, known: readonly string[]): readonly string[] {
  const distances = known.map((one) => nameDistance(name, one));
  const least = Math.min(...distances);
  if (least > Math.max(1, Math.floor(name.length / 2))) return [];
  return known.filter((_, index) => distances[index] === least);
}
