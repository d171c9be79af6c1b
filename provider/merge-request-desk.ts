import type { MergeRequestRepo } from "./config-repo/merge-request/merge-request-repo";
import type { MergeRequest } from "./config-repo/merge-request/requests";
import type { Settings } from "./config/settings";
import { NautesError } from "./errors";
import type { OpenGitlab } from "./gitlab/open-gitlab";
import type { Log } from "./log";
import { RefusedMergeRequests } from "./refused-merge-requests";

/** A branch of a repository. */
interface Place {
  readonly repository: string;
  readonly branch: string;
}

/** What a process is told of the run that it works in. */
interface Run {
  /** The provider's URN, which says for which stack it works; a function that is asked first has none of its own. */
  readonly provider: string;
  /** Whether this is the update that follows a preview. */
  readonly isAfterPreview: () => boolean;
}

/** The merge requests of the stack that a process works for: one for each repository and branch. */
export class MergeRequestDesk {
  readonly #settings: Settings;
  readonly #log: Log;
  readonly #stack: string | undefined;
  readonly #gitlab: () => Promise<OpenGitlab> | undefined;
  readonly #repos = new Map<string, Promise<MergeRequestRepo>>();
  readonly #moving = new Set<string>();
  readonly #refused: RefusedMergeRequests;

  constructor(
    settings: Settings,
    log: Log,
    { provider, isAfterPreview }: Run,
    gitlab: () => Promise<OpenGitlab> | undefined,
  ) {
    const [, stack, project] = /^urn:pulumi:([^:]*)::([^:]*)::/.exec(provider) ?? [];
    this.#settings = settings;
    this.#log = log;
    this.#refused = new RefusedMergeRequests(log, isAfterPreview);
    this.#stack = stack === undefined || project === undefined ? undefined : `${project}/${stack}`;
    this.#gitlab = gitlab;
  }

  /** The adapter of a branch, the same each time. @throws invalid-configuration */
  async open(repository: string, branch: string): Promise<MergeRequestRepo> {
    const key = `${repository}@${branch}`;
    const opening = this.#repos.get(key) ?? this.#open({ repository, branch });
    this.#repos.set(key, opening);
    opening.catch(() => this.#repos.delete(key));
    return opening;
  }

  /** Notes that a preview has changes for a branch, and answers the branch that they would be pushed to. */
  async planned({ repository, branch }: Place): Promise<string> {
    if (this.#settings.mergeRequest === undefined) return branch;
    const key = `${repository}@${branch}`;
    this.#moving.add(key);
    const { newest, source } = await this.open(repository, branch);
    this.#refused.matters(key, newest);
    return source;
  }

  /** Notes that something at a branch is not as the state would have it. */
  async drifted({ repository, branch }: Place): Promise<void> {
    if (this.#settings.mergeRequest === undefined) return;
    const { newest } = await this.open(repository, branch);
    this.#refused.matters(`${repository}@${branch}`, newest);
  }

  /** Whether this run has changed a branch's merge request, or plans to. */
  isMoving(repository: string, branch: string): boolean {
    return this.#moving.has(`${repository}@${branch}`);
  }

  async #open(place: Place): Promise<MergeRequestRepo> {
    const settings = this.#settings;
    const stack = this.#stack;
    const gitlab = await this.#gitlab();
    if (settings.mergeRequest === undefined || gitlab === undefined) {
      const sentence = `The branch ${place.branch} of ${place.repository} is not written by merge requests.`;
      throw new NautesError("invalid-configuration", sentence, {
        at: "mergeRequest",
        remedy: "Set nautes:mergeRequest, and nautes:gitlab.url, or remove what asks for them.",
      });
    }
    if (stack === undefined) {
      const sentence = "It is not known for which stack merge requests are to be made.";
      throw new NautesError("invalid-configuration", sentence, {
        at: "mergeRequest",
        remedy: "Update the Pulumi CLI: its engine does not tell the URN of its providers.",
      });
    }
    const { openMergeRequests } = await import("./open-merge-requests.js");
    const key = `${place.repository}@${place.branch}`;
    const told = {
      wrote: () => void this.#moving.add(key),
      looked: (newest: MergeRequest | undefined) => this.#refused.looked(key, newest),
    };
    return openMergeRequests(settings, { ...place, stack, ...told }, this.#log, gitlab);
  }
}
