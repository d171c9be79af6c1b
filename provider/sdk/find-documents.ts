import * as pulumi from "@pulumi/pulumi";
import type { Predicate } from "../claims/model";

/** Which files to look through, and for what. */
export interface FindDocumentsArgs {
  /** The repository's path below the server. Default: the provider's. */
  readonly repository?: string;
  /** Default: the provider's. */
  readonly branch?: string;
  /** All YAML files below this folder are looked at; empty: the whole repository. */
  readonly folder: string;
  readonly where: Predicate;
}

export interface FindDocumentsResult {
  /** Absent while the provider's own configuration is not known. */
  readonly documents?: readonly FoundDocument[];
}

export interface FoundDocument {
  readonly path: string;
  readonly document: unknown;
}

/** The YAML documents of a config repo that satisfy a predicate. */
export function findDocuments(
  args: FindDocumentsArgs,
  opts: pulumi.InvokeOptions = {},
): Promise<FindDocumentsResult> {
  return pulumi.runtime.invoke(
    "nautes:index:findDocuments",
    { ...args },
    opts,
  ) as Promise<FindDocumentsResult>;
}
