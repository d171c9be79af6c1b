/** How long a batch waits for more. */
export interface Windows {
  /** Nothing else is known to come: longer than most gaps between siblings (25–110 ms), too short to be noticed. */
  readonly quietMs: number;
  /** A checked and changed resource is on its way: the engine's longest stalls between siblings were 4 s. */
  readonly comingMs: number;
  /**
   * Only the announcement is unmet, which `--target` or a condition in the program may never meet; or not all is
   * deleted that a destroy has refreshed, of which what others depend on comes only once those are answered.
   */
  readonly announcedMs: number;
  /** A failed preview may be followed by failures in what depends on its neighbours. */
  readonly failureMs: number;
  /** A batch never waits longer in all: on a busy machine siblings of 30 files each were seen to come for a minute. */
  readonly longestMs: number;
}

export const defaultWindows: Windows = {
  quietMs: 250,
  comingMs: 5_000,
  announcedMs: 1_000,
  failureMs: 1_000,
  longestMs: 120_000,
};

/** What is known of the engine's run at one moment. */
export interface RunFacts {
  readonly now: number;
  /** When the engine last asked or was answered something. */
  readonly lastActivity: number;
  /** Operations that arrived and are not answered, over all writers. */
  readonly inFlight: number;
  /** Resources that were checked, were not found unchanged and have not arrived. */
  readonly coming: number;
  /** Resources that arrived or were found unchanged. */
  readonly seen: number;
  /** In a destroy: resources that were refreshed and whose delete has not come; undefined: a program runs. */
  readonly leaving: number | undefined;
  /** Registrations that the program makes at each dependency depth; empty: it did not say. */
  readonly announced: readonly number[];
  /** The most operations that can be in flight, if known. */
  readonly limit: number | undefined;
  /** What the limit might be. */
  readonly likelyLimits: ReadonlySet<number>;
}

/** What one batch holds so far. */
export interface Gathered {
  readonly kind: "changes" | "deletes" | "both" | "failures";
  readonly count: number;
  /** When its first request came. */
  readonly since: number;
  /** When the first of its requests would run short of time. */
  readonly latest: number;
}

/** Why a batch is closed. */
export type Reason =
  /** As many operations are in flight as can be. */
  | "limit"
  /** Probably so, and it is quiet. */
  | "likely-limit"
  /** All that was announced up to some level was seen, or all is being deleted. */
  | "complete"
  /** It is quiet, and nothing is known to come. */
  | "quiet"
  /** It is quiet, although something was known to come. */
  | "gave-up"
  /** It has waited as long as a batch may. */
  | "long-enough";

export type Decision =
  | { readonly commit: true; readonly because: Reason }
  /** Ask again at `at`, or when something happens; `missing` registrations are waited for. */
  | { readonly commit: false; readonly at: number; readonly missing: number };

/** Whether to commit a batch now: at once when nothing more can come, else when it has been quiet long enough. */
export function decide(facts: RunFacts, gathered: Gathered, windows: Windows): Decision {
  const missing = missingRegistrations(facts, gathered);
  const certain = nothingMoreCanCome(facts, gathered, missing);
  if (certain !== undefined) return { commit: true, because: certain };
  const wait = patienceFor(facts, gathered, missing, windows);
  const quietAt = facts.lastActivity + wait.ms;
  const longestAt = Math.min(gathered.since + windows.longestMs, gathered.latest);
  if (facts.now >= quietAt) return { commit: true, because: wait.because };
  if (facts.now >= longestAt) return { commit: true, because: "long-enough" };
  return { commit: false, at: Math.min(quietAt, longestAt), missing };
}

function nothingMoreCanCome(
  facts: RunFacts,
  gathered: Gathered,
  missing: number,
): "limit" | "complete" | undefined {
  // Previews that are still being planned may fail, too.
  if (gathered.kind === "failures" && facts.inFlight > gathered.count) return undefined;
  if (facts.limit !== undefined && facts.inFlight >= facts.limit) return "limit";
  if (gathered.kind === "deletes") return facts.leaving === 0 ? "complete" : undefined;
  if (gathered.kind === "both" || missing > 0) return undefined;
  const expected = total(facts.announced);
  return expected > 0 && facts.seen <= expected ? "complete" : undefined;
}

function patienceFor(
  facts: RunFacts,
  gathered: Gathered,
  missing: number,
  windows: Windows,
): { ms: number; because: Reason } {
  if (gathered.kind === "failures") {
    const more = facts.coming > 0 || facts.inFlight > gathered.count;
    return { ms: more ? windows.comingMs : windows.failureMs, because: "quiet" };
  }
  if (facts.likelyLimits.has(facts.inFlight)) {
    return { ms: windows.quietMs, because: "likely-limit" };
  }
  // A resource that is deleted before it is replaced was checked already, and comes only after its delete.
  if (gathered.kind === "deletes") {
    return missing > 0
      ? { ms: windows.announcedMs, because: "gave-up" }
      : { ms: windows.quietMs, because: "quiet" };
  }
  if (facts.coming > 0) return { ms: windows.comingMs, because: "gave-up" };
  if (missing > 0) return { ms: windows.announcedMs, because: "gave-up" };
  return { ms: windows.quietMs, because: "quiet" };
}

/**
 * How many registrations are known to come without an answer of ours: the rest of the dependency level that is under
 * way, for a batch of failures the rest of all, because it is the last one.
 */
function missingRegistrations(facts: RunFacts, gathered: Gathered): number {
  if (gathered.kind === "deletes") return facts.leaving ?? 0;
  let expected = 0;
  for (const level of facts.announced) {
    if (gathered.kind !== "failures" && expected > 0 && expected >= facts.seen) break;
    expected += level;
  }
  return Math.max(facts.coming, expected - facts.seen, 0);
}

function total(levels: readonly number[]): number {
  return levels.reduce((sum, level) => sum + level, 0);
}
