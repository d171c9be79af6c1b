import {
  Branches,
  Commits,
  Groups,
  MergeRequests,
  PersonalAccessTokens,
  ProjectMembers,
  ProjectPushRules,
  Projects,
  ProtectedBranches,
  Repositories,
  Users,
} from "@gitbeaker/rest";
import type { Bounds } from "../http/retry";
import type { GitlabApi, Method, Question } from "./api";

/** GitLab's API by its resources, for one operation. */
export type GitlabClient = ReturnType<typeof clientFor>;

/**
 * Gitbeaker's resources on our own requester: its own prints the token in its errors, repeats writes blindly and knows
 * neither `Retry-After` nor a caller that gives up. It is never given the token.
 */
export function clientFor(api: GitlabApi, bounds: Bounds) {
  const options = {
    host: api.settings.url,
    queryTimeout: null,
    requesterFn: ({ url }: { readonly url: string }) => requester(api, bounds, url),
  };
  return {
    branches: new Branches(options),
    commits: new Commits(options),
    groups: new Groups(options),
    members: new ProjectMembers(options),
    mergeRequests: new MergeRequests(options),
    projects: new Projects(options),
    protectedBranches: new ProtectedBranches(options),
    pushRules: new ProjectPushRules(options),
    repositories: new Repositories(options),
    tokens: new PersonalAccessTokens(options),
    users: new Users(options),
  };
}

type Requester = ReturnType<
  NonNullable<NonNullable<ConstructorParameters<typeof Branches>[0]>["requesterFn"]>
>;

/** What a resource of gitbeaker's asks with; some have a part of the path in their URL. */
function requester(api: GitlabApi, bounds: Bounds, url: string): Requester {
  const prefix = url.slice(`${api.settings.url}/api/v4/`.length);
  const below = prefix === "" ? "" : `${prefix}/`;
  return {
    get: by("GET"),
    post: by("POST"),
    put: by("PUT"),
    patch: by("PATCH"),
    delete: by("DELETE"),
  };

  function by(method: Method): Requester["get"] {
    return (async (endpoint: string, { searchParams, body }: Given = {}) =>
      api.ask(
        { method, endpoint: below + endpoint, query: searchParams, body },
        bounds,
      )) as Requester["get"];
  }
}

type Given = Pick<Question, "body"> & { readonly searchParams?: Question["query"] };
