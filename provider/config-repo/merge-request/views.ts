import type { CommitId } from "../config-repo";
import type { View } from "./look";

/** Views that are remembered, for those who read what they looked at a while ago. */
const CAPACITY = 8;

/** The newest views, by what stands for their commit. */
export class Views {
  readonly #views = new Map<CommitId, View>();

  remember(view: View): void {
    this.#views.delete(view.id);
    this.#views.set(view.id, view);
    for (const old of [...this.#views.keys()].slice(0, -CAPACITY)) this.#views.delete(old);
  }

  /** A commit that was never looked at is one of the target. */
  at(id: CommitId): View {
    const none = { source: undefined, own: undefined, request: undefined };
    return this.#views.get(id) ?? { id, target: id, ...none };
  }
}
