import { createHash } from "node:crypto";

import { canPush } from "../access";
import { forbidden, invalid, json, noContent, notFound, plain, type Answer } from "../answer";
import { authenticated, codeOf, flag, need, text, type Call } from "../call";
import type { Action } from "../commit-actions";
import { commitFiles } from "../commit-files";
import type { Route } from "../router";

const pattern = "/projects/:id/repository/files/:file_path";

const changedSince =
  "You are attempting to update a file that has changed since you started editing it.";
const updatedBefore = "You are attempting to delete a file that has been previously updated.";

export const fileRoutes: readonly Route[] = [
  {
    // HEAD comes here, too: the same headers without the content.
    method: "GET",
    pattern,
    scopes: ["read_repository"],
    async handle(call) {
      const { id } = codeOf(call);
      const file = await findFile(call, need(call, "ref"));
      if (call.method === "GET") call.rates.check("file", `${id} ${file.facts.file_path}`);
      const content = file.content.toString("base64");
      return json(200, { ...file.facts, content }, headersFor(file.facts));
    },
  },
  {
    method: "GET",
    pattern: `${pattern}/raw`,
    scopes: ["read_repository"],
    jobs: true,
    async handle(call): Promise<Answer> {
      const { defaultBranch } = codeOf(call);
      const file = await findFile(call, text(call, "ref") ?? defaultBranch);
      return { ...plain(200, "", headersFor(file.facts)), body: file.content };
    },
  },
  {
    method: "POST",
    pattern,
    async handle(call) {
      const content = contentOf(call);
      return json(201, await change(call, "create", changedSince, content));
    },
  },
  {
    method: "PUT",
    pattern,
    async handle(call) {
      return json(200, await change(call, "update", changedSince, contentOf(call)));
    },
  },
  {
    method: "DELETE",
    pattern,
    async handle(call) {
      await change(call, "delete", updatedBefore);
      return noContent;
    },
  },
];

interface FileFacts {
  readonly file_name: string;
  readonly file_path: string;
  readonly size: number;
  readonly encoding: "base64";
  readonly content_sha256: string;
  readonly ref: string;
  readonly blob_id: string;
  /** The head of the ref. */
  readonly commit_id: string;
  readonly last_commit_id: string;
  readonly execute_filemode: boolean;
}

async function findFile(
  call: Call,
  ref: string,
): Promise<{ readonly facts: FileFacts; readonly content: Buffer }> {
  const { repository } = codeOf(call);
  const path = validPath(call);
  const commit = await repository.commit(ref);
  if (commit === undefined) throw notFound("Commit");
  const entry = (await repository.entries(commit, [path])).get(path);
  if (entry?.type !== "blob") throw notFound("File");
  const content = await repository.blob(entry.id);
  const facts: FileFacts = {
    file_name: path.slice(path.lastIndexOf("/") + 1),
    file_path: path,
    size: content.length,
    encoding: "base64",
    content_sha256: createHash("sha256").update(content).digest("hex"),
    ref,
    blob_id: entry.id,
    commit_id: commit,
    last_commit_id: (await repository.lastCommit(commit, path)) ?? commit,
    execute_filemode: entry.mode === "100755",
  };
  return { facts, content };
}

function headersFor(facts: FileFacts): Record<string, string> {
  const named = Object.entries(facts).map(([name, value]) => {
    const words = name.split("_").map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
    return [`X-Gitlab-${words.join("-")}`, encodeURI(String(value))] as const;
  });
  return Object.fromEntries(named);
}

async function change(
  call: Call,
  action: Action["action"],
  changed: string,
  content?: Buffer,
): Promise<object> {
  const project = codeOf(call);
  const user = authenticated(call);
  if (!canPush(user, project)) throw forbidden();
  const branch = need(call, "branch");
  const path = validPath(call);
  await commitFiles(call.world, project, user, {
    branch,
    message: need(call, "commit_message"),
    startBranch: text(call, "start_branch") ?? branch,
    authorName: text(call, "author_name"),
    authorEmail: text(call, "author_email"),
    actions: [
      {
        action,
        filePath: path,
        content,
        executable: flag(call, "execute_filemode"),
        lastCommitId: text(call, "last_commit_id"),
      },
    ],
    changed: () => changed,
  });
  return { file_path: path, branch };
}

function contentOf(call: Call): Buffer {
  const content = text(call, "content");
  if (content === undefined) throw invalid("content is missing");
  return Buffer.from(content, text(call, "encoding") === "base64" ? "base64" : "utf8");
}

function validPath({ path }: Call): string {
  const given = path["file_path"] ?? "";
  if (given.split("/").includes("..")) throw invalid("file_path should be a valid file path");
  return given.replace(/^\/+/, "");
}
