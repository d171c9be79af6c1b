/** What a folder or file may import besides itself. */
export interface Rule {
  /** Folders (with all below them that have no rule of their own) and files, without extension, that may be imported. */
  readonly to: readonly string[];
  /** The same, for `import type` only. */
  readonly types?: readonly string[];
  /** Packages; `*` at the end stands for any rest. Default: none. */
  readonly packages?: readonly string[];
}
