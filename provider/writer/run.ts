import type { Reason, RunFacts } from "./batch-rule";
import type { Clock } from "./clock";

/** What a program says about itself before it registers anything. */
export interface Announcement {
  /** How many registrations it makes at each dependency depth; the first number is of those that depend on none. */
  readonly levels: readonly number[];
  /** The engine's `--parallel`. */
  readonly parallel?: number;
}

/** A claim that another resource of the program wants. */
export interface Rival {
  readonly key: string;
  /** Its URN. */
  readonly owner: string;
}

/** What is known of the engine's run in this process; shared by all writers. */
export class Run {
  readonly #clock: Clock;
  readonly #cores: number;
  readonly #listeners = new Set<() => void>();
  readonly #announced: number[] = [];
  /** Checked, and neither arrived nor found unchanged. */
  readonly #coming = new Set<string>();
  readonly #seen = new Set<string>();
  /** Refreshed, and not deleted since. */
  readonly #refreshed = new Set<string>();
  #purpose: "unknown" | "destroy" | "program" = "unknown";
  readonly #inFlight = new Map<string, number>();
  /** Place → claim key → owners. */
  readonly #wanted = new Map<string, Map<string, Set<string>>>();
  readonly #forget = new Map<string, () => void>();
  #inFlightCount = 0;
  /** As announced, until it is exceeded. */
  #told: number | undefined;
  /** As the batches showed it, until it is exceeded. */
  #learnt: number | undefined;
  /** What was in flight when something known to come did not. */
  #candidate: number | undefined;
  #peak = 0;
  #lastActivity: number;

  /** `cores`: of the machine; four operations for each is the engine's default limit. */
  constructor(clock: Clock, cores: number) {
    this.#clock = clock;
    this.#cores = cores;
    this.#lastActivity = clock.now();
  }

  /** What the program says of itself; several announcements add up. */
  announce(announcement: Announcement): void {
    announcement.levels.forEach((count, level) => {
      this.#announced[level] = (this.#announced[level] ?? 0) + count;
    });
    const { parallel } = announcement;
    if (parallel !== undefined && parallel >= Math.max(1, this.#peak)) this.#told = parallel;
    this.#active();
  }

  /**
   * Check of `urn` succeeded; `keys` are the claims that it wants at `place`, a repository and branch. Answers the
   * claims that another resource of the program wants, too, if `urn` is `known` to the state and so may never come
   * to the writer, which refuses rivals.
   */
  checked(urn: string, place: string, keys: Iterable<string>, known = false): Rival[] {
    const own = new Set(keys);
    this.#purpose = "program";
    this.#want(urn, place, own);
    if (!this.#seen.has(urn)) this.#coming.add(urn);
    this.#active();
    return known ? this.#rivals(urn, place, own) : [];
  }

  /** A refresh found `urn`; a destroy refreshes all that it is going to delete. */
  refreshed(urn: string): void {
    this.#refreshed.add(urn);
    // Until a Check says otherwise.
    if (this.#purpose === "unknown") this.#purpose = "destroy";
    this.#active();
  }

  /** Diff of `urn` found nothing: no operation of it will come. */
  unchanged(urn: string): void {
    this.#coming.delete(urn);
    this.#seen.add(urn);
    this.#active();
  }

  /** Diff of `urn` found something: an operation of it will come. */
  changed(urn: string): void {
    this.#seen.delete(urn);
    this.#coming.add(urn);
    this.#active();
  }

  /** An operation of `urn` has come. */
  arrived(urn: string, kind: "change" | "delete" = "change"): void {
    if (kind === "change") {
      this.#coming.delete(urn);
      this.#seen.add(urn);
    } else {
      this.#refreshed.delete(urn);
    }
    this.#inFlight.set(urn, (this.#inFlight.get(urn) ?? 0) + 1);
    this.#inFlightCount++;
    this.#peak = Math.max(this.#peak, this.#inFlightCount);
    this.#told = unlessExceeded(this.#told, this.#inFlightCount);
    this.#learnt = unlessExceeded(this.#learnt, this.#inFlightCount);
    this.#candidate = unlessExceeded(this.#candidate, this.#inFlightCount);
    this.#active();
  }

  /** An operation of `urn` is answered, well or badly. */
  answered(urn: string): void {
    const count = this.#inFlight.get(urn);
    if (count !== undefined) {
      if (count === 1) this.#inFlight.delete(urn);
      else this.#inFlight.set(urn, count - 1);
      this.#inFlightCount--;
    }
    this.#active();
  }

  /** A batch is closed: what is learnt from the reason. */
  closed(because: Reason): void {
    if (because === "likely-limit") this.#learnt = this.#inFlightCount;
    if (because !== "gave-up") return;
    // What did not come in the longest of windows is held up by an answer of ours, or does not come at all.
    if (this.#coming.size > 0) this.#candidate = this.#inFlightCount;
    for (const urn of [...this.#coming]) if (!this.#inFlight.has(urn)) this.#coming.delete(urn);
  }

  /** Claim key → owners that were checked in this run and want it at `place`. */
  wanted(place: string): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#wanted.get(place) ?? new Map<string, Set<string>>();
  }

  /** All that the batching rule asks. */
  facts(): RunFacts {
    const likelyLimits = new Set<number>();
    const usual = 4 * this.#cores;
    if (this.#told === undefined && this.#peak <= usual) likelyLimits.add(usual);
    if (this.#candidate !== undefined) likelyLimits.add(this.#candidate);
    let coming = this.#coming.size;
    for (const urn of this.#inFlight.keys()) if (this.#coming.has(urn)) coming--;
    return {
      now: this.#clock.now(),
      lastActivity: this.#lastActivity,
      inFlight: this.#inFlightCount,
      coming,
      seen: this.#seen.size,
      leaving: this.#purpose === "destroy" ? this.#refreshed.size : undefined,
      announced: this.#announced,
      limit: this.#learnt ?? this.#told,
      likelyLimits,
    };
  }

  /** Calls `listener` whenever the facts change; what is returned ends that. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #active(): void {
    this.#lastActivity = this.#clock.now();
    for (const listener of this.#listeners) listener();
  }

  #want(urn: string, place: string, keys: ReadonlySet<string>): void {
    this.#forget.get(urn)?.();
    const owners = this.#wanted.get(place) ?? new Map<string, Set<string>>();
    this.#wanted.set(place, owners);
    for (const key of keys) {
      const wanting = owners.get(key) ?? new Set();
      owners.set(key, wanting.add(urn));
    }
    this.#forget.set(urn, () => {
      for (const key of keys) {
        const wanting = owners.get(key);
        wanting?.delete(urn);
        if (wanting?.size === 0) owners.delete(key);
      }
    });
  }

  #rivals(urn: string, place: string, keys: ReadonlySet<string>): Rival[] {
    const owners = this.wanted(place);
    return [...keys].flatMap((key) =>
      [...(owners.get(key) ?? [])]
        .filter((owner) => owner !== urn)
        .map((owner) => ({ key, owner })),
    );
  }
}

function unlessExceeded(limit: number | undefined, inFlight: number): number | undefined {
  return limit !== undefined && inFlight > limit ? undefined : limit;
}
