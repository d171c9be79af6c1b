import { setTimeout as sleep } from "node:timers/promises";
import { foreignText } from "../../claims/foreign-text";
import { isNautesError, NautesError } from "../../errors";
import { Doubtful } from "../../gitlab/api";
import type { GitlabClient } from "../../gitlab/client";
import { GitlabRefusal } from "../../gitlab/failures";
import type { OpenGitlab } from "../../gitlab/open-gitlab";
import type { CommitId } from "../config-repo";

/** Tries until GitLab knows of a branch that was just pushed, and milliseconds between them. */
const pending = { tries: 20, pauseMs: 500 };

/** A merge request as it stands. */
export interface MergeRequest {
  readonly iid: number;
  readonly state: "opened" | "merged" | "closed";
  readonly url: string;
  readonly title: string;
  readonly description: string;
  /** The head of its branch. */
  readonly sha: CommitId;
  /** GitLab's `detailed_merge_status`: what it still waits for. */
  readonly status: string;
  /** Who closed it. */
  readonly closedBy: string | undefined;
}

/** What a new merge request is given. */
export interface NewRequest {
  readonly title: string;
  readonly description: string;
  readonly labels: readonly string[];
  /** Numbers of users. */
  readonly assigneeIds: readonly number[];
  readonly removeSourceBranch: boolean;
}

/** The merge requests from one branch into another. */
export interface Route {
  readonly gitlab: OpenGitlab;
  /** Full path of the project. */
  readonly project: string;
  readonly source: string;
  readonly target: string;
}

/** What is asked of GitLab about the merge requests of a {@link Route}; not the commits. */
export class MergeRequests {
  readonly route: Route;

  constructor(route: Route) {
    this.route = route;
  }

  /** The open one, else the newest; undefined: there was none yet. @throws repository-not-found */
  async newest(signal?: AbortSignal): Promise<MergeRequest | undefined> {
    const { project, source, target } = this.route;
    const found = await this.#client(signal)
      .mergeRequests.all({
        projectId: project,
        sourceBranch: source,
        targetBranch: target,
        perPage: 20,
        maxPages: 1,
      })
      .catch(hidden);
    const own = found.filter((one) => one.source_project_id === one.target_project_id);
    const shown = (own as readonly unknown[] as readonly Shown[]).map(read);
    return shown.find(({ state }) => state === "opened") ?? shown[0];
  }

  /** An open one from the branch into another target; undefined: there is none. */
  async elsewhere(
    signal?: AbortSignal,
  ): Promise<(Pick<MergeRequest, "iid" | "url"> & { readonly target: string }) | undefined> {
    const { project, source, target } = this.route;
    const { mergeRequests } = this.#client(signal);
    const asked = { projectId: project, sourceBranch: source, state: "opened" as const };
    const found = await mergeRequests.all(asked).catch(hidden);
    const other = found.find(
      ({ source_project_id: from, target_project_id: into, target_branch: branch }) =>
        from === into && branch !== target,
    );
    return other && { iid: other.iid, url: other.web_url, target: other.target_branch };
  }

  /** One as it is now; its list does not tell all that it waits for. @throws repository-not-found */
  async show({ iid }: MergeRequest, signal?: AbortSignal): Promise<MergeRequest> {
    const { mergeRequests } = this.#client(signal);
    return read(await mergeRequests.show(this.route.project, iid).catch(hidden));
  }

  /** Opens one; if somebody else did meanwhile, that one. The branch may have to be waited for. */
  async open(wanted: NewRequest, signal?: AbortSignal): Promise<MergeRequest> {
    const { project, source, target } = this.route;
    const client = this.#client(signal);
    const { title, description, assigneeIds, labels, removeSourceBranch } = wanted;
    const options = {
      description,
      removeSourceBranch,
      squash: false,
      ...(labels.length === 0 ? {} : { labels: labels.join(",") }),
      ...(assigneeIds.length === 0 ? {} : { assigneeIds: [...assigneeIds] }),
    };
    for (let count = 1; ; count += 1) {
      try {
        return read(await client.mergeRequests.create(project, source, target, title, options));
      } catch (error) {
        if (!isPassing(error)) throw error;
        const found = await this.newest(signal);
        if (found?.state === "opened") return found;
        if (!(error instanceof GitlabRefusal) || count >= pending.tries) throw error;
        await sleep(pending.pauseMs);
      }
    }
  }

