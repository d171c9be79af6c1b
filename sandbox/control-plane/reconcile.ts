import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { ApiRefusal, type ApiClient, type KubeObject } from "./api-client";

/** What a reconciler has seen so far of one of its lists. */
export type Listed = (path: string) => readonly KubeObject[];

const pauseMs = 300;
/** Until a kind that does not exist is looked for again. */
const absentPauseMs = 1000;

export interface Reconciler {
  /** Reconciles now, and waits until it is done. */
  again(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Watches the lists at `paths` and calls `reconcile` after each change, one call at a time; again after a pause when it failed.
 * A list whose kind does not exist (yet) is empty.
 */
export function keepReconciling(
  client: ApiClient,
  paths: readonly string[],
  reconcile: (listed: Listed) => Promise<void>,
): Reconciler {
  const lists = new Map<string, ReadonlyMap<string, KubeObject>>();
  const stopping = new AbortController();
  // One of each list, and one of each pause.
  setMaxListeners(0, stopping.signal);
  let changed = false;
  let turn: Promise<void> | undefined;

  function isDue(): boolean {
    return changed && !stopping.signal.aborted && lists.size === paths.length;
  }
  function wake(): void {
    changed = true;
    turn ??= run().finally(() => {
      turn = undefined;
      // It may have been woken after its last look.
      if (isDue()) wake();
    });
  }
  async function run(): Promise<void> {
    while (isDue()) {
      changed = false;
      try {
        await reconcile((path) => [...(lists.get(path)?.values() ?? [])]);
      } catch {
        // Another writer was first, or what is needed is not there yet: what it is now shows with the next look.
        await pause(stopping.signal, pauseMs);
        changed = true;
      }
    }
  }
  const watches = paths.map((path) =>
    keepListing(client, path, stopping.signal, (objects) => {
      lists.set(path, objects);
      wake();
    }),
  );
  return {
    async again() {
      wake();
      await turn;
    },
    async stop() {
      stopping.abort();
      await Promise.all(watches);
      await turn;
    },
  };
}

/** Lists, then watches, until it is aborted; lists again when the watch is over. */
async function keepListing(
  client: ApiClient,
  path: string,
  signal: AbortSignal,
  changed: (objects: ReadonlyMap<string, KubeObject>) => void,
): Promise<void> {
  while (!signal.aborted) {
    let pauseNow = pauseMs;
    try {
      const { metadata, items } = (await client.request("GET", path)) as List;
      const objects = new Map(items.map((item) => [item.metadata.uid, item]));
      changed(objects);
      await follow(`${path}?watch=1&resourceVersion=${metadata.resourceVersion}`, objects);
    } catch (error) {
      if (error instanceof ApiRefusal && error.status === 404) {
        changed(new Map());
        pauseNow = absentPauseMs;
      }
    }
    await pause(signal, pauseNow);
  }

  async function follow(from: string, objects: Map<string, KubeObject>): Promise<void> {
    const watch = client.watch(from, (line) => {
      const { type, object } = JSON.parse(line) as Event;
      if (type === "ERROR") watch.stop();
      else if (type === "DELETED") objects.delete(object.metadata.uid);
      else objects.set(object.metadata.uid, object);
      changed(objects);
    });
    function stop(): void {
      watch.stop();
    }
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    try {
      await watch.ended;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }
}

interface Event {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "ERROR";
  readonly object: KubeObject;
}

interface List {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly KubeObject[];
}

async function pause(signal: AbortSignal, milliseconds: number): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
