import type { Clock } from "../../../provider/writer/clock";

interface Timer {
  readonly at: number;
  readonly then: () => void;
}

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
  #now = 1_000_000;
  #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, then: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), then };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves on by `ms`, stopping at every timer on the way. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const next = this.#next();
      if (next === undefined || next.at > end) break;
      this.#fire(next);
      await settle();
    }
    this.#now = end;
  }

  /** Moves on until `done` is settled, and answers it. */
  async until<T>(done: Promise<T>, longestMs = 3_600_000): Promise<T> {
    let settled = false;
    done.then(
      () => (settled = true),
      () => (settled = true),
    );
    const end = this.#now + longestMs;
    await settle();
    while (!settled as boolean) {
      const next = this.#next();
      if (next === undefined) throw new Error("nothing is going to happen any more");
      if (next.at > end) throw new Error(`not done within ${longestMs} ms`);
      this.#fire(next);
      await settle();
    }
    return done;
  }

  #next(): Timer | undefined {
    return this.#timers.reduce<Timer | undefined>(
      (first, timer) => (first === undefined || timer.at < first.at ? timer : first),
      undefined,
    );
  }

  #fire(timer: Timer): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
    this.#now = Math.max(this.#now, timer.at);
    timer.then();
  }
}

/** Lets everything happen that needs no time. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
