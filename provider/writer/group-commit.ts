import type { Gathered, Windows } from "./batch-rule";
import { decide } from "./batch-rule";
import type { Clock } from "./clock";
import type { Call } from "./member";
import { cancelled, Member } from "./member";
import { onePerOwner } from "./one-per-owner";
import type { Run } from "./run";

/** What a group asks of its world. */
export interface Group<Request, Receipt> {
  readonly run: Run;
  readonly clock: Clock;
  readonly windows: Windows;
  /** What kind of batch these requests make. */
  kind(requests: readonly Request[]): Gathered["kind"];
  /** Requests of one owner are never in one batch. */
  owner(request: Request): string;
  /** Told when a request has come, and when it is answered. */
  arrived(request: Request): void;
  answered(request: Request): void;
  /** Answers every member; what it leaves unanswered when it rejects is answered with its error. */
  turn(members: readonly Member<Request, Receipt>[]): Promise<void>;
}

/** The status column is not told more often than this. */
const PROGRESS_EVERY_MS = 2_000;

/** Collects the requests that arrive while a turn is under way or until nothing more is to come, and has them done in one. */
export class GroupCommit<Request, Receipt> {
  readonly #group: Group<Request, Receipt>;
  readonly #endWatch: () => void;
  #gathered: Member<Request, Receipt>[] = [];
  #entering = false;
  #since = 0;
  #latest = Infinity;
  #busy: Promise<void> | undefined;
  #takeBackTimer: (() => void) | undefined;
  #toldAt = -Infinity;

  constructor(group: Group<Request, Receipt>) {
    this.#group = group;
    this.#endWatch = group.run.watch(() => this.#consider());
  }

  /** Answers when the turn that `request` was part of is over. */
  async submit(request: Request, call: Call): Promise<Receipt> {
    const { clock } = this.#group;
    const member = new Member<Request, Receipt>(request, call, () => this.#group.answered(request));
    if (this.#gathered.length === 0) {
      this.#since = clock.now();
      this.#latest = Infinity;
    }
    this.#entering = true;
    this.#group.arrived(request);
    member.begin(clock);
    this.#entering = false;
    if (member.waiting) {
      // A batch with an urgent request is closed while half of that one's time is left for the turn.
      this.#latest = Math.min(this.#latest, clock.now() + (member.deadline - clock.now()) / 2);
      this.#gathered.push(member);
    }
    this.#consider();
    return member.answer;
  }

  /** Waits for the turn under way; what is only gathered is cancelled. */
  async close(): Promise<void> {
    this.#endWatch();
    this.#takeBackTimer?.();
    const gathered = this.#gathered;
    this.#gathered = [];
    for (const member of gathered) member.reject(cancelled());
    await this.#busy;
  }

  #consider(): void {
    // An arrival is heard of before its request is gathered.
    if (this.#entering || this.#busy !== undefined) return;
    this.#takeBackTimer?.();
    this.#takeBackTimer = undefined;
    this.#gathered = this.#gathered.filter((member) => member.waiting);
    if (this.#gathered.length === 0) return;
    const { clock, run, windows } = this.#group;
    const decision = decide(
      run.facts(),
      {
        kind: this.#group.kind(this.#gathered.map((member) => member.request)),
        count: this.#gathered.length,
        since: this.#since,
        latest: this.#latest,
      },
      windows,
    );
    if (decision.commit) {
      run.closed(decision.because);
      this.#busy = this.#takeTurn();
    } else {
      this.#tell(decision.missing);
      this.#takeBackTimer = clock.after(decision.at - clock.now(), () => this.#consider());
    }
  }

  async #takeTurn(): Promise<void> {
    const batch = this.#takeBatch();
    try {
      await this.#group.turn(batch);
      for (const member of batch) member.reject(new Error("a turn left a request unanswered"));
    } catch (error) {
      for (const member of batch) member.reject(error);
    } finally {
      this.#busy = undefined;
      this.#since = this.#group.clock.now();
      this.#consider();
    }
  }

  #takeBatch(): Member<Request, Receipt>[] {
    const { batch, later } = onePerOwner(this.#gathered, (member) =>
      this.#group.owner(member.request),
    );
    this.#gathered = later;
    this.#latest = Infinity;
    return batch;
  }

  #tell(missing: number): void {
    const now = this.#group.clock.now();
    if (missing === 0 || now < this.#toldAt + PROGRESS_EVERY_MS) return;
    this.#toldAt = now;
    const message = `waiting for ${missing} more registration${missing === 1 ? "" : "s"}`;
    for (const member of this.#gathered) member.progress(message);
  }
}
