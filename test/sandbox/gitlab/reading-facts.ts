import { commitShape, id, number, string, type Fact } from "./fact";
import type { Place } from "./place";

function file(path: string, query = "?ref=main"): (at: Place) => string {
  return (at) => `/projects/${at.id}/repository/files/${encodeURIComponent(path)}${query}`;
}

function below(rest: string): (at: Place) => string {
  return (at) => `/projects/${at.id}${rest}`;
}

export const readingFacts: readonly Fact[] = [
  {
    says: "a project is found by number",
    path: below(""),
    status: 200,
    answer: (at) => ({
      id: at.id,
      path_with_namespace: decodeURIComponent(at.encodedPath),
      default_branch: "main",
      visibility: "private",
      archived: false,
      empty_repo: false,
      namespace: { id: number, kind: string, full_path: string },
      permissions: { group_access: null },
    }),
    headers: { "x-request-id": /./, "x-runtime": /./, etag: /^W\// },
  },
  {
    says: "a project is found by its encoded path",
    path: (at) => `/projects/${at.encodedPath}`,
    status: 200,
    answer: (at) => ({ id: at.id }),
  },
  {
    says: "a project that does not exist is 404",
    path: "/projects/0",
    status: 404,
    message: "404 Project Not Found",
  },
  {
    says: "a private project is 404 for nobody",
    as: "nobody",
    path: below(""),
    status: 404,
    message: "404 Project Not Found",
  },
  {
    says: "an unknown token is 401",
    as: "forger",
    path: below(""),
    status: 401,
    message: "401 Unauthorized",
  },
  {
    says: "nobody is 401 for /user",
    as: "nobody",
    path: "/user",
    status: 401,
    message: "401 Unauthorized",
  },
  {
    says: "a user sees who they are",
    path: "/user",
    status: 200,
    answer: () => ({ id: number, username: string, name: string, email: string, state: "active" }),
  },
  {
    says: "a token tells about itself",
    path: "/personal_access_tokens/self",
    status: 200,
    answer: () => ({
      id: number,
      name: string,
      revoked: false,
      active: true,
      scopes: expect.arrayContaining(["api"]),
      user_id: number,
    }),
  },
  {
    says: "the server tells its version",
    path: "/version",
    status: 200,
    answer: () => ({ version: string, revision: string }),
  },
  {
    says: "an unknown route is 404 with `error`",
    path: "/nothing/here",
    status: 404,
    answer: () => ({ error: "404 Not Found" }),
  },
  {
    says: "a file comes in base64 with its ids",
    path: file("folder/with space.yaml"),
    status: 200,
    answer: (at) => ({
      file_name: "with space.yaml",
      file_path: "folder/with space.yaml",
      size: 5,
      encoding: "base64",
      content: Buffer.from("a: 1\n").toString("base64"),
      content_sha256: expect.stringMatching(/^[\da-f]{64}$/),
      ref: "main",
      blob_id: id,
      commit_id: id,
      last_commit_id: at.older,
      execute_filemode: false,
    }),
  },
  {
    says: "HEAD of a file has its ids in headers",
    method: "HEAD",
    path: file("changed.yaml"),
    status: 200,
    headers: {
      "x-gitlab-file-path": "changed.yaml",
      "x-gitlab-blob-id": /^[\da-f]{40}$/,
      "x-gitlab-last-commit-id": /^[\da-f]{40}$/,
      "x-gitlab-commit-id": /^[\da-f]{40}$/,
    },
  },
  {
    says: "a raw file comes as it is",
    path: (at) => file("same.yaml", "/raw?ref=main")(at),
    status: 200,
    answer: () => "same: 1\n",
  },
  {
    says: "a file that is absent is 404",
    path: file("absent.yaml"),
    status: 404,
    message: "404 File Not Found",
  },
  {
    says: "a file of an unknown ref is 404",
    path: file("same.yaml", "?ref=absent"),
    status: 404,
    message: "404 Commit Not Found",
  },
  {
    says: "a file without ref is 400",
    path: file("same.yaml", ""),
    status: 400,
    answer: () => ({ error: "ref is missing" }),
  },
  {
    says: "a tree lists folders first, with totals",
    path: below("/repository/tree?ref=main"),
    status: 200,
    answer: () =>
      expect.arrayContaining([
        { id, name: "folder", type: "tree", path: "folder", mode: "040000" },
      ]) as unknown,
    headers: {
      "x-per-page": "20",
      "x-page": "1",
      "x-next-page": "",
      "x-prev-page": "",
      link: /rel="first"/,
    },
  },
  {
    says: "a tree is paged by key",
    path: below("/repository/tree?ref=main&recursive=true&pagination=keyset&per_page=2"),
    status: 200,
    answer: () => [
      { id, name: "folder", type: "tree", path: "folder", mode: "040000" },
      { id, name: "deep", type: "tree", path: "folder/deep", mode: "040000" },
    ],
    headers: { link: /page_token=.+rel="next"/, "x-total": null, "x-page": null },
  },
  {
    says: "a tree of an unknown ref is 404",
    path: below("/repository/tree?ref=absent"),
    status: 404,
    message: "404 Tree Not Found",
  },
  {
    says: "a tree of an unknown folder is 404",
    path: below("/repository/tree?ref=main&path=absent"),
    status: 404,
    message: /^404 .*Not Found$/,
  },
  {
    says: "a branch tells its commit and whether one may push",
    path: below("/repository/branches/main"),
    status: 200,
    answer: () => ({
      name: "main",
      commit: commitShape,
      merged: false,
      protected: true,
      can_push: true,
      default: true,
    }),
  },
  {
    says: "a branch that is absent is 404",
    path: below("/repository/branches/absent"),
    status: 404,
    message: "404 Branch Not Found",
  },
  {
    says: "commits are listed without totals",
    path: below("/repository/commits?ref_name=main&per_page=1"),
    status: 200,
    answer: () => [commitShape],
    headers: { "x-page": "1", "x-next-page": "2", "x-total": null, "x-total-pages": null },
  },
  {
    says: "commits of a path are those that touched it",
    path: (at) => below(`/repository/commits?ref_name=${at.head}&path=same.yaml`)(at),
    status: 200,
    answer: (at) => [{ ...commitShape, id: at.older }],
  },
  {
    says: "the commits between two are those of the second, the oldest first",
    path: (at) => below(`/repository/compare?from=${at.older}&to=${at.head}`)(at),
    status: 200,
    answer: (at) => ({
      commit: { ...commitShape, id: at.head },
      commits: [{ ...commitShape, parent_ids: [at.older] }],
      compare_timeout: false,
      compare_same_ref: false,
    }),
  },
  {
    says: "a commit that is absent cannot be compared",
    path: (at) => below(`/repository/compare?from=absent&to=${at.head}`)(at),
    status: 404,
    message: "404 Ref Not Found",
  },
  {
    says: "a commit that is absent is 404",
    path: below("/repository/commits/absent"),
    status: 404,
    message: "404 Commit Not Found",
  },
];
