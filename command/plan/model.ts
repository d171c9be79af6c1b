import type { FileChange } from "./file-change";

/** What a preview does to one cluster or runtime. */
export interface SubjectChange {
  readonly verb: "register" | "update" | "deregister";
  /** `physical cluster pd` */
  readonly subject: string;
  readonly urn: string;
  /** `repository@branch`. */
  readonly place: string;
  readonly files: readonly FileChange[];
  /** What the files do not show. */
  readonly notes: readonly string[];
}

/** A resource without files in a config repo. */
export interface OtherChange {
  readonly op: string;
  readonly type: string;
  readonly name: string;
}

export interface Diagnostic {
  readonly severity: string;
  /** The name of the resource; empty: it is about none. */
  readonly about: string;
  readonly message: string;
}

/** What a preview does. */
export interface Changes {
  /** `project/stack`; undefined: it has no step. */
  readonly stack: string | undefined;
  readonly subjects: readonly SubjectChange[];
  readonly others: readonly OtherChange[];
  readonly diagnostics: readonly Diagnostic[];
}
