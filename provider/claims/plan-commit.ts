import { Attempt } from "./attempt";
import { blobId, hashOf, renderedId } from "./blob-id";
import { GuardFiles } from "./guard-files";
import { GuardJudge } from "./guards";
import { claimKeys } from "./keys";
import { ownAt } from "./own-at";
import { faultOfPath } from "./paths";
import { holdEntries, releaseEntries } from "./plan-entries";
import { PlannedTree } from "./planned-tree";
import { holdShared, isLeftOver } from "./plan-shared";
import { holdWholes, releaseWholes } from "./plan-wholes";
import { isOnlyScaffold } from "./scaffold";
import { wholeId, wholesOf } from "./whole";
import type { Batch } from "./attempt";
import type {
  Circumstances,
  ClaimRequest,
  CommitPlan,
  FileChange,
  Outcome,
  Refusal,
  Snapshot,
} from "./request";

/**
 * The changes that make a snapshot satisfy as many of the requests as can be; each is fulfilled whole or not at all.
 * Owners are heard by their URN; one that only a guard stands against is heard again once others are accepted, so that
 * neither the order of the requests nor how they are batched matters. The snapshot has the texts of `neededPaths`.
 */
export function planCommit(
  snapshot: Snapshot,
  requests: readonly ClaimRequest[],
  circumstances: Circumstances,
): CommitPlan {
  return new Planning(snapshot, requests, circumstances).plan();
}

class Planning {
  private readonly snapshot: Snapshot;
  private readonly waiting: ClaimRequest[];
  private readonly batch: Batch;
  private readonly tree: PlannedTree;
  private readonly judge: GuardJudge;
  private readonly accepted: ClaimRequest[] = [];
  private readonly touchedBy = new Map<string, Set<string>>();
  private readonly refusals = new Map<string, readonly Refusal[]>();
  private readonly undecided = new Set<string>();

  constructor(snapshot: Snapshot, requests: readonly ClaimRequest[], circumstances: Circumstances) {
    this.snapshot = snapshot;
    this.waiting = [...requests].sort((one, other) => (one.owner < other.owner ? -1 : 1));
    this.tree = new PlannedTree(snapshot);
    this.judge = new GuardJudge(snapshot.tree, circumstances.others);
    this.batch = {
      hash: hashOf(snapshot.tree),
      circumstances,
      keys: new Map(),
      users: new Map(),
      shared: new Map(),
      releasing: releasingOf(requests),
    };
  }

  plan(): CommitPlan {
    let heard = this.waiting;
    for (let moved = true; moved && heard.length > 0;) {
      const again: ClaimRequest[] = [];
      moved = false;
      for (const request of heard) {
        const attempt = this.attempt(request);
        if (attempt.refusals.length === 0 && attempt.undecided.size === 0) {
          this.accept(attempt);
          moved = true;
        } else if (attempt.mayPass && attempt.undecided.size === 0) again.push(request);
        for (const path of attempt.undecided) this.undecided.add(path);
        if (attempt.refusals.length > 0) this.refusals.set(request.owner, attempt.refusals);
      }
      heard = again;
    }
    this.tidyUp();
    const changes = this.changes();
    return {
      changes,
      outcomes: this.outcomes(new Set(changes.map(({ path }) => path))),
      refusals: this.refusals,
      undecided: [...this.undecided].sort(),
    };
  }

  private attempt(request: ClaimRequest): Attempt {
    const attempt = new Attempt(request, this.batch, new PlannedTree(this.tree));
    if (refuseBadPaths(attempt)) return attempt;
    releaseWholes(attempt);
    releaseEntries(attempt);
    holdWholes(attempt);
    holdEntries(attempt);
    holdShared(attempt);
    if (attempt.refusals.length === 0 && attempt.undecided.size === 0) this.guard(attempt);
    return attempt;
  }

  private guard(attempt: Attempt): void {
    const { request, tree } = attempt;
    const paths = [...tree.touched().keys()];
    const changes = {
      before: this.tree,
      changed: new GuardFiles(new Set(paths)),
      replaced: new GuardFiles(new Set(paths.filter((path) => this.tree.has(path)))),
    };
    attempt.refusals.push(...this.judge.judge(request, tree, changes));
    for (const { request: other, refusal } of this.judge.judgeAgain(tree, changes)) {
      const whose = (other.hold ?? other.held)?.subject ?? other.owner;
      const message = `What ${whose} needs, of the same run, stands against it: ${refusal.message}`;
      attempt.refusals.push({ ...refusal, message });
    }
  }

