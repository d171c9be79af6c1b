import type { Document, LineCounter, Node } from "yaml";
import { isMap, isScalar, isSeq } from "yaml";

import type { Path } from "./findings";

/** In which line each value of a text begins. */
export interface Places {
  readonly lineOf: (path: Path) => number | undefined;
  /** The value that begins in a line, or last before it. */
  readonly pathAt: (line: number) => Path;
}

/** Finds the lines of all values of a document, of which the first line has the number `firstLine`. */
export function placesIn(document: Document, lines: LineCounter, firstLine: number): Places {
  const found: { readonly path: Path; readonly line: number }[] = [];

  function add(path: Path, node: Node | null): void {
    const offset = node?.range?.[0];
    if (offset !== undefined)
      found.push({ path, line: lines.linePos(offset).line + firstLine - 1 });
  }

  function visit(path: Path, node: unknown): void {
    if (isMap(node))
      for (const { key, value } of node.items) {
        if (!isScalar(key)) continue;
        const inner = [...path, String(key.value)];
        add(inner, key);
        visit(inner, value);
      }
    else if (isSeq(node))
      for (const [index, item] of node.items.entries()) {
        const inner = [...path, index];
        add(inner, item as Node | null);
        visit(inner, item);
      }
  }

  add([], document.contents);
  visit([], document.contents);
  const byPath = new Map(found.map(({ path, line }) => [JSON.stringify(path), line]));
  return {
    lineOf: (path) => nearestLine(byPath, path),
    pathAt: (line) => found.findLast((place) => place.line <= line)?.path ?? [],
  };
}

/** What is missing is looked for where it should be. */
function nearestLine(byPath: ReadonlyMap<string, number>, path: Path): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const line = byPath.get(JSON.stringify(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return undefined;
}
