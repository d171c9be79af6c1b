import type { CommitId } from "../config-repo";
import { Settling } from "../settling";
import { LOOKED_THROUGH, reachBedrock, type Said } from "../unsettled";
import { fetchCommit, fetchHead, fetchHistory } from "./fetch";
import { checkLocalFolder } from "./local-folder";
import { newestFrom } from "./newest";
import type { Place } from "./place";
import type { CompleteSettings } from "./settings";
import { shallowEnds } from "./shallow-ends";

type InCache = <Result>(
  signal: AbortSignal | undefined,
  work: (place: Place) => Promise<Result>,
) => Promise<Result>;

/** The branch's heads, and whether what lies at them stays. */
export interface Heads {
  head(signal?: AbortSignal): Promise<CommitId>;
  isSettled(commit: CommitId, signal?: AbortSignal): Promise<boolean>;
}

export function createHeads({ url, timeouts }: CompleteSettings, inCache: InCache): Heads {
  const settling = new Settling({ waitMs: timeouts.settling });
  let last: readonly [Said, ...Said[]] | undefined;
  return {
    async head(signal) {
      checkLocalFolder(url);
      last = await inCache(signal, fetchHead);
      return last[0].id;
    },
    async isSettled(commit, signal) {
      const known = last?.[0].id === commit ? last : undefined;
      if (known !== undefined && reachBedrock(known, Date.now())) return settling.isSettled(known);
      return settling.isSettled(await inCache(signal, (place) => lookDeeper(place, commit)));
    },
  };
}

/** Where the cache's history ends too early, more of it is fetched. */
async function lookDeeper(place: Place, commit: CommitId): Promise<readonly Said[]> {
  await fetchCommit(place, commit);
  const known = (await newestFrom(place, commit)) ?? [];
  if (reachBedrock(known, Date.now()) || known.length >= LOOKED_THROUGH) return known;
  if ((await shallowEnds(place)).size === 0) return known;
  await fetchHistory(place, LOOKED_THROUGH);
  return (await newestFrom(place, commit)) ?? [];
}
