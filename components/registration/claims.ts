import type { Claims, EntriesClaim, Json } from "../../provider/claims/model";

/** Path → document, or list of documents. */
export type Documents = Readonly<Record<string, Json>>;

const made = "# Made by pulumi-nautes; goes with its last entry.\n";

/** Claims of nothing, to be filled in. */
export function claimsOf(subject: string, parts: Partial<Claims>): Claims {
  return {
    subject,
    documents: {},
    texts: {},
    entries: {},
    shared: {},
    requires: [],
    forbids: [],
    ...parts,
  };
}

/** Entries of a list in a YAML file, whose text before the first entry is `empty`; the file goes with the last if we made it. */
export function listEntries(list: string, values: readonly Json[], empty: string): EntriesClaim {
  return { list, values, scaffold: `${made}${empty}`, whenEmpty: "delete" };
}

/** The same, for items that one of their properties identifies. */
export function keyedEntries(
  list: string,
  key: string,
  values: readonly Json[],
  empty: string,
): EntriesClaim {
  return { ...listEntries(list, values, empty), key };
}

/** Documents of a file that holds those of several clusters; without any it is a comment, which kustomize takes. */
export function streamEntries(
  comment: string,
  values: readonly Json[],
  whenEmpty: "keep" | "delete",
): EntriesClaim {
  return { list: "", key: "metadata.name", values, scaffold: `# ${comment}\n`, whenEmpty };
}
