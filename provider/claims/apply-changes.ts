import { blobId, hashOf } from "./blob-id";
import type { FileChange, Snapshot } from "./request";

/** A snapshot with changes made on top of it. */
export function applyChanges(snapshot: Snapshot, changes: readonly FileChange[]): Snapshot {
  const tree = new Map(snapshot.tree);
  const texts = new Map(snapshot.texts);
  const hash = hashOf(snapshot.tree);
  for (const { path, text } of changes) {
    if (text === null) {
      tree.delete(path);
      texts.delete(path);
    } else {
      tree.set(path, blobId(text, hash));
      texts.set(path, text);
    }
  }
  return { tree, texts };
}
