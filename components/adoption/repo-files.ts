import { unglued } from "../../provider/claims/glued-separators";
import { parseDocuments } from "../../provider/claims/render";
import type { Json } from "../../provider/claims/model";
import type { Snapshot } from "../../provider/claims/request";
import { isNautesError } from "../../provider/errors";

/** A file that does not parse. */
export interface BrokenFile {
  readonly path: string;
  readonly line: number;
  /** A whole sentence, with the reason. */
  readonly message: string;
}

/** The files of a config repo at one commit; each is parsed once, when it is first asked for. */
export class RepoFiles {
  readonly snapshot: Snapshot;
  readonly #parsed = new Map<string, Json | undefined>();
  readonly #broken = new Map<string, BrokenFile>();
  readonly #glued = new Set<string>();

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  /** Those that did not parse, of all that were asked for. */
  get broken(): readonly BrokenFile[] {
    return [...this.#broken.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** What a file says; undefined: it is not there, or does not parse. */
  content(path: string): Json | undefined {
    if (!this.#parsed.has(path)) this.#parsed.set(path, this.#parse(path));
    return this.#parsed.get(path);
  }

  /** Whether the separators of a stream are glued to the line before, which its next update mends. */
  isGlued(path: string): boolean {
    return this.content(path) !== undefined && this.#glued.has(path);
  }

  /** Whether a file is there and parses. */
  isReadable(path: string): boolean {
    return this.snapshot.tree.has(path) && this.content(path) !== undefined;
  }

  #parse(path: string): Json | undefined {
    const text = this.snapshot.texts.get(path);
    if (text === undefined) return undefined;
    const separated = unglued(text);
    if (separated !== undefined) this.#glued.add(path);
    try {
      return parseDocuments(separated ?? text, path);
    } catch (error) {
      if (!isNautesError(error, "unsupported-yaml")) throw error;
      const [message = ""] = error.message.split("\n");
      const [, line = "1"] = /\(line (\d+)\)/.exec(message) ?? [];
      this.#broken.set(path, { path, line: Number(line), message });
      return undefined;
    }
  }
}
