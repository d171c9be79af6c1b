import { join } from "node:path";

import { createGitRepo, type GitRepo } from "../../provider/config-repo/git/git-repo";
import { MergeRequestRepo } from "../../provider/config-repo/merge-request/merge-request-repo";
import type { MergeRequestRepoOptions } from "../../provider/config-repo/merge-request/options";
import { MergeRequests } from "../../provider/config-repo/merge-request/requests";
import { openGitlab } from "../../provider/gitlab/open-gitlab";
import { createGitlabWorld, type GitlabWorld } from "./gitlab-world";

/** Our branch in these tests. */
export const ours = "pulumi-nautes/clusters-dev";

/** A merge request as GitLab's API shows it. */
export interface Shown {
  readonly iid: number;
  readonly state: string;
  readonly title: string;
  readonly description: string;
  readonly labels: readonly string[];
  readonly detailed_merge_status: string;
}

/** What others do, once, while the adapter is at work. */
export interface Between {
  /** After it has seen the target's head. */
  readonly afterTarget?: () => Promise<unknown>;
  /** Before it pushes. */
  readonly beforePush?: () => Promise<unknown>;
}

/** A GitLab whose branch `main` is written by merge requests. */
export interface MergeRequestWorld extends GitlabWorld {
  open(
    settings?: Partial<MergeRequestRepoOptions["settings"]>,
    between?: Between,
  ): MergeRequestRepo;
  /** What was told. */
  readonly told: string[];
  /** All merge requests, the newest first. */
  requests(): Promise<readonly Shown[]>;
  /** Merges the newest, closes it, and so on. */
  change(rest: string, body?: object): Promise<Shown>;
}

export async function createMergeRequestWorld(
  files: Readonly<Record<string, string>>,
  ...ways: readonly [
    Parameters<typeof createGitlabWorld>[1]?,
    Parameters<typeof createGitlabWorld>[2]?,
  ]
): Promise<MergeRequestWorld> {
  const world = await createGitlabWorld(files, ...ways);
  const { server, token, folder } = world;
  const told: string[] = [];
  const gitlab = openGitlab(
    {
      url: server.url,
      token,
      fallbackToken: undefined,
      caCertificate: undefined,
      transport: "git",
    },
    (message) => told.push(message),
  );
  function branch(name: string): ReturnType<typeof createGitRepo> {
    return createGitRepo({
      url: `${server.url}/group/tenant.git`,
      branch: name,
      password: token,
      configuredAs: "gitlab",
      cacheDir: join(folder, "cache"),
    });
  }
  async function ask(method: string, rest: string, body?: object): Promise<unknown> {
    const url = `${server.url}/api/v4/projects/group%2Ftenant/merge_requests${rest}`;
    const headers = { "private-token": token, "content-type": "application/json" };
    const answer = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(answer.status).toBeLessThan(300);
    return answer.json();
  }
  async function requests(): Promise<readonly Shown[]> {
    return (await ask("GET", "?state=all")) as readonly Shown[];
  }
  return {
    ...world,
    told,
    requests,
    open: (settings, between = {}) =>
      new MergeRequestRepo({
        target: afterwards(branch("main"), between.afterTarget),
        source: beforehand(branch(ours), between.beforePush),
        requests: new MergeRequests({
          gitlab,
          project: "group/tenant",
          source: ours,
          target: "main",
        }),
        stack: "clusters/dev",
        message: {
          message: "OPS-1 {summary}",
          trailers: { "Signed-off-by": "Me <me@example.com>" },
        },
        settings: { labels: [], assignees: [], removeSourceBranch: true, ...settings },
        wrote: () => undefined,
        looked: () => undefined,
        tell: { info: (message) => told.push(message) },
      }),
    async change(rest, body = {}) {
      const [newest] = await requests();
      const iid = String(newest?.iid);
      // GitLab checks it for a while first.
      await ask("GET", `/${iid}`);
      await ask("GET", `/${iid}`);
      return (await ask("PUT", `/${iid}${rest}`, body)) as Shown;
    },
    async stop() {
      await gitlab.close();
      await world.stop();
    },
  };
}

function afterwards(repo: GitRepo, act: Between["afterTarget"]): GitRepo {
  const others = once(act);
  return {
    ...repo,
    async head(signal) {
      const head = await repo.head(signal);
      await others();
      return head;
    },
  };
}

function beforehand(repo: GitRepo, act: Between["beforePush"]): GitRepo {
  const others = once(act);
  return {
    ...repo,
    async commitAt(...args) {
      await others();
      return repo.commitAt(...args);
    },
  };
}

function once(act: (() => Promise<unknown>) | undefined): () => Promise<void> {
  let rest = act;
  return async () => {
    const now = rest;
    rest = undefined;
    await now?.();
  };
}
