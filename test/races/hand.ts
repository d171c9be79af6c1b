import { lineOf, listPath, recordPath } from "./registration";
import type { Deed } from "./scenario";

/** A deed that came to a commit. */
export interface Done {
  readonly deed: Deed;
  readonly commit: string;
  /** Before and after the person was at it, in milliseconds of one clock. */
  readonly began: number;
  readonly ended: number;
}

/** How a person changes one file of the branch; answers the commit, or undefined if there was nothing to do. */
export type Commit = (
  path: string,
  edit: (text: string | undefined) => string | undefined,
) => Promise<string | undefined>;

/** Does one thing after another, as people do. */
export async function doByHand(deeds: readonly Deed[], commit: Commit): Promise<Done[]> {
  const done: Done[] = [];
  for (const deed of deeds) {
    const began = performance.now();
    const id = await commit(pathOf(deed), (text) => edited(deed, text));
    if (id !== undefined) done.push({ deed, commit: id, began, ended: performance.now() });
  }
  return done;
}

function pathOf(deed: Deed): string {
  if (deed.does === "write-own-file") return deed.path;
  return deed.does === "edit-cluster" ? recordPath(deed.name) : listPath;
}

/** What the person makes of a file; undefined: there is nothing to do. */
export function edited(deed: Deed, text: string | undefined): string | undefined {
  if (deed.does === "write-own-file") return deed.text;
  if (text === undefined) return undefined;
  if (deed.does === "edit-cluster") return deed.text;
  const lines = text.split("\n").slice(0, -1);
  const changed = editedLines(deed, lines);
  return changed === undefined ? undefined : `${changed.join("\n")}\n`;
}

type ListDeed = Exclude<Deed, { does: "write-own-file" | "edit-cluster" }>;

function editedLines(deed: ListDeed, lines: readonly string[]): readonly string[] | undefined {
  if (deed.does === "add-line") {
    const { after, line } = deed;
    const at = after === undefined ? lines.length : indexOf(lines, after) + 1;
    return [...lines.slice(0, at), line, ...lines.slice(at)];
  }
  const at = indexOf(lines, deed.name);
  if (at < 0) return undefined;
  const instead = deed.does === "reword" ? [`${lineOf(deed.name)} # ${deed.words}`] : [];
  return [...lines.slice(0, at), ...instead, ...lines.slice(at + 1)];
}

function indexOf(lines: readonly string[], name: string): number {
  return lines.findIndex((line) => line.startsWith(lineOf(name)));
}
