import { parseDocuments } from "../../provider/claims/render";
import { at } from "../registration/given";
import type { RepoFiles } from "./repo-files";

/** Reads single leaves of the files that one cluster has. */
export class LeafReader {
  readonly #files: RepoFiles;
  readonly #isEscaped: boolean;

  /** `isEscaped`: Nautes wrote the files, whose templates make HTML entities of some characters. */
  constructor(files: RepoFiles, isEscaped: boolean) {
    this.#files = files;
    this.#isEscaped = isEscaped;
  }

  /** The text at a path of keys in a file; undefined: there is none, or it says nothing. */
  text(file: string, ...keys: readonly string[]): string | undefined {
    return this.leaf(this.#files.content(file), ...keys);
  }

  /** The same, in what {@link inner} answers. */
  leaf(value: unknown, ...keys: readonly string[]): string | undefined {
    const found = at(value, ...keys);
    if (typeof found === "number") return String(found);
    if (typeof found !== "string" || found === "") return undefined;
    return this.#isEscaped ? withoutEntities(found) : found;
  }

  /** What the YAML text at a path of keys in a file says. */
  inner(file: string, ...keys: readonly string[]): unknown {
    const text = at(this.#files.content(file), ...keys);
    if (typeof text !== "string") return undefined;
    try {
      return parseDocuments(text);
    } catch {
      // The leaves in it are asked for instead.
      return undefined;
    }
  }

  /** The file as it stands. */
  content(file: string): unknown {
    return this.#files.content(file);
  }
}

const entities: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&#34;": '"',
  "&#39;": "'",
  "&#43;": "+",
  "&amp;": "&",
};

/** Undoes what Go's `html/template` did to a value. */
function withoutEntities(text: string): string {
  return text.replace(/&(?:amp|lt|gt|#34|#39|#43);/g, (entity) => entities[entity] ?? entity);
}
