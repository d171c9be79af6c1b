import type { Claims } from "../claims/model";
import type { Observation } from "../claims/observe";
import { observe, pathsToObserve } from "../claims/observe";
import type { ClaimRequest, Outcome } from "../claims/request";
import type { CommitId, ConfigRepo } from "../config-repo/config-repo";
import type { Gathered, Windows } from "./batch-rule";
import type { FailedPreviews } from "./failed-previews";
import { GroupCommit } from "./group-commit";
import { HeadView } from "./head-view";
import type { Call } from "./member";
import { within } from "./member";
import type { Again } from "./patience";
import { planRequests } from "./planning";
import type { Foreseen } from "./preview";
import { Preview } from "./preview";
import type { Run } from "./run";
import type { Place, Receipt } from "./turn";
import { takeTurn } from "./turn";

/** Looks, in a preview, whether what a request came to could be written to a branch. */
export type Preflight = (
  place: { readonly repository: string; readonly branch: string },
  request: ClaimRequest,
  outcome: Outcome,
  call: Call,
) => Promise<void>;

/** What all writers of a process share. */
export interface Shared extends Pick<Place, "clock" | "patience" | "message"> {
  readonly run: Run;
  readonly windows: Windows;
  readonly failedPreviews: FailedPreviews;
  /** Throws why what a preview has planned could not be written. */
  readonly preflight?: Preflight;
  /** The writer of another repository, for guards that name it. */
  readonly writerOf: (repository: string) => Writer;
}

/** Writes one branch of one repository: what is asked at the same time becomes one commit. */
export class Writer {
  readonly #open: () => Promise<ConfigRepo>;
  readonly #shared: Shared;
  readonly #place: Place;
  readonly #group: GroupCommit<ClaimRequest, Receipt>;
  readonly #closing = new AbortController();
  readonly #older = new Map<CommitId, HeadView>();
  #head!: HeadView;
  #leftUndone = false;
  #preview!: Preview;

