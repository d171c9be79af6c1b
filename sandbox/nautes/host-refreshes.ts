import { setTimeout as sleep } from "node:timers/promises";

const tries = 5;
const firstPauseMs = 20;

/** The queue of hosts to be rendered again: one at a time, each once, tried again a few times, then given up. */
export class HostRefreshes {
  readonly #refresh: (host: string) => Promise<void>;
  readonly #waiting = new Set<string>();
  readonly #givenUp: Error[] = [];
  #work: Promise<void> = Promise.resolve();

  constructor(refresh: (host: string) => Promise<void>) {
    this.#refresh = refresh;
  }

  ask(host: string): void {
    if (this.#waiting.has(host)) return;
    this.#waiting.add(host);
    this.#work = this.#work.then(async () => this.#next(host));
  }

  /** Waits until nothing is asked any more; answers why some were given up since the last call. */
  async settled(): Promise<readonly Error[]> {
    let work: Promise<void> | undefined;
    while (work !== this.#work) {
      work = this.#work;
      await work;
    }
    return this.#givenUp.splice(0);
  }

  async #next(host: string): Promise<void> {
    this.#waiting.delete(host);
    for (let round = 0; ; round += 1) {
      try {
        await this.#refresh(host);
        return;
      } catch (reason) {
        if (round + 1 < tries) {
          await sleep(firstPauseMs * 2 ** round);
          continue;
        }
        this.#givenUp.push(reason as Error);
        return;
      }
    }
  }
}
