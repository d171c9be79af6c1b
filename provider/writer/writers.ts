import { availableParallelism } from "node:os";
import type { MessageSettings } from "../claims/commit-message";
import type { ConfigRepo } from "../config-repo/config-repo";
import type { Windows } from "./batch-rule";
import { defaultWindows } from "./batch-rule";
import type { Clock } from "./clock";
import { systemClock } from "./clock";
import { gatherFailedPreviews } from "./failed-previews";
import type { Patience } from "./patience";
import { defaultPatience } from "./patience";
import { Run } from "./run";
import type { Preflight, Shared } from "./writer";
import { placeKey, Writer } from "./writer";

/** How the writers of a process work. */
export interface WritersOptions {
  /** Makes the adapter of a repository and branch, when it is first needed; closed with the writers. */
  readonly open: (repository: string, branch: string) => ConfigRepo | Promise<ConfigRepo>;
  /** The branch of a repository that a guard names. */
  readonly branch: string;
  readonly message: MessageSettings;
  /** @default none */
  readonly preflight?: Preflight;
  readonly windows?: Partial<Windows>;
  readonly patience?: Partial<Patience>;
  readonly clock?: Clock;
  /** @default one that knows the machine's cores */
  readonly run?: Run;
}

/** The writers of a process, one for each repository and branch. */
export class Writers {
  /** What is known of the engine's run. */
  readonly run: Run;
  readonly #options: WritersOptions;
  readonly #shared: Shared;
  readonly #writers = new Map<string, Writer>();
  readonly #repos: Promise<ConfigRepo>[] = [];

  constructor(options: WritersOptions) {
    const clock = options.clock ?? systemClock;
    const windows = { ...defaultWindows, ...options.windows };
    this.#options = options;
    this.run = options.run ?? new Run(clock, availableParallelism());
    this.#shared = {
      run: this.run,
      clock,
      windows,
      patience: { ...defaultPatience, ...options.patience },
      message: options.message,
      ...(options.preflight === undefined ? {} : { preflight: options.preflight }),
      failedPreviews: gatherFailedPreviews(this.run, clock, windows),
      writerOf: (repository) => this.writer(repository, options.branch),
    };
  }

  writer(repository: string, branch: string): Writer {
    const key = placeKey(repository, branch);
    const known = this.#writers.get(key);
    if (known !== undefined) return known;
    const writer = new Writer(repository, branch, this.#opener(repository, branch), this.#shared);
    this.#writers.set(key, writer);
    return writer;
  }

  /** Lets the turns under way end, then closes every adapter. */
  async close(): Promise<void> {
    await this.#shared.failedPreviews.close();
    await Promise.all([...this.#writers.values()].map((writer) => writer.close()));
    const repos = await Promise.allSettled(this.#repos);
    await Promise.all(
      repos.flatMap((repo) => (repo.status === "fulfilled" ? [repo.value.close()] : [])),
    );
  }

  /** Opens an adapter when it is first asked for, and answers it ever after; a failure is tried again. */
  #opener(repository: string, branch: string): () => Promise<ConfigRepo> {
    let opened: Promise<ConfigRepo> | undefined;
    return async () => {
      if (opened !== undefined) return opened;
      const opening = Promise.resolve().then(() => this.#options.open(repository, branch));
      opened = opening;
      this.#repos.push(opening);
      opening.catch(() => (opened = undefined));
      return opening;
    };
  }
}
