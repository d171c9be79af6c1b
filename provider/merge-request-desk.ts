import { isEmptied } from "./claims/merge-request-text";
import { foreignText } from "./claims/foreign-text";
import type { MergeRequestRepo } from "./config-repo/merge-request/merge-request-repo";
import type { Settings } from "./config";
import { NautesError } from "./errors";
import type { OpenGitlab } from "./gitlab/open-gitlab";
import type { Log } from "./log";

/** A branch of a repository. */
interface Place {
  readonly repository: string;
  readonly branch: string;
}

/** The merge requests of the stack that a process works for: one for each repository and branch. */
export class MergeRequestDesk {
  readonly #settings: Settings;
  readonly #log: Log;
  readonly #stack: string | undefined;
  readonly #gitlab: () => Promise<OpenGitlab> | undefined;
  readonly #repos = new Map<string, Promise<MergeRequestRepo>>();
  readonly #moving = new Set<string>();
  readonly #told = new Set<string>();

  /** `provider`: its URN, which says for which stack it works; a function that is asked first has none of its own. */
  constructor(
    settings: Settings,
    log: Log,
    provider: string,
    gitlab: () => Promise<OpenGitlab> | undefined,
  ) {
    const [, stack, project] = /^urn:pulumi:([^:]*)::([^:]*)::/.exec(provider) ?? [];
    this.#settings = settings;
    this.#log = log;
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
    const repo = await this.open(repository, branch);
    if (!this.#told.has(key)) this.#tellOfRefusal(key, repo);
    this.#told.add(key);
    return repo.source;
  }

  /** Whether this run has changed a branch's merge request, or plans to. */
  isMoving(repository: string, branch: string): boolean {
    return this.#moving.has(`${repository}@${branch}`);
  }

  #tellOfRefusal(key: string, { newest }: MergeRequestRepo): void {
    if (newest?.state !== "closed" || isEmptied(newest.description)) return;
    const by = newest.closedBy === undefined ? "" : ` by ${foreignText(newest.closedBy)}`;
    this.#log.warn(
      "",
      `The merge request !${newest.iid} was closed${by} without being merged, so that ${key} does not hold what it brought.\n` +
        "`pulumi up` opens a new one with what the program declares. To give the change up, take it out of the program; " +
        `to have it merged after all, reopen it: ${newest.url}`,
    );
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
    const wrote = (): void => void this.#moving.add(`${place.repository}@${place.branch}`);
    return openMergeRequests(settings, { ...place, stack, wrote }, this.#log, gitlab);
  }
}
