import { type IncomingMessage, type ServerResponse } from "node:http";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import type { ServerCertificate } from "../certificates";
import { listenOnLoopback } from "../loopback-server";
import { Faults } from "./faults";
import { Inhabitants } from "./inhabitants";
import { RateCounter, type RateLimits } from "./rate-limits";
import { RequestLog } from "./request-log";
import { routes } from "./routes";
import { serve } from "./server";
import { Windows } from "./windows";
import type { World } from "./world";

export interface GitlabOptions {
  /** For the bare repositories, made if absent. */
  readonly folder: string;
  /** @default plain HTTP */
  readonly tls?: ServerCertificate;
  /** @default no limits */
  readonly rateLimits?: RateLimits;
  /** How many looks at a merge request say `checking` after it was made or its source moved. @default 1 */
  readonly mergeChecks?: number;
  /** How often a merge request is refused because its new source branch is not known yet. @default 0 */
  readonly sourceDelay?: number;
  /**
   * After how many looks at merge requests the source branch of a merged one is removed; as GitLab's worker, which is
   * not there at once, it leaves a branch that moved since. @default 0
   */
  readonly removalDelay?: number;
  /** What time it is, for expiry and rate limits. @default the clock */
  readonly now?: () => Date;
}

/**
 * A server with GitLab's answers on the loopback address, which keeps its projects in real bare repositories: what REST
 * commits can be cloned, what is pushed can be read by REST. All else is gone when it stops.
 */
export interface Gitlab extends Pick<
  Inhabitants,
  "createUser" | "createGroup" | "createProject" | "createToken"
> {
  /** `http://127.0.0.1:PORT` or `https://…`; the API is below `/api/v4`, a repository at `/<full path>.git`. */
  readonly url: string;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** Where somebody can come in between while the commits API works. */
  readonly windows: Windows;
  stop(): Promise<void>;
}

/** Starts the GitLab stand-in on a port that the system gives. */
export async function startGitlab(options: GitlabOptions): Promise<Gitlab> {
  const { folder, tls, rateLimits = {}, now = () => new Date() } = options;
  const repositories = join(folder, "repositories");
  mkdirSync(repositories, { recursive: true });
  const windows = new Windows();
  const faults = new Faults();
  const requests = new RequestLog();
  const rates = new RateCounter(rateLimits, now);
  const working = new Set<Promise<void>>();
  function answer(message: IncomingMessage, response: ServerResponse): void {
    const parts = { world, routes, rates, faults, requests };
    const work = serve(parts, message, response)
      .catch(() => void response.destroy())
      .finally(() => working.delete(work));
    working.add(work);
  }
  const { server, url } = await listenOnLoopback(answer, tls);
  let ids = 0;
  const world: World = {
    url,
    folder: repositories,
    users: [],
    groups: [],
    projects: [],
    tokens: new Map(),
    windows,
    mergeChecks: options.mergeChecks ?? 1,
    sourceDelay: options.sourceDelay ?? 0,
    pendingSources: new Map(),
    removalDelay: options.removalDelay ?? 0,
    now,
    nextId: () => ++ids,
  };
  const inhabitants = new Inhabitants(world);
  return {
    url,
    faults,
    requests,
    windows,
    createUser: (user) => inhabitants.createUser(user),
    createGroup: (group) => inhabitants.createGroup(group),
    createProject: (project) => inhabitants.createProject(project),
    createToken: (token) => inhabitants.createToken(token),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await Promise.allSettled(working);
      for (const { repository } of world.projects) await repository.close();
    },
  };
}
