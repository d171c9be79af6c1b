/** Plain data as it stands in a YAML document; a leaf that is not known before the update is {@link UNKNOWN}. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The string that stands for a value not known before the update (Pulumi's wire protocol, `sdk/nodejs/runtime/rpc.ts`). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The key that marks a map as something else than plain data on Pulumi's wire (`sdk/nodejs/runtime/rpc.ts`). */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Values that one resource owns in a list of a shared file. */
export interface EntriesClaim {
  /** Path of the list, e.g. `spec.generators[0].list.elements`; empty: the stream of documents itself. */
  readonly list: string;
  /** Path, inside an item, of what identifies it, e.g. `metadata.name`; absent: the item itself does. */
  readonly key?: string;
  readonly values: readonly Json[];
  /** The file's text when it is absent or parses to nothing; written also when there are no values. */
  readonly scaffold: string;
  /**
   * What happens when the last entry goes: `keep` leaves the file with an empty list; `delete` removes it if it is
   * ours, that is, if it still carries the comment lines of its scaffold.
   */
  readonly whenEmpty: "keep" | "delete";
}

/** A whole file that many resources need: created if absent, deleted with the last of them. */
export interface SharedClaim {
  readonly document: Json;
  /** The file stays while the planned tree has another path that begins with this, e.g. `runtimes/`. */
  readonly keepWhile: string;
}

/**
 * A condition on a parsed document. Value paths are like `spec.ports[0].nodePort`; `*` stands for any key or index,
 * and such a path is satisfied when one of the values it leads to is.
 */
export type Predicate =
  /** Each of these paths leads to something that is not null and not an empty string, list or map. */
  | { readonly exists: readonly string[] }
  /** Each of these paths leads to a value equal to this one. */
  | { readonly equals: { readonly [path: string]: Json } }
  /** Each of these paths leads to a list with such an item, or to a map with such a key. */
  | { readonly contains: { readonly [path: string]: Json } }
  | { readonly any: readonly Predicate[] }
  | { readonly all: readonly Predicate[] }
  | { readonly not: Predicate };

/** A condition on other files under which a resource may hold or release its claims. */
export interface Guard {
  /** The repository to look into; absent: the one of the resource. */
  readonly repository?: string;
  /** A file; `*` stands for one whole segment of the path. Either this or `folder` is given. */
  readonly path?: string;
  /** All YAML files below this folder. */
  readonly folder?: string;
  readonly where: Predicate;
  /** Asked when claims are taken or changed, or when all of them are given up. */
  readonly when: "hold" | "release";
  /** A whole sentence and the remedy; `{metadata.name}` is replaced by the values found there, `{file}` by the paths. */
  readonly message: string;
}

/** All that one resource asks of a config repo. */
export interface Claims {
  /** What the files are, for messages, e.g. `physical cluster pd`; the last word is the name, the one before it the noun. */
  readonly subject: string;
  /** Path → YAML document, or list of documents: whole files that this resource alone owns. */
  readonly documents: { readonly [path: string]: Json };
  /** Path → text: whole files that are not YAML. */
  readonly texts: { readonly [path: string]: string };
  readonly entries: { readonly [path: string]: EntriesClaim };
  readonly shared: { readonly [path: string]: SharedClaim };
  /** There must be a document like this. */
  readonly requires: readonly Guard[];
  /** There must be no document like this, other than in the files this resource holds. */
  readonly forbids: readonly Guard[];
}
