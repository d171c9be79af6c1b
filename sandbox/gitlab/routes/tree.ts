import { json, notFound, plain } from "../answer";
import { codeOf, flag, text, type Call } from "../call";
import type { Project } from "../model";
import { keysetPage, page, wantsKeyset } from "../pagination";
import type { TreeEntry } from "../repository";
import type { Route } from "../router";

export const treeRoutes: readonly Route[] = [
  {
    method: "GET",
    pattern: "/projects/:id/repository/tree",
    handle: listTree,
  },
  {
    method: "GET",
    pattern: "/projects/:id/repository/blobs/:sha",
    async handle(call) {
      const content = await blobOf(codeOf(call), call.path["sha"] ?? "");
      const encoded = { encoding: "base64", content: content.toString("base64") };
      return json(200, { size: content.length, ...encoded, sha: call.path["sha"] });
    },
  },
  {
    method: "GET",
    pattern: "/projects/:id/repository/blobs/:sha/raw",
    async handle(call) {
      const content = await blobOf(codeOf(call), call.path["sha"] ?? "");
      return { ...plain(200, ""), body: content };
    },
  },
];

async function listTree(call: Call) {
  const { repository, defaultBranch } = codeOf(call);
  const commit = await repository.commit(text(call, "ref") ?? defaultBranch);
  if (commit === undefined) throw notFound("Tree");
  const folder = (text(call, "path") ?? "").replace(/^\/+|\/+$/g, "");
  const found = await repository.tree(commit, folder, flag(call, "recursive") ?? false);
  if (found === undefined) throw notFound("invalid revision or path");
  const entries = treesFirst(found);
  if (text(call, "pagination") === "none") return json(200, entries.map(present));
  if (!wantsKeyset(call)) return page(call, entries, { present });
  return keysetPage(call, afterToken(entries, text(call, "page_token")), {
    present,
    after: ({ path }) => ({ pagination: "keyset", page_token: tokenFor(path) }),
  });
}

/** As Gitaly sorts: folders, files, submodules, each in git's order. */
function treesFirst(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  return (["tree", "blob", "commit"] as const).flatMap((type) =>
    entries.filter((entry) => entry.type === type),
  );
}

function afterToken(entries: readonly TreeEntry[], token: string | undefined) {
  if (token === undefined) return entries;
  const index = entries.findIndex(({ path }) => tokenFor(path) === token);
  if (index < 0) throw notFound("Tree");
  return entries.slice(index + 1);
}

/** As Gitaly encodes where it stopped; to readers it is opaque. */
function tokenFor(path: string): string {
  return Buffer.from(JSON.stringify({ file_name: path })).toString("base64");
}

function present({ id, type, path, mode }: TreeEntry): object {
  return { id, name: path.slice(path.lastIndexOf("/") + 1), type, path, mode };
}

async function blobOf({ repository }: Project, id: string): Promise<Buffer> {
  if (!/^[\da-f]{40}$/.test(id)) throw notFound("Blob");
  return await repository.blob(id).catch(() => {
    throw notFound("Blob");
  });
}
