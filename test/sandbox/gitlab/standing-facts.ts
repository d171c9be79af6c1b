import type { Fact } from "./fact";
import type { Place } from "./place";

function commit(branch: string) {
  return () => ({
    branch,
    commit_message: "Try",
    actions: [{ action: "create", file_path: "try.yaml", content: "" }],
  });
}

function commits(at: Place): string {
  return `/projects/${at.id}/repository/commits`;
}

/** What needs users and tokens that only the stand-in has. */
export const standingFacts: readonly Fact[] = [
  {
    says: "a private project is 404 for a stranger",
    as: "stranger",
    path: (at) => `/projects/${at.encodedPath}`,
    status: 404,
    message: "404 Project Not Found",
  },
  {
    says: "a stranger's commit is 404, too",
    as: "stranger",
    method: "POST",
    path: commits,
    body: commit("main"),
    status: 404,
    message: "404 Project Not Found",
  },
  {
    says: "a revoked token is said",
    as: "revoked",
    path: "/user",
    status: 401,
    answer: () => ({
      error: "invalid_token",
      error_description: "Token was revoked. You have to re-authorize from the user.",
    }),
  },
  {
    says: "an expired token is said",
    as: "expired",
    path: "/user",
    status: 401,
    answer: () => ({
      error: "invalid_token",
      error_description: "Token is expired. You can either do re-authorization or token refresh.",
    }),
  },
  { says: "read_api reads", as: "reader", path: commits, status: 200 },
  {
    says: "read_api does not write",
    as: "reader",
    method: "POST",
    path: commits,
    body: commit("main"),
    status: 403,
    answer: () => ({
      error: "insufficient_scope",
      error_description:
        "The request requires higher privileges than provided by the access token.",
      scope: "api",
    }),
  },
  {
    says: "a developer does not commit to a branch that is for maintainers",
    as: "developer",
    method: "POST",
    path: commits,
    body: commit("main"),
    status: 403,
    message: "403 Forbidden - You are not allowed to push into this branch",
  },
  {
    says: "nor through the files API, which says it otherwise",
    as: "developer",
    method: "POST",
    path: (at) => `/projects/${at.id}/repository/files/try.yaml`,
    body: () => ({ branch: "main", content: "", commit_message: "Try" }),
    status: 400,
    message: "You are not allowed to push into this branch",
  },
  {
    says: "a developer commits to a branch of their own",
    as: "developer",
    method: "POST",
    path: commits,
    body: () => ({ ...commit("own")(), start_branch: "main" }),
    status: 201,
  },
  {
    says: "a developer sees that they may not push to main",
    as: "developer",
    path: (at) => `/projects/${at.id}/repository/branches/main`,
    status: 200,
    answer: () => ({ protected: true, can_push: false }),
  },
  {
    says: "a reporter does not commit at all",
    as: "reporter",
    method: "POST",
    path: commits,
    body: () => ({ ...commit("reporters")(), start_branch: "main" }),
    status: 403,
    message: "403 Forbidden - You are not allowed to push into this branch",
  },
  {
    says: "a reporter does not write files at all",
    as: "reporter",
    method: "POST",
    path: (at) => `/projects/${at.id}/repository/files/try.yaml`,
    body: () => ({ branch: "x", content: "", commit_message: "Try" }),
    status: 403,
    message: "403 Forbidden",
  },
  {
    says: "a developer does not read the protection",
    as: "developer",
    path: (at) => `/projects/${at.id}/protected_branches`,
    status: 403,
    message: "403 Forbidden",
  },
  {
    says: "a member is not added twice",
    method: "POST",
    path: (at) => `/projects/${at.id}/members`,
    body: () => ({ user_id: 1, access_level: 30 }),
    status: 409,
    message: "Member already exists",
  },
  {
    says: "a commit needs a branch",
    method: "POST",
    path: commits,
    body: () => ({ commit_message: "x", actions: [] }),
    status: 400,
    message: "400 Bad request - branch is required",
  },
  {
    says: "a commit needs actions",
    method: "POST",
    path: commits,
    body: () => ({ branch: "main", commit_message: "x" }),
    status: 400,
    message: "400 Bad request - actions is required",
  },
  {
    says: "an action is one of five",
    method: "POST",
    path: commits,
    body: () => ({ branch: "main", commit_message: "x", actions: [{ action: "touch" }] }),
    status: 400,
    message:
      "400 Bad request - actions[0][action] must be one of: create, update, move, delete, chmod",
  },
  {
    says: "an update needs content",
    method: "POST",
    path: commits,
    body: () => ({
      branch: "main",
      commit_message: "x",
      actions: [{ action: "update", file_path: "a" }],
    }),
    status: 400,
    message: "400 Bad request - actions[0][content] is required for update action",
  },
  {
    says: "two starts exclude each other",
    method: "POST",
    path: commits,
    body: (at) => ({ ...commit("y")(), start_branch: "main", start_sha: at.head }),
    status: 400,
    message: "400 Bad request - start_branch, start_sha are mutually exclusive",
  },
  {
    says: "a project without push rules answers null",
    path: (at) => `/projects/${at.id}/push_rule`,
    status: 200,
    answer: () => null,
  },
];
