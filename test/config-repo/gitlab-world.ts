import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startGitlab, type Gitlab, type GitlabOptions } from "../../sandbox/gitlab/gitlab";
import type { NewProject, ProjectHandle } from "../../sandbox/gitlab/newcomers";

/** A GitLab stand-in with the project `group/tenant`, whose maintainer `me` has a token. */
export interface GitlabWorld {
  readonly folder: string;
  readonly server: Gitlab;
  readonly project: ProjectHandle;
  readonly token: string;
  stop(): Promise<void>;
}

/** Starts a world whose project has a first commit of `files`, or is empty. */
export async function createGitlabWorld(
  files: Readonly<Record<string, string>> | undefined,
  options: Partial<NewProject> = {},
  ways: Omit<GitlabOptions, "folder"> = {},
): Promise<GitlabWorld> {
  const folder = mkdtempSync(join(tmpdir(), "nautes-gitlab-"));
  const server = await startGitlab({ folder: join(folder, "server"), ...ways });
  server.createUser({ username: "me", name: "Me Myself", email: "me@example.com" });
  const project = server.createProject({
    path: "group/tenant",
    members: { me: "maintainer" },
    ...(files === undefined ? {} : { files }),
    ...options,
  });
  return {
    folder,
    server,
    project,
    token: server.createToken({ kind: "personal", user: "me" }).secret,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
