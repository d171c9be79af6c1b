import { commitShape, type Fact } from "./fact";
import type { Place } from "./place";

function commits(at: Place): string {
  return `/projects/${at.id}/repository/commits`;
}

/** A POST of actions to a branch. */
function post(
  says: string,
  actions: readonly object[] | ((at: Place) => readonly object[]),
  rest: Partial<Fact> & { readonly status: number; readonly with?: (at: Place) => object },
): Fact {
  const { with: more, ...fact } = rest;
  return {
    says,
    method: "POST",
    path: commits,
    body: (at) => ({
      branch: "main",
      commit_message: says,
      actions: typeof actions === "function" ? actions(at) : actions,
      ...more?.(at),
    }),
    ...fact,
  };
}

const update = { action: "update", file_path: "changed.yaml", content: "changed: 3\n" };
const create = { action: "create", file_path: "same.yaml", content: "" };

/** The commits API; what succeeds goes to branches of its own, so that the order does not matter. */
export const commitFacts: readonly Fact[] = [
  post("actions become one commit", [{ ...create, file_path: "new.yaml" }, update], {
    with: () => ({ branch: "one-commit", start_branch: "main" }),
    status: 201,
    answer: (at) => ({
      ...commitShape,
      parent_ids: [at.head],
      stats: { additions: 1, deletions: 1, total: 2 },
      status: null,
      project_id: at.id,
    }),
  }),
  post("a file that exists is not created", [create], {
    status: 400,
    message: /^A file with this name already exists/,
  }),
  post("a file that is absent is not updated", [{ ...update, file_path: "absent.yaml" }], {
    status: 400,
    message: /^A file with this name doesn't exist/,
  }),
  post("a file that is absent is not deleted", [{ action: "delete", file_path: "absent.yaml" }], {
    status: 400,
    message: /^A file with this name doesn't exist/,
  }),
  post("a folder in the way is said", [{ ...create, file_path: "folder" }], {
    status: 400,
    message: /^A directory with this name already exists/,
  }),
  post("a path must not leave the tree", [{ ...create, file_path: "../x" }], {
    status: 400,
    message: /^Path cannot include directory traversal/,
  }),
  post("a path must not be empty", [{ ...create, file_path: "" }], {
    status: 400,
    message: /^You must provide a file path/,
  }),
  post("a path into .git is invalid", [{ ...create, file_path: ".git/config" }], {
    status: 400,
    message: /^invalid path/,
  }),
  post(
    "a last commit that is stale is refused",
    (at) => [{ ...update, last_commit_id: at.older }],
    {
      status: 400,
      message: "The file has changed since you started editing it: changed.yaml",
    },
  ),
  post(
    "any commit since which the file did not change will do as its last",
    (at) => [{ action: "update", file_path: "same.yaml", content: "2", last_commit_id: at.head }],
    { with: (at) => ({ branch: "any-commit", start_sha: at.head }), status: 201 },
  ),
  post("without a last commit the update wins", [update], {
    with: () => ({ branch: "no-guard", start_branch: "main" }),
    status: 201,
  }),
  post("an unknown branch is none to be on", [update], {
    with: () => ({ branch: "absent" }),
    status: 400,
    message: "You can only create or edit files when you are on a branch",
  }),
  post("a branch that exists is not started", [update], {
    with: (at) => ({ start_sha: at.head }),
    status: 400,
    message:
      "A branch called 'main' already exists. Switch to that branch in order to make changes",
  }),
  post("an unknown start is said", [update], {
    with: () => ({ branch: "other", start_sha: "0123456789".repeat(4) }),
    status: 400,
    message: `Cannot find start_sha '${"0123456789".repeat(4)}'`,
  }),
  {
    says: "bad JSON is said",
    method: "POST",
    path: commits,
    body: () => "{",
    status: 400,
    answer: () => ({ message: "Invalid json", error: "Invalid json" }),
  },
];

function fileAt(path: string) {
  return (at: Place) => `/projects/${at.id}/repository/files/${encodeURIComponent(path)}`;
}

/** Files one by one, branches, protection, members, merge requests. */
export const otherWritingFacts: readonly Fact[] = [
  {
    says: "a created file is answered by path and branch",
    method: "POST",
    path: fileAt("single.yaml"),
    body: () => ({
      branch: "single",
      start_branch: "main",
      content: "1",
      commit_message: "Create one",
    }),
    status: 201,
    answer: () => ({ file_path: "single.yaml", branch: "single" }),
  },
  {
    says: "an update of a changed file is refused",
    method: "PUT",
    path: fileAt("changed.yaml"),
    body: (at) => ({
      branch: "main",
      content: "1",
      commit_message: "Update one",
      last_commit_id: at.older,
    }),
    status: 400,
    message: "You are attempting to update a file that has changed since you started editing it.",
  },
  {
    says: "a deletion of a changed file is refused",
    method: "DELETE",
    path: fileAt("changed.yaml"),
    body: (at) => ({ branch: "main", commit_message: "Delete one", last_commit_id: at.older }),
    status: 400,
    message: "You are attempting to delete a file that has been previously updated.",
  },
  {
    says: "a branch is made",
    method: "POST",
    path: (at) => `/projects/${at.id}/repository/branches`,
    body: () => ({ branch: "made", ref: "main" }),
    status: 201,
    answer: () => ({ name: "made", commit: commitShape, can_push: true, default: false }),
  },
  {
    says: "a branch that exists is not made",
    method: "POST",
    path: (at) => `/projects/${at.id}/repository/branches`,
    body: () => ({ branch: "main", ref: "main" }),
    status: 400,
    message: "Branch already exists",
  },
  {
    says: "a branch is not protected twice",
    method: "POST",
    path: (at) => `/projects/${at.id}/protected_branches`,
    body: () => ({ name: "main" }),
    status: 409,
    message: "Protected branch 'main' already exists",
  },
  {
    says: "protection tells who may push",
    path: (at) => `/projects/${at.id}/protected_branches/main`,
    status: 200,
    answer: () => ({
      name: "main",
      push_access_levels: [{ access_level: 40, access_level_description: "Maintainers" }],
      merge_access_levels: [{ access_level: 40 }],
      allow_force_push: false,
    }),
  },
  {
    says: "a user that does not exist is no member",
    method: "POST",
    path: (at) => `/projects/${at.id}/members`,
    body: () => ({ user_id: 999_999_999, access_level: 30 }),
    status: 404,
    message: "404 User Not Found",
  },
  {
    says: "a merge request needs two branches",
    method: "POST",
    path: (at) => `/projects/${at.id}/merge_requests`,
    body: () => ({ source_branch: "main", target_branch: "main", title: "None" }),
    status: 422,
  },
  {
    says: "a merge request needs a source that is there",
    method: "POST",
    path: (at) => `/projects/${at.id}/merge_requests`,
    body: () => ({ source_branch: "absent", target_branch: "main", title: "None" }),
    status: 400,
    answer: () => ({ message: { source_branch: ["does not exist"] } }),
  },
];
