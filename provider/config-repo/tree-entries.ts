import { NautesError } from "../errors";

/** A file of a tree, or a submodule. */
export interface TreeEntry {
  /** `100644`, `100755` if executable, `120000` for a symbolic link, `160000` for a submodule. */
  readonly mode: string;
  /** Of a submodule: its commit, which is in another repository. */
  readonly blob: string;
}

/** Every file and submodule of a commit, by path. */
export type TreeEntries = ReadonlyMap<string, TreeEntry>;

/** Whether it is a commit of another repository, which nothing can be read from or written to here. */
function isSubmodule(entry: TreeEntry | undefined): boolean {
  return entry?.mode === "160000";
}

/** The folders that a path is in, the nearest first. */
export function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
    folders.push(path.slice(0, end));
  }
  return folders;
}

/** Path → blob id of the files below a folder; submodules are none. */
export function filesBelow(
  entries: TreeEntries,
  folder: string | undefined,
): ReadonlyMap<string, string> {
  const below = folder === undefined || folder === "" ? "" : `${folder.replace(/\/+$/, "")}/`;
  const found = new Map<string, string>();
  for (const [path, entry] of entries) {
    if (path.startsWith(below) && !isSubmodule(entry)) found.set(path, entry.blob);
  }
  return found;
}

/** Those paths that are files, with their blobs. */
export function blobsOf(entries: TreeEntries, paths: Iterable<string>): [string, string][] {
  return [...new Set(paths)].flatMap((path): [string, string][] => {
    const entry = entries.get(path);
    return entry === undefined || isSubmodule(entry) ? [] : [[path, entry.blob]];
  });
}

/** @throws repository-unsuitable if the path is a symbolic link */
export function refuseLink(path: string, entry: TreeEntry | undefined): void {
  if (entry?.mode !== "120000") return;
  throw new NautesError(
    "repository-unsuitable",
    `${JSON.stringify(path)} is a symbolic link, which is not written through.`,
    { at: path, remedy: `Replace it by a file in ${JSON.stringify(folderOf(path))}.` },
  );
}

/** Git would drop the submodule to make room for a file at or below it. @throws repository-unsuitable */
export function refuseSubmodule(path: string, entries: TreeEntries): void {
  const segments = path.split("/");
  const prefixes = segments.map((_, index) => segments.slice(0, index + 1).join("/"));
  const submodule = prefixes.find((prefix) => isSubmodule(entries.get(prefix)));
  if (submodule === undefined) return;
  throw new NautesError(
    "repository-unsuitable",
    `${JSON.stringify(submodule)} is a submodule, which is neither replaced nor written into.`,
    {
      at: submodule,
      remedy: `Remove it from the repository with \`git rm\`, or write ${JSON.stringify(path)} elsewhere.`,
    },
  );
}

/** Text of a blob. @throws repository-unsuitable if it is not UTF-8: writing it back would change its bytes */
export function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new NautesError("repository-unsuitable", `${JSON.stringify(path)} is not UTF-8 text.`, {
      at: path,
      remedy: "Convert the file to UTF-8.",
      cause,
    });
  }
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".";
}
