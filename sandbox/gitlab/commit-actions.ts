import { badRequest } from "./answer";
import type { Repository, TreeEntry } from "./repository";

/** One action of the commits API. */
export interface Action {
  readonly action: "create" | "update" | "move" | "delete" | "chmod";
  readonly filePath: string;
  readonly previousPath?: string | undefined;
  readonly content?: Buffer | undefined;
  readonly executable?: boolean | undefined;
  readonly lastCommitId?: string | undefined;
}

/** A file as it shall be: with a new text, or the blob that it is already. */
export interface NewFile {
  readonly mode: string;
  readonly content: Buffer | { readonly id: string };
}

/** Path → new file; null deletes it. */
export type Changes = ReadonlyMap<string, NewFile | null>;

/** What Gitaly makes of the actions, one after another, on top of a commit. @throws Refusal with its sentences */
export async function applyActions(
  repository: Repository,
  parent: string | undefined,
  actions: readonly Action[],
): Promise<Changes> {
  const clean = actions.map((action) => ({
    ...action,
    filePath: cleanPath(action.filePath),
    previousPath:
      action.previousPath === undefined ? action.filePath : cleanPath(action.previousPath),
  }));
  const paths = clean.flatMap(({ filePath, previousPath }) => [filePath, previousPath]);
  const base = parent === undefined ? new Map() : await repository.entries(parent, paths);
  const stage = new Stage(base as ReadonlyMap<string, TreeEntry>);
  for (const action of clean) stage.apply(action);
  return stage.changes;
}

/** The index that Gitaly works on. */
class Stage {
  readonly changes = new Map<string, NewFile | null>();
  readonly #base: ReadonlyMap<string, TreeEntry>;
  /** Folder → how many files it has got. */
  readonly #filled = new Map<string, number>();

  constructor(base: ReadonlyMap<string, TreeEntry>) {
    this.#base = base;
  }

  apply(action: Action & { readonly previousPath: string }): void {
    const { filePath, previousPath, content, executable } = action;
    switch (action.action) {
      case "create":
        this.#mustBeFree(filePath);
        this.#put(filePath, executable ?? false, content ?? Buffer.alloc(0));
        break;
      case "update": {
        const old = this.#mustExist(filePath);
        this.#put(filePath, executable ?? isExecutable(old), content ?? Buffer.alloc(0));
        break;
      }
      case "move": {
        const old = this.#mustExist(previousPath);
        this.#mustBeFree(filePath);
        this.#take(previousPath);
        this.#put(filePath, executable ?? isExecutable(old), content ?? old.content);
        break;
      }
      case "delete":
        this.#mustExist(filePath);
        this.#take(filePath);
        break;
      case "chmod": {
        const old = this.#mustExist(filePath);
        this.#put(filePath, executable ?? false, old.content);
      }
    }
  }

  #put(path: string, executable: boolean, content: NewFile["content"]): void {
    if ((this.changes.get(path) ?? null) === null) this.#fill(path, 1);
    this.changes.set(path, { mode: executable ? "100755" : "100644", content });
  }

  #take(path: string): void {
    if ((this.changes.get(path) ?? null) !== null) this.#fill(path, -1);
    this.changes.set(path, null);
  }

  #fill(path: string, files: 1 | -1): void {
    for (const folder of foldersOf(path)) {
      this.#filled.set(folder, (this.#filled.get(folder) ?? 0) + files);
    }
  }

  #mustExist(path: string): NewFile {
    const file = this.#file(path);
    if (file === undefined) throw badRequest("A file with this name doesn't exist");
    return file;
  }

  #mustBeFree(path: string): void {
    if ([path, ...foldersOf(path)].some((name) => this.#file(name) !== undefined)) {
      throw badRequest("A file with this name already exists");
    }
    if (this.#isFolder(path)) throw badRequest("A directory with this name already exists");
  }

  #file(path: string): NewFile | undefined {
    const changed = this.changes.get(path);
    if (changed !== undefined) return changed ?? undefined;
    const entry = this.#base.get(path);
    return entry?.type === "blob" ? { mode: entry.mode, content: { id: entry.id } } : undefined;
  }

  #isFolder(path: string): boolean {
    return (this.#filled.get(path) ?? 0) > 0 || this.#base.get(path)?.type === "tree";
  }
}

function foldersOf(path: string): readonly string[] {
  const names = path.split("/");
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join("/"));
}

function isExecutable({ mode }: NewFile): boolean {
  return mode === "100755";
}

function cleanPath(path: string): string {
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  if (names.length === 0) throw badRequest("You must provide a file path");
  if (names.includes("..")) throw badRequest("Path cannot include directory traversal");
  const clean = names.join("/");
  if (names.some((name) => name.toLowerCase() === ".git") || clean.includes("\0")) {
    throw badRequest(`invalid path: '${clean}'`);
  }
  return clean;
}
