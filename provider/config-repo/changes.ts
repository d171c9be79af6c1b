import type { FileChange } from "../claims/request";
import { NautesError } from "../errors";
import { foldersOf } from "./tree-entries";

/**
 * Refuses changes that no Git tree can hold beside the files that are there: an impossible path, one path twice, a file
 * where a folder is, or below a file.
 * @throws invalid-arguments, repository-unsuitable
 */
export function checkChanges(changes: readonly FileChange[], existing: Files): void {
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
  checkFolders(written, existing, deleted);
}

/** The files that are there, by path. */
type Files = ReadonlyMap<string, unknown>;

/** The refusal of a commit that would leave every file as it is: no commit without content. */
export function nothingToCommit(): NautesError {
  return new NautesError("invalid-arguments", "The commit would change nothing.");
}

function checkFolders(
  written: ReadonlySet<string>,
  existing: Files,
  deleted: ReadonlySet<string>,
): void {
  for (const path of written) {
    const above = foldersOf(path).find(
      (folder) => written.has(folder) || (existing.has(folder) && !deleted.has(folder)),
    );
    if (above !== undefined) throw bothFileAndFolder(above, path);
  }
  const known = new Set<string>();
  for (const path of existing.keys()) {
    // Most files are beside another one, and a tree may have many.
    const folder = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
    if (known.has(folder) || deleted.has(path)) continue;
    known.add(folder);
    const file = foldersOf(path).find((one) => written.has(one));
    if (file !== undefined) throw bothFileAndFolder(file, path);
  }
}

function bothFileAndFolder(path: string, inside: string): NautesError {
  return new NautesError(
    "repository-unsuitable",
    `${quoted(path)} would have to be both a file and the folder of ${quoted(inside)}.`,
    { at: path, remedy: "Rename or remove one of the two in the repository." },
  );
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
