import type { BranchSchema } from "@gitbeaker/rest";
import { NautesError } from "../../errors";
import type { GitlabApi } from "../../gitlab/api";
import type { GitlabClient } from "../../gitlab/client";
import { GitlabRefusal } from "../../gitlab/failures";
import type { OpenGitlab } from "../../gitlab/open-gitlab";
import type { Bounds } from "../../http/retry";
import type { CommitId } from "../config-repo";

/** One branch of one project, and how to reach it for one operation. */
export interface Place {
  readonly api: GitlabApi;
  readonly client: GitlabClient;
  readonly bounds: Bounds;
  /** Full path. */
  readonly project: string;
  readonly branch: string;
}

type Commit = BranchSchema["commit"];

/** What {@link Place}s are made of. */
export interface Site {
  readonly gitlab: OpenGitlab;
  readonly project: string;
  readonly branch: string;
}

/** For one operation of `leastMs` or, if that is more, of as long as the configuration says. */
export function placeFor(
  { gitlab, project, branch }: Site,
  signal?: AbortSignal,
  leastMs = 0,
): Place {
  const bounds = {
    signal: signal ?? new AbortController().signal,
    deadline: Date.now() + Math.max(leastMs, gitlab.api.timeouts.operation),
    setting: "timeouts.operation",
  };
  return { api: gitlab.api, client: gitlab.client(bounds), bounds, project, branch };
}

/** The branch's newest commit. @throws repository-not-found, branch-not-found, repository-empty, what the API throws */
export async function headOf(place: Place): Promise<CommitId> {
  return (await showHead(place)).id;
}

/** The branch's newest commit, as the API describes it. @throws what {@link headOf} throws */
export async function showHead(place: Place): Promise<Commit> {
  try {
    return (await place.client.branches.show(place.project, place.branch)).commit;
  } catch (error) {
    throw isNotFound(error) ? await reasonOf(place) : error;
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof GitlabRefusal && error.status === 404;
}

/** Why there is no such branch. */
async function reasonOf({ client, api, project, branch }: Place): Promise<unknown> {
  const at = `${api.settings.url}/${project}`;
  try {
    const { empty_repo: isEmpty } = await client.projects.show(project);
    if (isEmpty) {
      return new NautesError("repository-empty", `The repository ${at} is empty.`, {
        at,
        remedy: `Make a first commit on the branch ${branch}, such as a README.`,
      });
    }
    const found = await client.branches.all(project, { perPage: 11, maxPages: 1 });
    const names = found.slice(0, 10).map(({ name }) => name);
    const some = names.join(", ") + (found.length > 10 ? ", …" : "");
    return new NautesError("branch-not-found", `The repository ${at} has no branch ${branch}.`, {
      at: "branch",
      remedy: `Set \`branch\` to one that it has (${some}), or make that branch.`,
    });
  } catch (error) {
    if (!isNotFound(error)) return error;
    return new NautesError(
      "repository-not-found",
      `There is no repository at ${at}, or the token may not see it.`,
      { at, remedy: "Check `repository` and `gitlab.url`, and that the token's user is a member." },
    );
  }
}
