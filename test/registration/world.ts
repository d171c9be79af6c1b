import type { Claims } from "../../provider/claims/model";
import { applyChanges } from "../../provider/claims/apply-changes";
import { planCommit } from "../../provider/claims/plan-commit";
import type { Snapshot } from "../../provider/claims/request";

/** A config repo that registrations are really planned on, with those that others look at. */
export class World {
  snapshot: Snapshot = { tree: new Map(), texts: new Map() };
  readonly others = new Map<string, Snapshot>();

  /** Why the claims are refused; empty: they are held, instead of those that were. */
  hold(claims: Claims, instead?: Claims): readonly string[] {
    return this.change(claims.subject, claims, instead);
  }

  /** Why the claims cannot be given up; empty: they are. */
  release(claims: Claims): readonly string[] {
    return this.change(claims.subject, undefined, claims);
  }

  /** Puts a file of somebody else into a repository. */
  write(path: string, text: string, repository?: string): void {
    const before = repository === undefined ? this.snapshot : this.others.get(repository);
    const after = applyChanges(before ?? { tree: new Map(), texts: new Map() }, [{ path, text }]);
    if (repository === undefined) this.snapshot = after;
    else this.others.set(repository, after);
  }

  /** Makes what stands here the repository that other worlds look at. */
  seenAs(repository: string, by: World): void {
    by.others.set(repository, this.snapshot);
  }

  private change(
    owner: string,
    hold: Claims | undefined,
    held: Claims | undefined,
  ): readonly string[] {
    const request = { owner, stack: "p/s", hold, held, seen: {}, adopt: false };
    const circumstances = { others: this.others, lastChanges: new Map(), wanted: new Map() };
    const plan = planCommit(this.snapshot, [request], circumstances);
    expect(plan.undecided).toEqual([]);
    this.snapshot = applyChanges(this.snapshot, plan.changes);
    return (plan.refusals.get(owner) ?? []).map(({ message }) => message);
  }
}
