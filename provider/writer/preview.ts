import { applyChanges } from "../claims/apply-changes";
import { neededPaths } from "../claims/needed-paths";
import type { ClaimRequest, FileChange, LastChange, Outcome, Snapshot } from "../claims/request";
import type { Base, HeadView } from "./head-view";
import type { Planned, Scene, Sight } from "./planning";
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

/** Plans the requests of one preview one after another, each seeing what those before it came to. */
export class Preview {
  readonly foreseen: Foreseen;
  readonly #scene: Omit<Scene, "sight" | "wanted">;
  readonly #wanted: () => Scene["wanted"];
  #last: Promise<unknown> = Promise.resolve();

  constructor(head: HeadView, elsewhere: Scene["elsewhere"], wanted: () => Scene["wanted"]) {
    this.foreseen = new Foreseen(head);
    this.#scene = { elsewhere };
    this.#wanted = wanted;
  }

  /** What the request would come to. @throws what `up` would reject with */
  async plan(request: ClaimRequest): Promise<Outcome> {
    // Read before it is its turn, so that requests that come together are read together.
    const { tree } = await this.foreseen.base();
    await this.foreseen.texts(neededPaths(tree, [request]));
    const turn = this.#last.then(() => this.#planNow(request));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #planNow(request: ClaimRequest): Promise<Outcome> {
    const { plan, failures }: Planned = await planRequests([request], {
      ...this.#scene,
      sight: this.foreseen,
      wanted: this.#wanted(),
    });
    const failure = failures.get(request.owner);
    if (failure !== undefined) throw failure;
    if (plan.changes.length > 0) await this.foreseen.add(plan.changes);
    return plan.outcomes.get(request.owner) ?? { paths: [], seen: {} };
  }
}
