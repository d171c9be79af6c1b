import { worded } from "./claims/commit-message";
import { foreignText } from "./claims/foreign-text";
import { deedsOf, isEmptied } from "./claims/merge-request-text";
import type { MergeRequest } from "./config-repo/merge-request/requests";
import type { Log } from "./log";

/** Tells of merge requests that were closed without being merged, of each once. */
export class RefusedMergeRequests {
  readonly #log: Log;
  readonly #isToldAlready: () => boolean;
  readonly #told = new Set<string>();

  /** `isToldAlready`: whether a preview of the same run has told what there was to tell. */
  constructor(log: Log, isToldAlready: () => boolean) {
    this.#log = log;
    this.#isToldAlready = isToldAlready;
  }

  /** A branch was looked at: what was to be deregistered is in no state any more, so that nothing else would tell. */
  looked(key: string, newest: MergeRequest | undefined): void {
    const deeds = deedsOf(newest?.description ?? "");
    if (deeds.some(({ verb }) => verb === "deregister")) this.matters(key, newest);
  }

  /** Something at a branch is not as the state, or the program, would have it. */
  matters(key: string, newest: MergeRequest | undefined): void {
    if (newest?.state !== "closed" || isEmptied(newest.description)) return;
    const one = `${key}!${newest.iid}`;
    if (this.#told.has(one) || this.#isToldAlready()) return;
    this.#told.add(one);
    this.#log.warn("", words(key, newest));
  }
}

function words(key: string, { iid, url, closedBy, description }: MergeRequest): string {
  const deeds = deedsOf(description);
  const by = closedBy === undefined ? "" : ` by ${foreignText(closedBy)}`;
  const what = deeds.length === 0 ? "" : `: ${foreignText(worded("{summary}", deeds, ""))}`;
  const verbs = new Set(deeds.map(({ verb }) => verb));
  return [
    `The merge request !${iid} was closed${by} without being merged, so that ${key} does not hold what it brought${what}.`,
    ...(verbs.size === 1 && verbs.has("deregister") ? [] : [declared]),
    ...(verbs.has("deregister") ? [forgotten] : []),
    `To have it merged after all, reopen it: ${url}`,
  ].join("\n");
}

const declared =
  "`pulumi up` opens a new one with what the program declares. To give the change up, take it out of the program.";
const forgotten =
  "What it deregisters stays registered, although the stack has forgotten it, unless it was declared again since. " +
  "To keep it, declare it again: it is taken over as it is. To have it deregistered by another merge request, do so and then remove it once more. Each preview " +
  "says this until there is another merge request, or this one's description is emptied.";
