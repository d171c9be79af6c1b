import type { Deed } from "../../claims/commit-message";
import {
  deedsIn,
  deedsOf,
  descriptionOf,
  isEmptied,
  mergedDeeds,
  newTitle,
  titleOf,
  type ChangedFile,
} from "../../claims/merge-request-text";
import type { BlobId } from "../../claims/request";
import { isNautesError } from "../../errors";
import type { CommitId } from "../config-repo";
import { trailersOf } from "../trailers";
import { changedPaths } from "./joined-files";
import { staleView, type View } from "./look";
import { messagesBetween } from "./messages";
import type { MergeRequestRepoOptions } from "./options";
import type { MergeRequest } from "./requests";
import { toldCommit, toldUpTo } from "./told";

/**
 * Opens the merge request of a commit, or has the open one tell what it holds now.
 * @throws stale-read if that one was merged or closed before the commit came; what GitLab refuses
 */
export type Give = (commit: CommitId, message: string) => Promise<MergeRequest>;

type Tree = ReadonlyMap<string, BlobId>;

/** Keeps merge requests as what they hold: opened, worded, closed when nothing is left in them. */
export class Bookkeeper {
  readonly #options: MergeRequestRepoOptions;

  constructor(options: MergeRequestRepoOptions) {
    this.#options = options;
  }

  /** Finds out before anything is written what a new one is to be given. @throws invalid-configuration */
  async prepared(view: View, signal?: AbortSignal): Promise<Give> {
    const { requests, settings } = this.#options;
    const { request, source } = view;
    if (source !== undefined && request !== undefined) {
      return (commit, message) => this.#changed(view, request, commit, message);
    }
    const assigneeIds = await requests.people(settings.assignees, signal);
    return (commit, message) => this.#opened(view, assigneeIds, commit, message);
  }

  /**
   * Has the open one tell what a run that was cut off pushed without telling; `tree` has the files of the view.
   * Undefined: it tells all.
   * @throws stale-read if it was merged or closed meanwhile
   */
  async catchUp(view: View, tree: () => Promise<Tree>): Promise<MergeRequest | undefined> {
    const { request, source } = view;
    if (request === undefined || source === undefined || isTold(view)) return undefined;
    const deeds = await this.#deedsUpTo(view, source);
    return this.#tell(request, {
      commit: source,
      deeds,
      files: await this.#files(view, await tree()),
    });
  }

  /** The paths that were changed since the open one last told what it holds. */
  async untold(view: View, signal?: AbortSignal): Promise<ReadonlySet<string>> {
    const { request, source, target } = view;
    if (request === undefined || source === undefined || isTold(view)) return new Set();
    const repo = this.#options.source;
    const since = toldCommit(request.description) ?? target;
    const before = await repo.tree(since, undefined, signal).catch((error: unknown) => {
      // The branch was rebased.
      if (isNautesError(error, "not-found")) return repo.tree(target, undefined, signal);
      throw error;
    });
    return new Set(changedPaths(before, await repo.tree(source, undefined, signal)));
  }

  async #opened(
    view: View,
    assigneeIds: readonly number[],
    commit: CommitId,
    message: string,
  ): Promise<MergeRequest> {
    const { requests, settings, tell } = this.#options;
    const deeds = deedsIn(trailersOf(message));
    const files = await this.#files(view, await this.#options.source.tree(commit));
    const made = await requests.open({
      title: titleOf(settings, deeds),
      description: toldUpTo(descriptionOf(settings, deeds, files), commit),
      labels: settings.labels,
      assigneeIds,
      removeSourceBranch: settings.removeSourceBranch,
    });
    const old = view.request;
    const refused = old?.state === "closed" && !isEmptied(old.description);
    const before = refused ? `, in place of !${old.iid}, which was closed` : "";
    tell.info(`The merge request !${made.iid} is open${before}: ${made.url}`);
    return made;
  }

  async #changed(
    view: View,
    request: MergeRequest,
    commit: CommitId,
    message: string,
  ): Promise<MergeRequest> {
    const deeds = isTold(view)
      ? mergedDeeds(deedsOf(request.description), deedsIn(trailersOf(message)))
      : await this.#deedsUpTo(view, commit);
    const files = await this.#files(view, await this.#options.source.tree(commit));
    return this.#tell(request, { commit, deeds, files });
  }

  async #tell(request: MergeRequest, { commit, deeds, files }: Told): Promise<MergeRequest> {
    const { requests, settings } = this.#options;
    const titles = [deedsOf(request.description), deeds].map((some) => titleOf(settings, some));
    const [old = "", now = ""] = titles;
    const isEmpty = files.length === 0;
    const changed = await requests.change(request, {
      title: deeds.length === 0 ? request.title : newTitle(request.title, old, now),
      description: toldUpTo(descriptionOf(settings, deeds, files, request.description), commit),
      labels: settings.labels,
      close: isEmpty,
    });
    if (changed.state !== (isEmpty ? "closed" : "opened")) throw staleView(requests);
    return changed;
  }

  /** What the commits do that the merge request has on top of its target. */
  async #deedsUpTo({ target }: View, commit: CommitId): Promise<Deed[]> {
    const messages = await messagesBetween(this.#options.requests.route, target, commit);
    return messages
      .map((message) => deedsIn(trailersOf(message)))
      .reduce<Deed[]>((before, later) => mergedDeeds(before, later), []);
  }

  async #files({ target }: View, after: Tree): Promise<ChangedFile[]> {
    const before = await this.#options.target.tree(target);
    return changedPaths(before, after).map((path) => ({
      path,
      kind: !before.has(path) ? "new" : after.has(path) ? "changed" : "deleted",
    }));
  }
}

interface Told {
  readonly commit: CommitId;
  readonly deeds: readonly Deed[];
  readonly files: readonly ChangedFile[];
}

function isTold({ request, source }: View): boolean {
  return request !== undefined && toldCommit(request.description) === source;
}
