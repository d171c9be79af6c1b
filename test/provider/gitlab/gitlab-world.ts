import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Bounds } from "../../../provider/http/retry";
import { GitlabApi, type ApiOptions } from "../../../provider/gitlab/api";
import { clientFor, type GitlabClient } from "../../../provider/gitlab/client";
import type { GitlabSettings } from "../../../provider/gitlab/settings";
import { startGitlab, type Gitlab, type GitlabOptions } from "../../../sandbox/gitlab/gitlab";

/** Short pauses, so that nobody waits. */
const hasty = { attempts: 4, baseMs: 2, capMs: 10 };

export function patient(): Bounds {
  return { signal: new AbortController().signal, deadline: Date.now() + 60_000 };
}

/** A GitLab stand-in in a folder of its own, with the user `me` and their token. */
export interface GitlabWorld {
  readonly server: Gitlab;
  readonly folder: string;
  /** Of the user `me`, with the scope `api`. */
  readonly token: string;
  api(settings?: Partial<GitlabSettings>, options?: ApiOptions): GitlabApi;
  client(settings?: Partial<GitlabSettings>, options?: ApiOptions, bounds?: Bounds): GitlabClient;
  stop(): Promise<void>;
}

export async function startGitlabWorld(
  options: Omit<GitlabOptions, "folder"> = {},
): Promise<GitlabWorld> {
  const folder = mkdtempSync(join(tmpdir(), "nautes-gitlab-"));
  const server = await startGitlab({ folder: join(folder, "server"), ...options });
  server.createUser({ username: "me", name: "Me Myself", email: "me@example.com" });
  const token = server.createToken({ kind: "personal", user: "me" }).secret;
  const apis: GitlabApi[] = [];
  const world: GitlabWorld = {
    server,
    folder,
    token,
    api(settings, more) {
      const made = new GitlabApi(
        {
          url: server.url,
          token,
          fallbackToken: undefined,
          caCertificate: options.tls?.authority,
          transport: "git",
          ...settings,
        },
        { patience: hasty, ...more },
      );
      apis.push(made);
      return made;
    },
    client: (settings, more, bounds = patient()) => clientFor(world.api(settings, more), bounds),
    async stop() {
      await Promise.all(apis.map((api) => api.close()));
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return world;
}
