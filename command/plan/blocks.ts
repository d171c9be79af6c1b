import { code, fenced, htmlCode } from "../../provider/claims/markdown";
import { diffText } from "./diff-text";
import type { FileChange } from "./file-change";
import { counted } from "./summary";

/** One file in Markdown: named only, and with what it says or what of it changes. */
export interface FileBlock {
  readonly short: string;
  readonly full: string;
  /** What goes in first when not all fits: the lowest. */
  readonly rank: number;
}

export function fileBlock(file: FileChange): FileBlock {
  const what = words(file);
  const note = file.note === undefined ? "" : ` ${code(file.note)}`;
  const short = `- ${what} ${code(file.path)}${note}`;
  const content = contentOf(file);
  if (content === undefined) return { short, full: short, rank: ranks[file.action] };
  const summary = `<details><summary>${what} ${htmlCode(file.path)}</summary>`;
  const full =
    file.action === "change" || file.form === "entries"
      ? `${short}\n\n${content}`
      : `${summary}\n\n${content}\n\n</details>`;
  return { short, full, rank: ranks[file.action] };
}

const ranks = { change: 0, delete: 1, create: 2 } as const;

function words({ action, form, added = 0, removed = 0, list }: FileChange): string {
  if (form === "entries") {
    const where =
      list === undefined || list === "" ? "among the documents of" : `in ${code(list)} of`;
    const moved = [
      added > 0 ? `${counted(added, "entry")} added` : "",
      removed > 0 ? `${counted(removed, "entry")} removed` : "",
    ].filter(Boolean);
    if (moved.length > 0) return `${moved.join(", ")} ${where}`;
    return { create: "made if absent:", change: `new order ${where}`, delete: "let go:" }[action];
  }
  if (form === "shared") {
    const meanings = {
      create: "shared, created unless it is there:",
      change: "shared, changed:",
      delete: "shared, deleted with its last user:",
    };
    return meanings[action];
  }
  return { create: "created", change: "changed", delete: "deleted" }[action];
}

/** What a deleted file said is in the repository. */
function contentOf({ action, form, path, before, after }: FileChange): string | undefined {
  if (action === "create" && form !== "entries") {
    return after === undefined ? undefined : fenced(after, languageOf(path));
  }
  if (action === "delete" && form !== "entries") return undefined;
  if (before === undefined && after === undefined) return undefined;
  const diff = diffText(before ?? "", after ?? "");
  return diff === "" ? undefined : fenced(diff, "diff");
}

function languageOf(path: string): string {
  return /\.ya?ml$/.test(path) ? "yaml" : /\.json$/.test(path) ? "json" : "text";
}