  /** Changes title and description, adds labels, closes it if asked to and it is open; answers what it is then. */
  async change(
    { iid }: MergeRequest,
    wanted: Pick<NewRequest, "title" | "description" | "labels"> & { readonly close: boolean },
    signal?: AbortSignal,
  ): Promise<MergeRequest> {
    const { title, description, labels, close } = wanted;
    const changed = await this.#client(signal).mergeRequests.edit(this.route.project, iid, {
      title,
      description,
      ...(labels.length === 0 ? {} : { addLabels: labels.join(",") }),
      ...(close ? { stateEvent: "close" as const } : {}),
    });
    return read(changed);
  }

  /** The numbers of users, by their names. @throws invalid-configuration */
  async people(names: readonly string[], signal?: AbortSignal): Promise<number[]> {
    const client = this.#client(signal);
    return Promise.all(
      names.map(async (username) => {
        const [user] = await client.users.all({ username });
        if (user !== undefined) return user.id;
        const sentence = `GitLab has no user ${foreignText(username)} to assign merge requests to.`;
        throw new NautesError("invalid-configuration", sentence, {
          at: "mergeRequest.assignees",
          remedy: "Correct nautes:mergeRequest.assignees: user names, without `@`.",
        });
      }),
    );
  }

  /** The newest common commit of two; undefined: they have none. */
  async mergeBase(
    one: CommitId,
    other: CommitId,
    signal?: AbortSignal,
  ): Promise<CommitId | undefined> {
    const { repositories } = this.#client(signal);
    const found = await repositories.mergeBase(this.route.project, [one, other]).catch(absent);
    return found?.id;
  }

  /** The newest commit of the source branch, with its message and author; undefined: there is no such branch. */
  async branch(
    signal?: AbortSignal,
  ): Promise<{ id: CommitId; message: string; author: string } | undefined> {
    const { project, source } = this.route;
    const found = await this.#client(signal).branches.show(project, source).catch(absent);
    if (found === undefined) return undefined;
    const { id, message, author_name: name } = found.commit as Head;
    return { id, message, author: name };
  }

  #client(signal: AbortSignal | undefined): GitlabClient {
    return clientOf(this.route, signal);
  }
}

/** GitLab's API for one question or change. */
export function clientOf(
  { gitlab }: Route,
  signal: AbortSignal = new AbortController().signal,
): GitlabClient {
  const deadline = Date.now() + gitlab.api.timeouts.operation;
  return gitlab.client({ signal, deadline, setting: "timeouts.operation" });
}

interface Head {
  readonly id: string;
  readonly message: string;
  readonly author_name: string;
}

interface Shown {
  readonly iid: number;
  readonly state: string;
  readonly web_url: string;
  readonly title: string;
  readonly description: string | null;
  readonly sha: string;
  readonly detailed_merge_status?: string;
  readonly merge_status?: string;
  readonly closed_by?: { readonly username: string } | null;
}

function read(found: unknown): MergeRequest {
  const shown = found as Shown;
  const { iid, state, title, description, sha } = shown;
  return {
    iid,
    // `locked` is one that is being merged.
    state: state === "merged" || state === "closed" ? state : "opened",
    url: shown.web_url,
    title,
    description: description ?? "",
    sha,
    status: shown.detailed_merge_status ?? shown.merge_status ?? "",
    closedBy: shown.closed_by?.username,
  };
}

/** It may be open already, or GitLab may not know of the branch yet. */
function isPassing(error: unknown): boolean {
  if (error instanceof Doubtful) return true;
  if (!(error instanceof GitlabRefusal)) return false;
  return error.status === 409 || (error.status === 400 && error.words.includes("source_branch"));
}

function absent(error: unknown): undefined {
  if (isNautesError(error, "not-found")) return undefined;
  throw error;
}

/** GitLab says "not found" of a project that the token may not see. */
function hidden(error: unknown): never {
  if (!isNautesError(error, "not-found")) throw error;
  const [sentence = "", ...rest] = error.message.split("\n");
  throw new NautesError("repository-not-found", sentence, {
    remedy: rest.join("\n"),
    cause: error,
  });
}
