import type { Changes, SubjectChange } from "./model";
import type { FileChange } from "./file-change";

/** How much a preview changes. */
export interface Counts {
  readonly register: number;
  readonly update: number;
  readonly deregister: number;
  readonly files: { readonly create: number; readonly change: number; readonly delete: number };
  /** Values in lists of shared files. */
  readonly entries: { readonly added: number; readonly removed: number };
  readonly others: number;
}

export function countsOf({ subjects, others }: Pick<Changes, "subjects" | "others">): Counts {
  const files = subjects.flatMap((subject) => subject.files);
  return {
    ...{ register: by("register"), update: by("update"), deregister: by("deregister") },
    ...fileCounts(files),
    others: others.length,
  };

  function by(verb: SubjectChange["verb"]): number {
    return subjects.filter((subject) => subject.verb === verb).length;
  }
}

export function fileCounts(files: readonly FileChange[]): Pick<Counts, "files" | "entries"> {
  const wholes = files.filter(({ form }) => form !== "entries");
  const entries = files.filter(({ form }) => form === "entries");
  return {
    files: { create: by("create"), change: by("change"), delete: by("delete") },
    entries: {
      added: entries.reduce((sum, { added = 0 }) => sum + added, 0),
      removed: entries.reduce((sum, { removed = 0 }) => sum + removed, 0),
    },
  };

  function by(action: FileChange["action"]): number {
    return wholes.filter((file) => file.action === action).length;
  }
}

/** `2 files created, 1 changed, 3 list entries added`; of nothing "no file". */
export function spokenCounts({ files, entries }: Pick<Counts, "files" | "entries">): string {
  const said = [
    ...spoken("file", [
      [files.create, "created"],
      [files.change, "changed"],
      [files.delete, "deleted"],
    ]),
    ...spoken("list entry", [
      [entries.added, "added"],
      [entries.removed, "removed"],
    ]),
  ];
  return said.length === 0 ? "no file" : said.join(", ");
}

function spoken(noun: string, all: readonly (readonly [number, string])[]): string[] {
  return all
    .filter(([count]) => count > 0)
    .map(([count, what], index) =>
      index === 0 ? `${counted(count, noun)} ${what}` : `${count} ${what}`,
    );
}

export function counted(count: number, noun: string): string {
  const many = noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${count} ${count === 1 ? noun : many}`;
}
