import { isBy, stackTrailer } from "../../claims/origin";
import type { LastChange } from "../../claims/request";
import { isNautesError } from "../../errors";
import type { CommitId } from "../config-repo";
import { trailersOf } from "../trailers";
import { clientOf, type Route } from "./requests";

type Trailers = LastChange["trailers"];

/**
 * What GitLab made one commit of when it merged: its usual message is the title alone, without the trailers by which
 * a stack knows its own work.
 */
export class Squashes {
  readonly #route: Route;
  readonly #stack: string;
  readonly #known = new Map<CommitId, Promise<Trailers | undefined>>();

  /** `stack`: `project/stack` */
  constructor(route: Route, stack: string) {
    this.#route = route;
    this.#stack = stack;
  }

  /** The change with the trailers of the commits that were squashed in it, if this stack made each of them. */
  async told(change: LastChange, signal?: AbortSignal): Promise<LastChange> {
    const { commit, trailers } = change;
    if (trailers.has(stackTrailer)) return change;
    const asked = this.#known.get(commit) ?? this.#squashedIn(commit, signal);
    this.#known.set(commit, asked);
    asked.catch(() => this.#known.delete(commit));
    return { ...change, trailers: (await asked) ?? trailers };
  }

  async #squashedIn(commit: CommitId, signal?: AbortSignal): Promise<Trailers | undefined> {
    const { project } = this.#route;
    const { commits, mergeRequests } = clientOf(this.#route, signal);
    try {
      const found = await commits.allMergeRequests(project, commit);
      const request = found.find(({ squash_commit_sha: squash }) => squash === commit);
      if (request === undefined) return undefined;
      const squashed = await mergeRequests.allCommits(project, request.iid);
      return this.#joined(squashed.map(({ message }) => trailersOf(message)));
    } catch (error) {
      if (isNautesError(error, "not-found")) return undefined;
      throw error;
    }
  }

  /** Undefined: somebody else committed, too, and nothing says which of the files. */
  #joined(all: readonly Trailers[]): Trailers | undefined {
    const joined = new Map<string, readonly string[]>();
    for (const trailers of all) {
      if (!isBy(trailers, this.#stack)) return undefined;
      for (const [key, values] of trailers) {
        joined.set(key, [...new Set([...(joined.get(key) ?? []), ...values])]);
      }
    }
    return joined;
  }
}
