import { hashOf } from "../../provider/claims/blob-id";
import { equalJson, isList } from "../../provider/claims/json";
import { identityOf } from "../../provider/claims/keys";
import type { Claims, EntriesClaim, Json } from "../../provider/claims/model";
import { valueAt } from "../../provider/claims/value-path";
import { wholeId } from "../../provider/claims/whole";
import { documentsOf } from "../../provider/claims/render";
import { changedLeaves } from "./changed";
import type { ChangedLeaf } from "./changed";
import type { RepoFiles } from "./repo-files";

/** What a config repo has of claims. */
export interface Found {
  /** Those parts of the claims that are there and parse, as they are there. */
  readonly claims: Claims;
  /** What the first `up` changes, as its preview shows it. */
  readonly changes: readonly ChangedLeaf[];
}

/** Compares claims with the files; one that is our very rendering is not even parsed. */
export class Comparison {
  readonly #files: RepoFiles;
  /** Path and list → identity → entry. */
  readonly #lists = new Map<string, ReadonlyMap<string, Json>>();

  constructor(files: RepoFiles) {
    this.#files = files;
  }

  found(claims: Claims): Found {
    const { tree } = this.#files.snapshot;
    const documents = parts(claims.documents, (path, document) => this.#document(path, document));
    const texts = parts(claims.texts, (path, text) => {
      const found = this.#files.snapshot.texts.get(path);
      return tree.has(path) ? (found ?? text) : undefined;
    });
    const entries = parts(claims.entries, (path, claim) => this.#entries(path, claim));
    const shared = parts(claims.shared, (path, claim) => {
      const document = this.#document(path, claim.document);
      return document === undefined ? undefined : { ...claim, document };
    });
    const found = { ...claims, documents, texts, entries, shared };
    // Nobody can own what is in a file that does not parse, nor say what changes in it.
    const glued = Object.keys(entries)
      .filter((path) => this.#files.isGlued(path) && (entries[path]?.values.length ?? 0) > 0)
      .map((file) => ({ file, leaf: "", kind: "restyled" as const }));
    const broken = new Set(this.#files.broken.map(({ path }) => path));
    return {
      claims: found,
      changes: [...changedLeaves(found, claims).filter(({ file }) => !broken.has(file)), ...glued],
    };
  }

  #document(path: string, wanted: Json): Json | undefined {
    const { tree } = this.#files.snapshot;
    const id = tree.get(path);
    if (id === undefined) return undefined;
    if (id === wholeId({ document: wanted }, hashOf(tree))) return wanted;
    const found = this.#files.content(path);
    if (found === undefined) return undefined;
    return equalJson(found, wanted) ? wanted : found;
  }

  #entries(path: string, claim: EntriesClaim): EntriesClaim | undefined {
    if (!this.#files.isReadable(path)) return undefined;
    const known = this.#listed(path, claim);
    const values = claim.values.flatMap((value) => {
      const found = known.get(identityOf(claim, value) ?? "");
      if (found === undefined) return [];
      return [equalJson(found, value) ? value : found];
    });
    return { ...claim, values };
  }

  #listed(path: string, claim: EntriesClaim): ReadonlyMap<string, Json> {
    const key = JSON.stringify([path, claim.list, claim.key]);
    const known = this.#lists.get(key);
    if (known !== undefined) return known;
    const content = this.#files.content(path) ?? null;
    const list = claim.list === "" ? documentsOf(content) : valueAt(content, claim.list);
    const items = isList(list ?? null) ? (list as readonly Json[]) : [];
    const listed = new Map(items.map((item) => [identityOf(claim, item) ?? "", item]));
    this.#lists.set(key, listed);
    return listed;
  }
}

function parts<T>(
  claims: Readonly<Record<string, T>>,
  find: (path: string, claim: T) => T | undefined,
): Record<string, T> {
  const found: Record<string, T> = {};
  for (const [path, claim] of Object.entries(claims)) {
    const one = find(path, claim);
    if (one !== undefined) found[path] = one;
  }
  return found;
}
