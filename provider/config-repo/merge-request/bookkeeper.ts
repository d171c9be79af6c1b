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
import { isNautesError } from "../../errors";
import type { CommitId } from "../config-repo";
import { trailersOf } from "../trailers";
import { changedPaths } from "./joined-files";
import { staleView, type View } from "./look";
import type { MergeRequestRepoOptions } from "./options";
import type { MergeRequest } from "./requests";

/**
 * Opens the merge request of a commit, or has the open one tell what it holds now.
 * @throws stale-read if that one was merged or closed before the commit came
 */
export type Give = (commit: CommitId, message: string) => Promise<MergeRequest>;

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

  async #opened(
    view: View,
    assigneeIds: readonly number[],
    commit: CommitId,
    message: string,
  ): Promise<MergeRequest> {
    const { requests, settings, tell } = this.#options;
    const deeds = deedsIn(trailersOf(message));
    const made = await requests.open({
      title: titleOf(settings, deeds),
      description: descriptionOf(settings, deeds, await this.#files(view, commit)),
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

  /** The commit is made: that its merge request tells of an older one must not fail it. */
  async #changed(
    view: View,
    request: MergeRequest,
    commit: CommitId,
    message: string,
  ): Promise<MergeRequest> {
    const { requests, settings, tell } = this.#options;
    try {
      const before = deedsOf(request.description);
      const deeds = mergedDeeds(before, deedsIn(trailersOf(message)));
      const files = await this.#files(view, commit);
      const titles = [titleOf(settings, before), titleOf(settings, deeds)] as const;
      const isEmpty = files.length === 0;
      const changed = await requests.change(request, {
        title: deeds.length === 0 ? request.title : newTitle(request.title, ...titles),
        description: descriptionOf(settings, deeds, files, request.description),
        labels: settings.labels,
        close: isEmpty,
      });
      if (changed.state === (isEmpty ? "closed" : "opened")) return changed;
      throw staleView(requests);
    } catch (error) {
      if (!isNautesError(error) || error.code === "stale-read") throw error;
      const [why = ""] = error.message.split("\n");
      tell.warn(`The merge request !${request.iid} holds the change, but does not tell it: ${why}`);
      return request;
    }
  }

  async #files({ target }: View, commit: CommitId): Promise<ChangedFile[]> {
    const [before, after] = await Promise.all([
      this.#options.target.tree(target),
      this.#options.source.tree(commit),
    ]);
    return changedPaths(before, after).map((path) => ({
      path,
      kind: !before.has(path) ? "new" : after.has(path) ? "changed" : "deleted",
    }));
  }
}
