import { briefScaffold } from "./scaffold";
import type { EntriesClaim } from "./model";

/** A claim of entries as inputs have it, which leave out what is so by default. */
export interface GivenEntries extends Omit<EntriesClaim, "list" | "whenEmpty"> {
  /** Default: the stream of documents. */
  readonly list?: string;
  /** Default: `metadata.name` in a stream of documents, else the item itself; empty: the item itself. */
  readonly key?: string;
  /** Default: `delete`. */
  readonly whenEmpty?: EntriesClaim["whenEmpty"];
}

/** The claim that is meant. */
export function entriesFrom(given: GivenEntries): EntriesClaim {
  const { list = "", key = defaultKey(list), whenEmpty = "delete", ...rest } = given;
  return { ...rest, list, ...(key === "" ? {} : { key }), whenEmpty };
}

/** As little as tells the claim: nothing that is so by default, and of its scaffold what giving it up needs. */
export function briefEntries(path: string, claim: EntriesClaim): GivenEntries {
  const { list, key = "", whenEmpty, values } = claim;
  return {
    ...(list === "" ? {} : { list }),
    ...(key === defaultKey(list) ? {} : { key }),
    values,
    scaffold: briefScaffold(path, claim),
    ...(whenEmpty === "delete" ? {} : { whenEmpty }),
  };
}

function defaultKey(list: string): string {
  return list === "" ? "metadata.name" : "";
}
