import { foreignText } from "./foreign-text";
import { foldersOf } from "./paths";
import type { HashName } from "./blob-id";
import type { Json } from "./model";
import type { PlannedTree } from "./planned-tree";
import type { Circumstances, ClaimRequest, LastChange, Refusal } from "./request";

/** What the requests that were heard before have settled. */
export interface Batch {
  readonly hash: HashName;
  readonly circumstances: Circumstances;
  /** Claim key → the owner who holds it. */
  readonly keys: Map<string, string>;
  /** Path → an owner of entries in it, or of all of it. */
  readonly users: Map<string, { readonly owner: string; readonly whole: boolean }>;
  readonly shared: Map<string, { readonly owner: string; readonly document: Json }>;
  /** Claim key → the request of this batch that gives it up. */
  readonly releasing: ReadonlyMap<string, ClaimRequest>;
}

/** One request, and what it would make of the tree. */
export class Attempt {
  readonly request: ClaimRequest;
  readonly batch: Batch;
  readonly tree: PlannedTree;
  readonly refusals: Refusal[] = [];
  readonly undecided = new Set<string>();
  /** Whether other requests may clear what is in the way. */
  mayPass = true;

  constructor(request: ClaimRequest, batch: Batch, tree: PlannedTree) {
    this.request = request;
    this.batch = batch;
    this.tree = tree;
  }

  refuse(code: Refusal["code"], path: string, sentence: string, remedy: string): void {
    if (code !== "guard-failed") this.mayPass = false;
    this.refusals.push({ code, path, message: `${sentence}\n${remedy}` });
  }

  /** Another owner of the run that wants a claim, or has it. */
  rivalFor(key: string): string | undefined {
    const holder = this.batch.keys.get(key);
    if (holder !== undefined && holder !== this.request.owner) return holder;
    const wanting = this.batch.circumstances.wanted.get(key) ?? [];
    for (const owner of wanting) if (owner !== this.request.owner) return owner;
    return undefined;
  }

  /** The commit that last touched a path; undefined: not known yet, so this attempt decides nothing. */
  lastChange(path: string): LastChange | null | undefined {
    const change = this.batch.circumstances.lastChanges.get(path);
    if (change === undefined) this.undecided.add(path);
    return change;
  }

  /** Writes a file that may be new. */
  write(path: string, text: string): void {
    if (this.tree.has(path) || this.fits(path)) this.tree.write(path, text);
  }

  private fits(path: string): boolean {
    const file = foldersOf(path).find((folder) => this.tree.has(folder));
    if (file === undefined && !this.tree.hasFolder(path)) return true;
    const [obstacle, kind] = file === undefined ? [path, "folder"] : [file, "file"];
    const message = `The file ${path} cannot be created, because ${foreignText(obstacle)} is a ${kind}.\nMove or remove it and run again.`;
    this.refusals.push({ code: "claim-conflict", path, message });
    return false;
  }
}