  private accept({ request, tree }: Attempt): void {
    this.tree.absorb(tree);
    this.judge.accepted(request, this.tree, tree.touched().keys());
    this.accepted.push(request);
    this.refusals.delete(request.owner);
    this.touchedBy.set(request.owner, new Set(tree.touched().keys()));
    const { hold, owner } = request;
    if (hold === undefined) return;
    for (const key of claimKeys(hold)) this.batch.keys.set(key, owner);
    for (const path of Object.keys(hold.entries)) {
      this.batch.users.set(path, { owner, whole: false });
    }
    for (const path of wholesOf(hold).keys()) this.batch.users.set(path, { owner, whole: true });
    for (const [path, { document }] of Object.entries(hold.shared)) {
      this.batch.shared.set(path, { owner, document });
    }
  }

  /** Takes away the files that nobody needs any more now that all are heard. */
  private tidyUp(): void {
    for (const { held, hold, owner } of this.accepted) {
      for (const [path, claim] of Object.entries(held?.shared ?? {})) {
        if (ownAt(hold?.shared, path) !== undefined || this.batch.shared.has(path)) continue;
        const rendered = renderedId(claim.document, this.batch.hash);
        if (isLeftOver(this.tree, path, claim, { rendered })) this.takeAway(path, owner);
      }
      for (const [path, claim] of Object.entries(held?.entries ?? {})) {
        if (claim.whenEmpty === "keep" || this.batch.users.has(path)) continue;
        if (!this.tree.has(path) || ownAt(hold?.entries, path) !== undefined) continue;
        const list = this.tree.listOrNull(path, claim);
        if (list !== null && isOnlyScaffold(path, list, claim)) this.takeAway(path, owner);
      }
    }
  }

  private takeAway(path: string, owner: string): void {
    this.tree.delete(path);
    this.touchedBy.get(owner)?.add(path);
  }

  private changes(): FileChange[] {
    const changes: FileChange[] = [];
    for (const path of [...this.tree.touched().keys()].sort()) {
      const text = this.tree.text(path) ?? null;
      const id = this.snapshot.tree.get(path);
      if (text === null ? id === undefined : id === blobId(text, this.batch.hash)) continue;
      changes.push({ path, text });
    }
    return changes;
  }

  private outcomes(changed: ReadonlySet<string>): Map<string, Outcome> {
    return new Map(
      this.accepted.map(({ owner, hold }) => {
        const touched = this.touchedBy.get(owner) ?? new Set();
        const paths = [...touched].filter((path) => changed.has(path)).sort();
        const seen: Record<string, string> = {};
        for (const [path, whole] of wholesOf(hold)) {
          const id = this.snapshot.tree.get(path);
          if (id === undefined || changed.has(path)) continue;
          if (id !== wholeId(whole, this.batch.hash)) seen[path] = id;
        }
        return [owner, { paths, seen }];
      }),
    );
  }
}

function releasingOf(requests: readonly ClaimRequest[]): Map<string, ClaimRequest> {
  const releasing = new Map<string, ClaimRequest>();
  for (const request of requests) {
    if (request.held === undefined) continue;
    const kept = new Set(request.hold === undefined ? [] : claimKeys(request.hold));
    for (const key of claimKeys(request.held)) if (!kept.has(key)) releasing.set(key, request);
  }
  return releasing;
}

function refuseBadPaths(attempt: Attempt): boolean {
  const { hold } = attempt.request;
  if (hold === undefined) return false;
  const paths = [hold.documents, hold.texts, hold.entries, hold.shared].flatMap(Object.keys);
  for (const path of paths) {
    const fault = faultOfPath(path);
    const remedy = "Give a path relative to the top of the config repo, like `clusters/pd.yaml`.";
    if (fault !== undefined) {
      attempt.refuse("claim-conflict", path, `The path \`${path}\` ${fault}.`, remedy);
    }
  }
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) {
    const sentence = `The file ${twice} is claimed in two ways by the same resource.`;
    attempt.refuse("claim-conflict", twice, sentence, "Claim it in one of them only.");
  }
  return attempt.refusals.length > 0;
}
