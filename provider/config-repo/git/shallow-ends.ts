import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Place } from "./place";

/** The commits at which the history in the cache is cut off. */
export async function shallowEnds({ gitDir }: Pick<Place, "gitDir">): Promise<ReadonlySet<string>> {
  const text = await readFile(join(gitDir, "shallow"), "utf8").catch(() => "");
  return new Set(text.split("\n").filter((line) => line !== ""));
}
