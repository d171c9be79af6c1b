import { applyChanges } from "../claims/apply-changes";
import type { ClaimRequest, FileChange, LastChange, Outcome, Snapshot } from "../claims/request";
import type { Base, HeadView } from "./head-view";
import { onePerOwner } from "./one-per-owner";
import type { Scene, Sight } from "./planning";
import { planRequests } from "./planning";

/** The head with what this preview has planned so far: what a guard must see before it is written. */
export class Foreseen implements Sight {
  readonly #head: HeadView;
  #planned: Snapshot | undefined;
  readonly #touched = new Set<string>();

  constructor(head: HeadView) {
    this.#head = head;
  }

  async base(): Promise<Base> {
    const base = await this.#head.base();
    return this.#planned === undefined ? base : { ...base, tree: this.#planned.tree };
  }

  async texts(paths: Iterable<string>): Promise<ReadonlyMap<string, string>> {
    const wanted = [...paths];
    const found = new Map(
      await this.#head.texts(wanted.filter((path) => !this.#touched.has(path))),
    );
    for (const path of wanted) {
      const text = this.#touched.has(path) ? this.#planned?.texts.get(path) : undefined;
      if (text !== undefined) found.set(path, text);
    }
    return found;
  }

  async lastChange(path: string): Promise<LastChange | null> {
    return this.#head.lastChange(path);
  }

  /** From now on these changes are part of it. */
  async add(changes: readonly FileChange[]): Promise<void> {
    const { tree } = await this.base();
    const texts = this.#planned?.texts ?? new Map<string, string>();
    this.#planned = applyChanges({ tree, texts }, changes);
    for (const { path } of changes) this.#touched.add(path);
  }
}

interface Asked {
  readonly request: ClaimRequest;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Plans the requests of one preview, those that come together as one, each seeing what those before it came to. */
export class Preview {
  readonly foreseen: Foreseen;
  readonly #scene: () => Scene;
  #asked: Asked[] = [];
  #planning = false;

  constructor(head: HeadView, elsewhere: Scene["elsewhere"], wanted: () => Scene["wanted"]) {
    this.foreseen = new Foreseen(head);
    this.#scene = () => ({ sight: this.foreseen, elsewhere, wanted: wanted() });
  }

  /** What the request would come to. @throws what `up` would reject with */
  async plan(request: ClaimRequest): Promise<Outcome> {
    const outcome = new Promise<Outcome>((resolve, reject) => {
      this.#asked.push({ request, resolve, reject });
    });
    if (!this.#planning) void this.#planAll();
    return outcome;
  }

  async #planAll(): Promise<void> {
    this.#planning = true;
    while (this.#asked.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const { batch, later } = onePerOwner(this.#asked, ({ request }) => request.owner);
      this.#asked = later;
      await this.#planBatch(batch).catch((error: unknown) => {
        for (const { reject } of batch) reject(error);
      });
    }
    this.#planning = false;
  }

  async #planBatch(batch: readonly Asked[]): Promise<void> {
    const requests = batch.map(({ request }) => request);
    const { plan, failures } = await planRequests(requests, this.#scene());
    if (plan.changes.length > 0) await this.foreseen.add(plan.changes);
    for (const { request, resolve, reject } of batch) {
      const failure = failures.get(request.owner);
      if (failure !== undefined) reject(failure);
      else resolve(plan.outcomes.get(request.owner) ?? { paths: [], seen: {} });
    }
  }
}
