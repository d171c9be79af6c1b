import { isList, isMap } from "./json";
import type { Json } from "./model";

/**
 * Nodes that aliases may add to a file. Without aliases no text has more nodes than characters; registrations have
 * none at all, and what people share by anchors is far smaller. Some hundred bytes of aliases make billions of nodes.
 */
const ALIASED_NODES = 100_000;

/** Levels of maps and lists; manifests have some twenty, and all that walks documents stays within its stack. */
const LEVELS = 500;

/** Why a text that was parsed to these values is too much to walk through; undefined: it is not. */
export function faultOfBounds(documents: readonly Json[], text: string): string | undefined {
  let left = text.length + documents.length + ALIASED_NODES;
  const above = new Set<Json>();
  return faultIn(documents);

  function faultIn(value: Json): string | undefined {
    left -= 1;
    if (left < 0) return "its aliases stand for too many values";
    if (!isList(value) && !isMap(value)) return undefined;
    if (above.has(value)) return "an alias in it leads to what it stands in";
    if (above.size > LEVELS) return `it nests more than ${LEVELS} levels deep`;
    above.add(value);
    for (const child of isList(value) ? value : Object.values(value)) {
      const fault = faultIn(child);
      if (fault !== undefined) return fault;
    }
    above.delete(value);
    return undefined;
  }
}
