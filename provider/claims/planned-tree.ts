import { NautesError } from "../errors";
import { openList } from "./open-list";
import { documentsOfList } from "./list-document";
import { renderList } from "./list-file";
import { documentsOf, parseDocuments } from "./render";
import { foldersOf } from "./paths";
import type { ListFile } from "./list-file";
import type { EntriesClaim, Json } from "./model";
import type { Snapshot } from "./request";

/** A file as it is planned; a list that is being edited is rendered only when somebody looks. */
interface PlannedFile {
  readonly list?: { readonly id: string; readonly path: string; readonly file: ListFile };
  text: string | null | undefined;
}

/** Files on top of other files: a tree, or what a request would make of it. */
export class PlannedTree {
  private readonly files = new Map<string, PlannedFile>();
  private readonly opened = new Map<string, { text: string; file: ListFile }>();
  private readonly parsed = new Map<string, { text: string; documents: readonly Json[] | null }>();
  private readonly folders = new Map<string, number>();
  private readonly base: PlannedTree | Snapshot;

  constructor(base: PlannedTree | Snapshot) {
    this.base = base;
    if (base instanceof PlannedTree) return;
    for (const path of base.tree.keys()) this.count(path, 1);
  }

  has(path: string): boolean {
    const file = this.files.get(path);
    if (file !== undefined) return file.text !== null;
    return this.base instanceof PlannedTree ? this.base.has(path) : this.base.tree.has(path);
  }

  hasFolder(path: string): boolean {
    return this.filesBelow(path) > 0;
  }

  /** The blob id of a file that nothing planned touches; undefined: absent, or planned. */
  untouchedId(path: string): string | undefined {
    if (this.files.has(path)) return undefined;
    return this.base instanceof PlannedTree
      ? this.base.untouchedId(path)
      : this.base.tree.get(path);
  }

  /** The text of a file; undefined: it is absent. */
  text(path: string): string | undefined {
    const file = this.files.get(path);
    if (file !== undefined) {
      if (file.text === undefined) file.text = file.list ? renderList(file.list.file) : null;
      return file.text ?? undefined;
    }
    if (this.base instanceof PlannedTree) return this.base.text(path);
    if (!this.base.tree.has(path)) return undefined;
    const text = this.base.texts.get(path);
    if (text === undefined) throw new Error(`The text of ${path} was not read`);
    return text;
  }

  /** The documents of a file; null: it is not YAML. */
  documents(path: string): readonly Json[] | null {
    if (this.base instanceof PlannedTree && !this.files.has(path)) return this.base.documents(path);
    const { list } = this.files.get(path) ?? {};
    const listed = list === undefined ? undefined : documentsOfList(list.file, list.path);
    if (listed !== undefined) return listed;
    const text = this.text(path) ?? "";
    const known = this.parsed.get(path);
    if (known?.text === text) return known.documents;
    const documents = documentsIn(text);
    this.parsed.set(path, { text, documents });
    return documents;
  }

  /** A list in a file that is there. @throws unsupported-yaml */
  list(path: string, claim: Pick<EntriesClaim, "list" | "key">): ListFile {
    const id = listId(claim);
    const planned = this.files.get(path);
    if (planned?.list?.id === id) return planned.list.file;
    if (planned === undefined && this.base instanceof PlannedTree) {
      return this.base.list(path, claim);
    }
    const text = this.text(path) ?? "";
    const known = this.opened.get(`${path}\n${id}`);
    if (known?.text === text) return known.file;
    const file = openList(path, text, claim);
    this.opened.set(`${path}\n${id}`, { text, file });
    return file;
  }

  /** A list in a file; null: it is not there, or cannot be read. */
  listOrNull(path: string, claim: Pick<EntriesClaim, "list" | "key">): ListFile | null {
    try {
      return this.has(path) ? this.list(path, claim) : null;
    } catch (error) {
      if (error instanceof NautesError) return null;
      throw error;
    }
  }

  /** Whether a file is being edited and has entries; false also when nobody has looked yet. */
  hasEntries(path: string): boolean {
    const file = this.files.get(path);
    if (file !== undefined) return (file.list?.file.items.length ?? 0) > 0;
    return this.base instanceof PlannedTree && this.base.hasEntries(path);
  }

  /** Whether another path than `except` begins with `prefix`; asked of the lowest tree, on which drafts were absorbed. */
  hasOther(prefix: string, except: string): boolean {
    const paths = new Set(this.files.keys());
    if (!(this.base instanceof PlannedTree))
      for (const path of this.base.tree.keys()) paths.add(path);
    for (const path of paths) {
      if (path !== except && path.startsWith(prefix) && this.has(path)) return true;
    }
    return false;
  }

  write(path: string, text: string): void {
    this.put(path, { text });
  }

  writeList(path: string, claim: Pick<EntriesClaim, "list" | "key">, file: ListFile): void {
    this.put(path, { text: undefined, list: { id: listId(claim), path: claim.list, file } });
  }

  delete(path: string): void {
    this.put(path, { text: null });
  }

  /** The paths that are planned here, on top of the base. */
  touched(): ReadonlyMap<string, unknown> {
    return this.files;
  }

  /** Takes over what is planned on top of this. */
  absorb(draft: PlannedTree): void {
    for (const [path, file] of draft.files) this.put(path, file);
    for (const [path, known] of draft.parsed) this.parsed.set(path, known);
  }

  private put(path: string, file: PlannedFile): void {
    const change = (file.text === null ? 0 : 1) - (this.has(path) ? 1 : 0);
    this.files.set(path, file);
    if (change !== 0) this.count(path, change);
  }

  private count(path: string, change: number): void {
    for (const folder of foldersOf(path)) {
      this.folders.set(folder, (this.folders.get(folder) ?? 0) + change);
    }
  }

  private filesBelow(folder: string): number {
    const below = this.base instanceof PlannedTree ? this.base.filesBelow(folder) : 0;
    return below + (this.folders.get(folder) ?? 0);
  }
}

function listId(claim: Pick<EntriesClaim, "list" | "key">): string {
  return `${claim.list}\n${claim.key ?? ""}`;
}

function documentsIn(text: string): readonly Json[] | null {
  try {
    return documentsOf(parseDocuments(text));
  } catch {
    return null;
  }
}
