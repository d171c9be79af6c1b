import { defaultBranch } from "./claims/merge-request-text";
import { MergeRequestRepo } from "./config-repo/merge-request/merge-request-repo";
import { MergeRequests, type MergeRequest } from "./config-repo/merge-request/requests";
import type { Settings } from "./config/settings";
import { NautesError } from "./errors";
import type { OpenGitlab } from "./gitlab/open-gitlab";
import type { Log } from "./log";
import { openGitRepository, projectOf } from "./open-repository";

/** Which branch is written by merge requests, and for whom. */
export interface MergeRequestPlace {
  readonly repository: string;
  readonly branch: string;
  /** `project/stack` */
  readonly stack: string;
  /** Told of each commit. */
  readonly wrote: () => void;
  /** Told at each look of the open one, else the newest. */
  readonly looked: (newest: MergeRequest | undefined) => void;
}

/** The adapter for a branch that is written by merge requests. @throws invalid-configuration */
export function openMergeRequests(
  settings: Settings,
  { repository, branch, stack, wrote, looked }: MergeRequestPlace,
  log: Log,
  gitlab: OpenGitlab,
): MergeRequestRepo {
  const { labels, assignees, removeSourceBranch, ...words } = settings.mergeRequest ?? {};
  const source = sourceBranch(settings, branch, stack);
  const project = projectOf(repository);
  return new MergeRequestRepo({
    target: openGitRepository(settings, repository, branch, log),
    source: openGitRepository(settings, repository, source, log),
    requests: new MergeRequests({ gitlab, project, source, target: branch }),
    stack,
    message: settings.commit,
    wrote,
    looked,
    settings: {
      ...words,
      labels: labels ?? [],
      assignees: assignees ?? [],
      removeSourceBranch: removeSourceBranch ?? true,
    },
    tell: { info: (message) => log.info("", message) },
  });
}

/** The branch of the merge requests of a stack; those into another branch than the configured one have their own. */
function sourceBranch(settings: Settings, target: string, stack: string): string {
  const name = settings.mergeRequest?.branch ?? defaultBranch(stack);
  const source = target === settings.branch ? name : `${name}-into-${target}`;
  if (source !== target) return source;
  const sentence = `A merge request cannot go from the branch ${source} into itself.`;
  throw new NautesError("invalid-configuration", sentence, {
    at: "mergeRequest.branch",
    remedy: "Set nautes:mergeRequest.branch to another name than nautes:branch.",
  });
}
