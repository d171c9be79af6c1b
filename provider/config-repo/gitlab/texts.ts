import type { CommitId } from "../config-repo";
import { blobsOf, textOf } from "../tree-entries";
import { forEach } from "./at-once";
import type { Place } from "./place";
import type { Trees } from "./trees";

/** Bytes of files that are remembered. */
const CAPACITY = 32 * 1024 * 1024;

/** Reads files by their blobs, which never change, and remembers them. */
export class Texts {
  readonly #trees: Trees;
  readonly #blobs = new Map<string, Buffer>();
  #size = 0;

  constructor(trees: Trees) {
    this.#trees = trees;
  }

  /** The text of those `paths` that exist at `commit`; one request for each that is not remembered. */
  async read(
    place: Place,
    commit: CommitId,
    paths: Iterable<string>,
  ): Promise<ReadonlyMap<string, string>> {
    const wanted = [...paths];
    if (wanted.length === 0) return new Map();
    const blobs = blobsOf(await this.#trees.entries(place, commit), wanted);
    const found = await forEach(blobs, async ([path, id]) => {
      return [path, textOf(await this.#blob(place, id), path)] as const;
    });
    return new Map(found);
  }

  async #blob({ client, project }: Place, id: string): Promise<Buffer> {
    const known = this.#blobs.get(id);
    if (known !== undefined) return known;
    const { content } = await client.repositories.showBlob(project, id);
    const bytes = Buffer.from(content, "base64");
    this.#blobs.set(id, bytes);
    this.#size += bytes.length;
    for (const [old, { length }] of this.#blobs) {
      if (this.#size <= CAPACITY) break;
      this.#blobs.delete(old);
      this.#size -= length;
    }
    return bytes;
  }
}
