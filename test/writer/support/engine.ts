import type { Clock } from "../../../provider/writer/clock";
import { pause } from "../../../provider/writer/clock";
import type { Run } from "../../../provider/writer/run";

/** One registration of a simulated program. */
export interface Item {
  readonly urn: string;
  readonly after?: readonly string[];
}

export interface Schedule {
  readonly clock: Clock;
  readonly run: Run;
  readonly parallel: number;
  readonly items: readonly Item[];
  /** How long the engine writes its state before the next operation starts; one at a time, as the real one does. */
  readonly gapMs: () => number;
  readonly submit: (urn: string) => Promise<unknown>;
}

/**
 * Runs registrations as the engine does: Check one after another, at most `parallel` operations at once, the next
 * Check only when a worker is free for the step before, and dependents not before what they depend on is answered.
 */
export async function runEngine(schedule: Schedule): Promise<void> {
  const { clock, run, parallel, items } = schedule;
  const slots = new Semaphore(parallel);
  const generator = new Semaphore(1);
  const state = new Semaphore(1);
  const done = new Map<string, Promise<void>>();
  for (const item of items) done.set(item.urn, register(item));
  await Promise.all(done.values());

  async function register({ urn, after = [] }: Item): Promise<void> {
    // The program's promises resolve later than the map is filled.
    await Promise.resolve();
    for (const other of after) await done.get(other);
    await generator.take();
    await pause(clock, 2);
    run.checked(urn, "place", [urn]);
    await slots.take();
    generator.give();
    await state.take();
    await pause(clock, schedule.gapMs());
    state.give();
    await schedule.submit(urn);
    slots.give();
  }
}

class Semaphore {
  #free: number;
  readonly #queue: (() => void)[] = [];

  constructor(free: number) {
    this.#free = free;
  }

  async take(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
  }

  give(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}
