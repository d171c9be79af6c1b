import type { FileChange } from "../claims/request";
import { NautesError } from "../errors";

/**
 * Refuses changes that no Git tree can hold beside the files that are there: an impossible path, one path twice, a file
 * where a folder is, or below a file.
 * @throws invalid-arguments, repository-unsuitable
 */
export function checkChanges(changes: readonly FileChange[], existing: Iterable<string>): void {
  if (changes.length === 0) throw nothingToCommit();
  const deleted = new Set(changes.filter((change) => change.text === null).map(({ path }) => path));
  const written = new Set<string>();
  const seen = new Set<string>();
  for (const { path, text } of changes) {
    checkPath(path);
    if (seen.has(path)) {
      throw new NautesError("invalid-arguments", `The path ${quoted(path)} is changed twice.`, {
        at: path,
      });
    }
    seen.add(path);
    if (text !== null) written.add(path);
  }
  const files = [...written];
  for (const path of existing) if (!deleted.has(path) && !written.has(path)) files.push(path);
  checkFolders(files, written);
}

/** The refusal of a commit that would leave every file as it is: no commit without content. */
export function nothingToCommit(): NautesError {
  return new NautesError("invalid-arguments", "The commit would change nothing.");
}

function checkFolders(files: readonly string[], written: ReadonlySet<string>): void {
  const folderOf = new Map<string, string>();
  for (const path of files) {
    for (const folder of foldersOf(path)) {
      if (written.has(path) || !folderOf.has(folder)) folderOf.set(folder, path);
    }
  }
  for (const path of files) {
    const inside = folderOf.get(path);
    if (inside === undefined || !(written.has(path) || written.has(inside))) continue;
    throw new NautesError(
      "repository-unsuitable",
      `${quoted(path)} would have to be both a file and the folder of ${quoted(inside)}.`,
      { at: path, remedy: "Rename or remove one of the two in the repository." },
    );
  }
}

function foldersOf(path: string): readonly string[] {
  const segments = path.split("/");
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join("/"));
}

function checkPath(path: string): void {
  const bad = path
    .split("/")
    .some((segment) => ["", ".", ".."].includes(segment) || /^\.git$/i.test(segment));
  if (!bad && !path.includes("\0")) return;
  throw new NautesError("invalid-arguments", `A repository cannot hold the path ${quoted(path)}.`, {
    at: path,
    remedy: "Give a relative path without empty segments, `.`, `..` and `.git`.",
  });
}

function quoted(path: string): string {
  return JSON.stringify(path);
}