  /** `open` answers the same adapter each time. */
  constructor(repository: string, branch: string, open: () => Promise<ConfigRepo>, shared: Shared) {
    const { run, clock, windows, patience, message } = shared;
    this.#open = open;
    this.#shared = shared;
    this.#place = {
      repository,
      branch,
      open,
      elsewhere: (other, again) => shared.writerOf(other).look(again),
      wanted: () => run.wanted(placeKey(repository, branch)),
      leftUndone: () => this.#leftUndone,
      clock,
      patience,
      message,
    };
    this.#group = new GroupCommit({
      run,
      clock,
      windows,
      kind: kindOf,
      owner: ({ owner }) => owner,
      arrived: ({ owner, hold }) => run.arrived(owner, hold === undefined ? "delete" : "change"),
      answered: ({ owner }) => run.answered(owner),
      turn: (members) => takeTurn(this.#place, members).finally(() => this.#lookAnew()),
    });
    this.#lookAnew();
  }

  /**
   * Has the request fulfilled, in one commit with others that come at the same time.
   * @throws claim-conflict, claim-rival, guard-failed, unsupported-yaml if it is refused; cancelled, deadline-exceeded
   * before anything is written; stale-read, repository-unavailable when all tries were in vain; what the adapter throws
   */
  async submit(request: ClaimRequest, call: Call = {}): Promise<Receipt> {
    return this.#group.submit(request, call);
  }

  /**
   * What the request would come to at the head, after what this preview has planned so far; writes nothing.
   * @throws what `submit` would, together with the other failures of the run
   */
  async preview(request: ClaimRequest, call: Call = {}): Promise<Outcome> {
    const { run, clock, failedPreviews, preflight } = this.#shared;
    const { owner } = request;
    run.arrived(owner);
    try {
      const outcome = await within(call, clock, this.#preview.plan(request));
      if (outcome.paths.length > 0) await preflight?.(this.#place, request, outcome, call);
      run.answered(owner);
      return outcome;
    } catch (error) {
      return failedPreviews.submit({ owner, error }, call);
    }
  }

  /**
   * Whether the request would be refused at the head as it is now; writes nothing, and foresees nothing.
   * @throws what `submit` would
   */
  async judge(request: ClaimRequest, call: Call = {}): Promise<void> {
    const { clock, patience, writerOf } = this.#shared;
    const again = { clock, patience, signal: this.#closing.signal };
    const { failures } = await within(
      call,
      clock,
      planRequests([request], {
        sight: this.look(again),
        elsewhere: (other) => writerOf(other).look(again),
        wanted: this.#place.wanted(),
      }),
    );
    const failure = failures.get(request.owner);
    if (failure !== undefined) throw failure;
  }

  /** What became of claims, at the head as this process saw it first; constant in cost for what has not drifted. */
  async observe(held: Claims, seen: ClaimRequest["seen"], call: Call = {}): Promise<Observation> {
    return within(call, this.#shared.clock, observed(this.#head, held, seen));
  }

  /** The same at an older commit. */
  async observeAt(
    commit: CommitId,
    held: Claims,
    seen: ClaimRequest["seen"],
    call: Call = {},
  ): Promise<Observation> {
    const { clock, patience } = this.#shared;
    const again = { clock, patience, signal: this.#closing.signal };
    const view = this.#older.get(commit) ?? new HeadView(this.#open, again, commit);
    this.#older.set(commit, view);
    return within(call, clock, observed(view, held, seen));
  }

  /** The head as those see it who only look. */
  get head(): Pick<HeadView, "base" | "lastChange" | "contains"> {
    return this.#head;
  }

  /** Whether a head is a commit that every clone can have. */
  async isCommit(head: CommitId): Promise<boolean> {
    return (await this.#open()).isCommit?.(head) ?? true;
  }

  /** Those of the paths at which a run that was cut off overwrote what others did; the next turn puts it back. */
  async leftUndone(paths: Iterable<string>, call: Call = {}): Promise<string[]> {
    const found = await within(call, this.#shared.clock, this.#findUndone());
    const undone = [...paths].filter((path) => found.has(path));
    if (undone.length > 0) this.#leftUndone = true;
    return undone;
  }

  /** A look of its own at the head. */
  look(again: Again): HeadView {
    return new HeadView(this.#open, again);
  }

  /** The head with what this preview has planned so far. */
  foreseen(): Foreseen {
    return this.#preview.foreseen;
  }

  /** Lets a turn under way end; nothing new is begun. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#group.close();
  }

  async #findUndone(): Promise<ReadonlySet<string>> {
    const { aftermath } = await this.#open();
    if (aftermath === undefined) return new Set();
    const { commit } = await this.#head.base();
    return aftermath.find(commit, this.#closing.signal);
  }

  /** A commit of ours has moved the head that readers know. */
  #lookAnew(): void {
    const { clock, patience, run, writerOf } = this.#shared;
    const { repository, branch } = this.#place;
    this.#head = this.look({ clock, patience, signal: this.#closing.signal });
    this.#preview = new Preview(
      this.#head,
      (other) => writerOf(other).foreseen(),
      () => run.wanted(placeKey(repository, branch)),
    );
  }
}

async function observed(
  view: HeadView,
  held: Claims,
  seen: ClaimRequest["seen"],
): Promise<Observation> {
  const { tree } = await view.base();
  const texts = await view.texts(pathsToObserve(tree, held, seen));
  return observe({ tree, texts }, held, seen);
}

/** The key of a repository and branch. */
export function placeKey(repository: string, branch: string): string {
  return `${repository}@${branch}`;
}

function kindOf(requests: readonly ClaimRequest[]): Gathered["kind"] {
  const deletes = requests.filter(({ hold }) => hold === undefined).length;
  if (deletes === 0) return "changes";
  return deletes === requests.length ? "deletes" : "both";
}
