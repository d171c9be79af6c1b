import type { CommitId } from "../config-repo";
import { Settling } from "../settling";
import type { Said } from "../unsettled";
import { fetchHead } from "./fetch";
import { checkLocalFolder } from "./local-folder";
import { newestFrom } from "./newest";
import type { Place } from "./place";

type InCache = <Result>(
  signal: AbortSignal | undefined,
  work: (place: Place) => Promise<Result>,
) => Promise<Result>;

/** The branch's heads, and whether what lies at them stays. */
export interface Heads {
  head(signal?: AbortSignal): Promise<CommitId>;
  isSettled(commit: CommitId, signal?: AbortSignal): Promise<boolean>;
}

export function createHeads(url: string, inCache: InCache): Heads {
  const settling = new Settling();
  let last: readonly [Said, ...Said[]] | undefined;
  return {
    async head(signal) {
      checkLocalFolder(url);
      last = await inCache(signal, fetchHead);
      return last[0].id;
    },
    async isSettled(commit, signal) {
      const known = last?.[0].id === commit ? last : undefined;
      const said = known ?? (await inCache(signal, (place) => newestFrom(place, commit)));
      return settling.isSettled(said ?? []);
    },
  };
}
