import type { Bounds } from "../http/retry";
import type { ApiOptions } from "./api";
import { GitlabApi } from "./api";
import type { GitlabClient } from "./client";
import { clientFor } from "./client";
import { Preflight } from "./preflight";
import type { GitlabSettings } from "./settings";

/** One GitLab server, for all that a provider process asks of it. */
export interface OpenGitlab {
  readonly api: GitlabApi;
  /** Its resources, for one operation. */
  client(bounds: Bounds): GitlabClient;
  /** Tells in a preview why its run could not write. */
  readonly preflight: Preflight;
  /** Tells the person who runs it. */
  readonly warn: (message: string) => void;
  close(): Promise<void>;
}

/** Opens the API; loaded only by those that need it, because gitbeaker takes a third of a second to load. */
export function openGitlab(
  settings: GitlabSettings,
  warn: (message: string) => void,
  options: ApiOptions = {},
): OpenGitlab {
  const api = new GitlabApi(settings, { ...options, warn });
  return {
    api,
    client: (bounds) => clientFor(api, bounds),
    preflight: new Preflight(api, warn),
    warn,
    close: () => api.close(),
  };
}
