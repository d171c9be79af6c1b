import type { BlobId, LastChange } from "../claims/request";
import type { CommitId, ConfigRepo } from "../config-repo/config-repo";
import { NautesError } from "../errors";
import { pause } from "./clock";
import type { Again } from "./patience";
import { persist } from "./patience";

/** Milliseconds after which a head is looked at again from which another run may be about to take something back. */
const SETTLING_MS = 500;

/** Milliseconds that a head is waited for at a time which many runs keep in motion: each of them gets some seconds. */
const LONGEST_SETTLING_MS = 60_000;

/** The branch's head as it was when somebody first looked. */
export interface Base {
  readonly commit: CommitId;
  readonly tree: ReadonlyMap<string, BlobId>;
}

/**
 * A branch at one commit for all who only look: head and tree are asked for once, files that are wanted at the same
 * time are read in one call, and nothing is read twice. What failed once fails for all.
 */
export class HeadView {
  readonly #open: () => Promise<ConfigRepo>;
  readonly #again: Again;
  readonly #at: CommitId | undefined;
  readonly #texts = new Map<string, string>();
  readonly #lastChanges = new Map<string, Promise<LastChange | null>>();
  #base: Promise<Base> | undefined;
  #wanted = new Set<string>();
  #reading: Promise<void> | undefined;

  /** `at`: another commit than the branch's newest. */
  constructor(open: () => Promise<ConfigRepo>, again: Again, at?: CommitId) {
    this.#open = open;
    this.#again = again;
    this.#at = at;
  }

  /** Ends what is asked for it. */
  get signal(): AbortSignal | undefined {
    return this.#again.signal;
  }

  async base(): Promise<Base> {
    this.#base ??= persist(async () => {
      const repo = await this.#open();
      const commit = this.#at ?? (await this.#settledHead(repo));
      return { commit, tree: await repo.tree(commit, undefined, this.#again.signal) };
    }, this.#again);
    return this.#base;
  }

  /** The text of those `paths` that exist. */
  async texts(paths: Iterable<string>): Promise<ReadonlyMap<string, string>> {
    const { tree } = await this.base();
    const existing = [...new Set(paths)].filter((path) => tree.has(path));
    for (const path of existing) if (!this.#texts.has(path)) this.#wanted.add(path);
    while (existing.some((path) => !this.#texts.has(path))) {
      await (this.#reading ??= this.#readWanted());
    }
    return new Map(existing.map((path) => [path, this.#texts.get(path) ?? ""]));
  }

  /** The commit that last touched `path`; null: none did. */
  async lastChange(path: string): Promise<LastChange | null> {
    const known = this.#lastChanges.get(path);
    if (known !== undefined) return known;
    const asked = persist(async () => {
      const { commit } = await this.base();
      const repo = await this.#open();
      return (await repo.lastChange(path, commit, this.#again.signal)) ?? null;
    }, this.#again);
    this.#lastChanges.set(path, asked);
    return asked;
  }

  /** Whether `commit` is this one or came before it. */
  async contains(commit: CommitId): Promise<boolean> {
    const { commit: head } = await this.base();
    if (commit === head) return true;
    return persist(
      async () => (await this.#open()).contains(commit, head, this.#again.signal),
      this.#again,
    );
  }

  async #settledHead(repo: ConfigRepo): Promise<CommitId> {
    const { clock, signal, waitsToSettle } = this.#again;
    const end = clock.now() + (waitsToSettle === false ? 0 : LONGEST_SETTLING_MS);
    for (;;) {
      const commit = await repo.head(signal);
      if ((await repo.isSettled?.(commit, signal)) !== false) return commit;
      if (clock.now() >= end) throw stillUnsettled();
      await pause(clock, SETTLING_MS, signal);
    }
  }

  /** Reads what has been asked for by the time that the event loop has gone round. */
  async #readWanted(): Promise<void> {
    try {
      const { commit } = await this.base();
      await new Promise((resolve) => setImmediate(resolve));
      const paths = this.#wanted;
      this.#wanted = new Set();
      const found = await persist(async () => {
        const repo = await this.#open();
        return repo.read(paths, commit, this.#again.signal);
      }, this.#again);
      for (const path of paths) this.#texts.set(path, found.get(path) ?? "");
    } finally {
      this.#reading = undefined;
    }
  }
}

function stillUnsettled(): NautesError {
  return new NautesError(
    "stale-read",
    "Other runs may be about to take back commits that GitLab's API put on top of others' work.",
    { remedy: "Run it again in a minute." },
  );
}
