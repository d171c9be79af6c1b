import { blobId } from "../../claims/blob-id";
import type { BlobId, FileChange } from "../../claims/request";
import { joinMessage } from "../../claims/commit-message";
import { nothingToCommit } from "../changes";
import { isNautesError } from "../../errors";
import type { Aftermath, CommitId, ConfigRepo } from "../config-repo";
import { Bookkeeper } from "./bookkeeper";
import { placeOfCommit } from "./leftover";
import { headOf, look, staleView, type View } from "./look";
import type { MergeRequestRepoOptions } from "./options";
import type { MergeRequest } from "./requests";
import { Squashes } from "./squashes";
import { toldCommit } from "./told";
import { Views } from "./views";

/** A merge request, and whether its description tells of all that it holds. */
export interface StandingRequest extends MergeRequest {
  readonly isTold: boolean;
}

/**
 * A branch that is written by merge requests: it reads as the branch with our open merge request on top, and a commit
 * goes to the merge request's branch. The branch itself is never written.
 */
export class MergeRequestRepo implements ConfigRepo {
  /** Of runs that pushed, and could not have their merge request tell it. */
  readonly aftermath: Aftermath;
  readonly #options: MergeRequestRepoOptions;
  readonly #books: Bookkeeper;
  readonly #views = new Views();
  readonly #bases = new Map<string, Promise<CommitId | undefined>>();
  readonly #squashes: Squashes;
  #newest: MergeRequest | undefined;

  constructor(options: MergeRequestRepoOptions) {
    this.#options = options;
    this.#squashes = new Squashes(options.requests.route, options.stack);
    this.#books = new Bookkeeper(options);
    this.aftermath = {
      find: (commit, signal) => this.#books.untold(this.#views.at(commit), signal),
      mend: async (commit, signal) => {
        await this.#catchUp(this.#views.at(commit), signal);
        return false;
      },
    };
  }

  /** The merge request as it was last looked at: the open one, else the newest. */
  get newest(): MergeRequest | undefined {
    return this.#newest;
  }

  /** The branch that merge requests come from. */
  get source(): string {
    return this.#options.requests.route.source;
  }

  /** The merge request as it stands: the open one, else the newest; undefined: there was none. */
  async standing(signal?: AbortSignal): Promise<StandingRequest | undefined> {
    const { requests, source } = this.#options;
    const newest = await requests.newest(signal);
    this.#options.looked(newest);
    if (newest?.state !== "opened") return newest && { ...newest, isTold: true };
    const shown = await requests.show(newest, signal);
    const told = toldCommit(shown.description);
    // GitLab's API hears of a push later than git does.
    const isTold = told === shown.sha || told === (await headOf(source, signal));
    return { ...shown, isTold };
  }

