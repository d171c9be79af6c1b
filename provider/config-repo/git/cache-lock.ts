import { readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

import { lock } from "proper-lockfile";

import { NautesError } from "../../errors";
import { throwIfAborted } from "./git-process";

export interface LockOptions {
  /** Milliseconds to wait for another process. */
  readonly wait: number;
  readonly signal?: AbortSignal | undefined;
}

/** A lock is taken over when its holder has not renewed it for so many milliseconds, as it has crashed. */
const stale = 5_000;

/** Work of this process on one folder, which goes one after another before other processes are asked. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Does `work` while no other process, and no other call of this one, is at work on `folder`. Its signal is the caller's,
 * and aborts when the lock is lost.
 * @throws local-failure that says who is waited for, after `wait` milliseconds
 */
export async function withLock<Result>(
  folder: string,
  options: LockOptions,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const before = queues.get(folder);
  const turn = (async () => {
    await before?.catch(() => undefined);
    throwIfAborted(options.signal);
    const lost = new AbortController();
    const release = await acquire(folder, options, () => lost.abort(lockLost(folder)));
    const signals = options.signal === undefined ? [lost.signal] : [options.signal, lost.signal];
    try {
      return await work(AbortSignal.any(signals));
    } finally {
      await release();
    }
  })();
  queues.set(folder, turn);
  try {
    return await turn;
  } finally {
    if (queues.get(folder) === turn) queues.delete(folder);
  }
}

async function acquire(
  folder: string,
  options: LockOptions,
  onLost: () => void,
): Promise<() => Promise<void>> {
  const holder = `${folder}.holder`;
  const until = performance.now() + options.wait;
  for (;;) {
    try {
      const release = await lock(folder, {
        realpath: false,
        stale,
        onCompromised: onLost,
      });
      await writeFile(holder, `process ${process.pid} on ${hostname()}`, { mode: 0o600 });
      return () => release().catch(() => undefined);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "ELOCKED") throw cause;
    }
    if (performance.now() > until) throw await tooLong(folder, holder, options.wait);
    await sleep(20 + Math.random() * 60);
    throwIfAborted(options.signal);
  }
}

function lockLost(folder: string): NautesError {
  return new NautesError(
    "local-failure",
    "The Git cache was taken over by another process while it was in use, as this one seemed to have stopped.",
    {
      at: folder,
      remedy: "Run it again: what was written is found, and only the rest is written.",
    },
  );
}

async function tooLong(folder: string, holder: string, wait: number): Promise<NautesError> {
  const who = await readFile(holder, "utf8").catch(() => "another process");
  return new NautesError(
    "local-failure",
    `The Git cache has been in use by ${who} for more than ${Math.round(wait / 1000)} s.`,
    { at: folder, remedy: "Wait until it is done, or end it, then run again." },
  );
}
