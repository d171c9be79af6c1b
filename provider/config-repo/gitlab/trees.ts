import { blobId } from "../../claims/blob-id";
import type { FileChange } from "../../claims/request";
import type { CommitId } from "../config-repo";
import { foldersOf, type TreeEntries, type TreeEntry } from "../tree-entries";
import { forEach } from "./at-once";
import type { Place } from "./place";
import { listPages, type Listed } from "./tree-pages";

/** The files of a commit, and the ids of its folders, by which those are known that did not change. */
interface Tree {
  readonly files: TreeEntries;
  readonly folders: ReadonlyMap<string, string>;
}

/** Commits whose trees are remembered: the head, the one that was made of it, and what others made meanwhile. */
const CAPACITY = 4;

/** Lists trees, and of a commit that is near to a known one only the folders that changed. */
export class Trees {
  readonly #known = new Map<CommitId, Promise<Tree>>();

  /** Every file and submodule of a commit. @throws not-found */
  async entries(place: Place, commit: CommitId): Promise<TreeEntries> {
    const known = this.#known.get(commit);
    if (known !== undefined) return (await known).files;
    const near = await [...this.#known.values()].at(-1)?.catch(() => undefined);
    const listing = near === undefined ? whole(place, commit) : difference(place, commit, near);
    this.#remember(commit, listing);
    listing.catch(() => this.#known.delete(commit));
    return (await listing).files;
  }

  /** Takes note of a commit of ours, so that it need not be listed. */
  async made(commit: CommitId, parent: CommitId, changes: readonly FileChange[]): Promise<void> {
    const before = await this.#known.get(parent);
    if (before !== undefined) this.#remember(commit, Promise.resolve(changed(before, changes)));
  }

  #remember(commit: CommitId, tree: Promise<Tree>): void {
    this.#known.set(commit, tree);
    for (const old of [...this.#known.keys()].slice(0, -CAPACITY)) this.#known.delete(old);
  }
}

async function whole(place: Place, commit: CommitId): Promise<Tree> {
  return treeOf(await listPages(place, commit, "", true));
}

/** Goes down only where a folder's id is another than the known one. */
async function difference(place: Place, commit: CommitId, near: Tree): Promise<Tree> {
  const same = new Set<string>();
  const listed: Listed[] = [];
  await descend("");
  const tree = treeOf(listed);
  const [files, folders] = [new Map(tree.files), new Map(tree.folders)];
  for (const [path, entry] of near.files) if (isBelow(path, same)) files.set(path, entry);
  for (const [path, id] of near.folders) if (isBelow(path, same)) folders.set(path, id);
  return { files, folders };

  async function descend(folder: string): Promise<void> {
    const isKnown = folder === "" || near.folders.has(folder);
    const entries = await listPages(place, commit, folder, !isKnown);
    listed.push(...entries);
    if (!isKnown) return;
    const inside = entries.filter(({ type }) => type === "tree");
    for (const { path, id } of inside) if (near.folders.get(path) === id) same.add(path);
    await forEach(
      inside.filter(({ path }) => !same.has(path)),
      ({ path }) => descend(path),
    );
  }
}

function isBelow(path: string, folders: ReadonlySet<string>): boolean {
  return foldersOf(path).some((folder) => folders.has(folder));
}

function treeOf(listed: readonly Listed[]): Tree {
  const files = new Map<string, TreeEntry>();
  const folders = new Map<string, string>();
  for (const { id, type, path, mode } of listed) {
    if (type === "tree") folders.set(path, id);
    else files.set(path, { mode, blob: id });
  }
  return { files, folders };
}

function changed(before: Tree, changes: readonly FileChange[]): Tree {
  const [files, folders] = [new Map(before.files), new Map(before.folders)];
  for (const { path, text } of changes) {
    if (text === null) files.delete(path);
    else files.set(path, { mode: files.get(path)?.mode ?? "100644", blob: blobId(text) });
    for (const folder of foldersOf(path)) folders.set(folder, "changed");
  }
  return { files, folders };
}
