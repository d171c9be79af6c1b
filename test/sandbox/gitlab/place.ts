import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startGitlab } from "../../../sandbox/gitlab/gitlab";
import { ask, type Reply } from "./client";

/** Who asks; all but `owner` and `nobody` are on the stand-in only. */
export type Who =
  | "owner"
  | "nobody"
  | "forger"
  | "stranger"
  | "reporter"
  | "developer"
  | "reader"
  | "revoked"
  | "expired";

/** A private project with a known history, on the stand-in or on a real GitLab. */
export interface Place {
  readonly url: string;
  readonly id: number;
  /** As a segment of an address. */
  readonly encodedPath: string;
  /** The first commit with all files, and the one after it that changed `changed.yaml` and removed `gone.yaml`. */
  readonly older: string;
  readonly head: string;
  readonly tokens: Readonly<Record<Who, string | undefined>>;
  leave(): Promise<void>;
}

const files = {
  "README.md": "# Facts\n",
  "same.yaml": "same: 1\n",
  "changed.yaml": "changed: 1\n",
  "gone.yaml": "gone: 1\n",
  "folder/with space.yaml": "a: 1\n",
  "folder/deep/er.yaml": "b: 1\n",
};

const forged = "glpat-0000000000000000000x";

/** Starts the stand-in. */
export async function standIn(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "nautes-gitlab-"));
  const gitlab = await startGitlab({ folder });
  for (const username of ["owner", "stranger", "reporter", "developer"]) {
    gitlab.createUser({ username });
  }
  const path = "group/sub/facts";
  const { id } = gitlab.createProject({
    path,
    members: { owner: "owner", reporter: "reporter", developer: "developer" },
    files: { "README.md": files["README.md"] },
  });
  function api(user: string): string {
    return gitlab.createToken({ kind: "personal", user }).secret;
  }
  const revoked = gitlab.createToken({ kind: "personal", user: "owner" });
  revoked.revoke();
  const reader = { kind: "personal", user: "owner", scopes: ["read_api"] } as const;
  const expired = { kind: "personal", user: "owner", expiresAt: "2020-01-01" } as const;
  const tokens: Place["tokens"] = {
    owner: api("owner"),
    nobody: undefined,
    forger: forged,
    stranger: api("stranger"),
    reporter: api("reporter"),
    developer: api("developer"),
    reader: gitlab.createToken(reader).secret,
    revoked: revoked.secret,
    expired: gitlab.createToken(expired).secret,
  };
  const history = await writeHistory(gitlab.url, id, tokens.owner ?? "");
  return {
    url: gitlab.url,
    id,
    encodedPath: encodeURIComponent(path),
    ...history,
    tokens,
    async leave() {
      await gitlab.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Makes a project on a real GitLab, for a token with scope `api`; `leave` deletes it. */
export async function realGitlab(url: string, token: string): Promise<Place> {
  const name = `facts-${Date.now().toString(36)}`;
  const settings = { name, visibility: "private", initialize_with_readme: true };
  const made = must(await ask(url, { method: "POST", path: "/projects", token, body: settings }));
  const project = made.body as { readonly id: number; readonly path_with_namespace: string };
  const none = undefined;
  return {
    url,
    id: project.id,
    encodedPath: encodeURIComponent(project.path_with_namespace),
    ...(await writeHistory(url, project.id, token)),
    tokens: {
      owner: token,
      nobody: none,
      forger: forged,
      stranger: none,
      reporter: none,
      developer: none,
      reader: none,
      revoked: none,
      expired: none,
    },
    async leave() {
      must(await ask(url, { method: "DELETE", path: `/projects/${project.id}`, token }));
    },
  };
}

async function writeHistory(url: string, id: number, token: string) {
  async function commit(actions: readonly object[]): Promise<string> {
    const body = { branch: "main", commit_message: "Begin", actions };
    const path = `/projects/${id}/repository/commits`;
    const { body: made } = must(await ask(url, { method: "POST", path, token, body }));
    return (made as { readonly id: string }).id;
  }
  const { "README.md": readme, ...others } = files;
  const older = await commit([
    { action: "update", file_path: "README.md", content: readme },
    ...Object.entries(others).map(([path, content]) => {
      return { action: "create", file_path: path, content };
    }),
  ]);
  const head = await commit([
    { action: "update", file_path: "changed.yaml", content: "changed: 2\n" },
    { action: "delete", file_path: "gone.yaml" },
  ]);
  return { older, head };
}

function must(reply: Reply): Reply {
  if (reply.status < 300) return reply;
  throw new Error(`GitLab answered ${reply.status}: ${JSON.stringify(reply.body)}`);
}