  async head(signal?: AbortSignal): Promise<CommitId> {
    return (await this.#look(signal)).id;
  }

  async tree(
    commit: CommitId,
    folder?: string,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, BlobId>> {
    const { own, target } = this.#views.at(commit);
    if (own === undefined) return this.#repoOf(commit).tree(commit, folder, signal);
    const below = folder === undefined || folder === "" ? "" : `${folder.replace(/\/+$/, "")}/`;
    const tree = new Map(await this.#options.target.tree(target, folder, signal));
    for (const [path, text] of own) {
      if (!path.startsWith(below)) continue;
      if (text === null) tree.delete(path);
      else tree.set(path, blobId(text));
    }
    return tree;
  }

  async read(
    paths: Iterable<string>,
    commit: CommitId,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, string>> {
    const { own, target } = this.#views.at(commit);
    if (own === undefined) return this.#repoOf(commit).read(paths, commit, signal);
    const wanted = [...new Set(paths)];
    const others = wanted.filter((path) => !own.has(path));
    const texts = new Map(await this.#options.target.read(others, target, signal));
    for (const path of wanted) {
      const text = own.get(path);
      if (typeof text === "string") texts.set(path, text);
    }
    return texts;
  }

  async lastChange(
    path: string,
    commit: CommitId,
    signal?: AbortSignal,
  ): ReturnType<ConfigRepo["lastChange"]> {
    const { own, source, target } = this.#views.at(commit);
    const { source: ours, target: theirs } = this.#options;
    const found = await (own === undefined
      ? this.#repoOf(commit).lastChange(path, commit, signal)
      : own.has(path)
        ? ours.lastChange(path, source ?? target, signal)
        : theirs.lastChange(path, target, signal));
    return found && this.#squashes.told(found, signal);
  }

  /** Whether the branch or the open merge request has it. */
  async contains(commit: CommitId, head: CommitId, signal?: AbortSignal): Promise<boolean> {
    const { source, target } = this.#views.at(head);
    const { source: ours, target: theirs } = this.#options;
    if (source !== undefined && (await ours.contains(commit, source, signal))) return true;
    return theirs.contains(commit, target, signal);
  }

  async isSettled(commit: CommitId, signal?: AbortSignal): Promise<boolean> {
    const { target } = this.#options;
    return (await target.isSettled?.(this.#views.at(commit).target, signal)) ?? true;
  }

  /** Whether the view is one commit that every clone can have, and not two which nobody has joined yet. */
  isCommit(view: CommitId): boolean {
    return this.#views.at(view).own === undefined;
  }

  async commit(
    changes: readonly FileChange[],
    message: string,
    seen: CommitId,
    signal?: AbortSignal,
  ): Promise<CommitId> {
    const view = await this.#look(signal);
    if (view.id !== seen) throw staleView(this.#options.requests);
    if (changes.length === 0) throw nothingToCommit();
    if (view.own !== undefined) await this.#mustChange(changes, view);
    return this.#commitOn(view, changes, message, signal);
  }

  /** Has an open merge request tell what it holds. */
  async catchUp(signal?: AbortSignal): Promise<void> {
    await this.#unlessMoved(async () => this.#catchUp(await this.#look(signal), signal));
  }

  /** Brings an open merge request up to its target, if that moved, and has it tell what it holds. */
  async bringUp(signal?: AbortSignal): Promise<void> {
    const { requests, stack, message } = this.#options;
    const { source, target } = requests.route;
    const words = joinMessage(`Merge branch '${target}' into '${source}'`, stack, message);
    await this.#unlessMoved(async () => {
      const view = await this.#look(signal);
      if (view.own === undefined) await this.#catchUp(view, signal);
      else await this.#commitOn(view, [], words, signal);
    });
  }

  async #unlessMoved(mend: () => Promise<void>): Promise<void> {
    try {
      await mend();
    } catch (error) {
      // Somebody else moved it meanwhile: merged, most likely.
      if (!isNautesError(error, "stale-read")) throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#options.target.close(), this.#options.source.close()]);
  }

  async #catchUp(view: View, signal?: AbortSignal): Promise<void> {
    const told = await this.#books.catchUp(view, () => this.tree(view.id, undefined, signal));
    this.#newest = told ?? this.#newest;
  }

  async #commitOn(
    view: View,
    changes: readonly FileChange[],
    message: string,
    signal?: AbortSignal,
  ): Promise<CommitId> {
    const branches = this.#branches();
    const spot = await placeOfCommit(branches, view, this.#options.stack, signal);
    const give = await this.#books.prepared(view, signal);
    const named = new Set(changes.map(({ path }) => path));
    const kept = [...(view.own ?? [])].filter(([path]) => !named.has(path));
    const all = [...kept.map(([path, text]) => ({ path, text })), ...changes];
    const id = await this.#options.source.commitAt(spot, all, message, signal);
    this.#options.wrote();
    this.#views.remember({ ...view, id, source: id, own: undefined });
    this.#newest = await give(id, message);
    return id;
  }

  /** A join of two histories may leave every file as it is; a commit of ours on top of the view may not. */
  async #mustChange(changes: readonly FileChange[], { id }: View): Promise<void> {
    const tree = await this.tree(id);
    const effective = changes.some(
      ({ path, text }) => tree.get(path) !== (text === null ? undefined : blobId(text)),
    );
    if (!effective) throw nothingToCommit();
  }

  async #look(signal?: AbortSignal): Promise<View> {
    const view = await look(this.#branches(), signal);
    this.#newest = view.request;
    this.#views.remember(view);
    this.#options.looked(view.request);
    return view;
  }

  #branches(): Parameters<typeof look>[0] {
    return {
      ...this.#options,
      baseOf: (one, other, signal) => {
        if (one === other) return Promise.resolve(one);
        const key = `${one} ${other}`;
        const asked = this.#bases.get(key) ?? this.#options.requests.mergeBase(one, other, signal);
        this.#bases.set(key, asked);
        asked.catch(() => this.#bases.delete(key));
        return asked;
      },
    };
  }

  #repoOf(commit: CommitId): ConfigRepo {
    const { source, target } = this.#options;
    return this.#views.at(commit).source === commit ? source : target;
  }
}
