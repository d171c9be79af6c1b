import { NautesError } from "../errors";
import type { Clock } from "./clock";

/** How much longer than its caller's time, or than a cancellation, a push under way is waited for. */
export const GRACE_MS = 30_000;

/** How a caller wants to be served. */
export interface Call {
  /** Aborts when the caller gave up or the engine cancels. */
  readonly signal?: AbortSignal;
  /** Milliseconds since 1970 after which no answer is wanted. */
  readonly deadline?: number;
  /** Told what is waited for or done, for the status column. */
  readonly progress?: (message: string) => void;
}

/** One request of a batch, until its caller is answered: by a turn, by the caller's cancellation or by its deadline. */
export class Member<Request, Receipt> {
  readonly request: Request;
  readonly answer: Promise<Receipt>;
  readonly #call: Call;
  readonly #onLeave: () => void;
  readonly #onAbort = () => this.#end(cancelled());
  #clock: Clock | undefined;
  #takeBackDeadline: (() => void) | undefined;
  #takeBackGrace: (() => void) | undefined;
  #settle!: { resolve: (receipt: Receipt) => void; reject: (error: unknown) => void };
  #waiting = true;
  #pushing = false;
  #ended: NautesError | undefined;

  /** `onLeave` is called at once when the caller is answered, before anything that awaits the answer goes on. */
  constructor(request: Request, call: Call, onLeave: () => void) {
    this.request = request;
    this.#call = call;
    this.#onLeave = onLeave;
    this.answer = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  /** From now on its cancellation and its deadline count. */
  begin(clock: Clock): void {
    const { signal, deadline } = this.#call;
    this.#clock = clock;
    if (signal?.aborted === true) this.#end(cancelled());
    else if (deadline !== undefined && deadline <= clock.now()) this.#end(tooLate());
    if (!this.#waiting) return;
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (deadline === undefined) return;
    this.#takeBackDeadline = clock.after(deadline - clock.now(), () => this.#end(tooLate()));
  }

  /** Whether its caller is not answered yet. */
  get waiting(): boolean {
    return this.#waiting;
  }

  get deadline(): number {
    return this.#call.deadline ?? Infinity;
  }

  /** From now on it is answered by what becomes of the push; if it is cancelled or out of time, within {@link GRACE_MS}. */
  pushBegins(): void {
    this.#pushing = true;
  }

  /** The push came to nothing: what was cancelled meanwhile is answered so. */
  pushFailed(): void {
    this.#pushing = false;
    if (this.#ended !== undefined) this.reject(this.#ended);
  }

  resolve(receipt: Receipt): void {
    if (this.#leave()) this.#settle.resolve(receipt);
  }

  reject(error: unknown): void {
    if (this.#leave()) this.#settle.reject(error);
  }

  progress(message: string): void {
    if (this.#waiting) this.#call.progress?.(message);
  }

  #end(error: NautesError): void {
    if (!this.#pushing) this.reject(error);
    if (!this.#waiting || this.#ended !== undefined) return;
    this.#ended = error;
    this.#takeBackGrace = this.#clock?.after(GRACE_MS, () => this.reject(unknownOutcome(error)));
  }

  #leave(): boolean {
    if (!this.#waiting) return false;
    this.#waiting = false;
    this.#takeBackDeadline?.();
    this.#takeBackGrace?.();
    this.#call.signal?.removeEventListener("abort", this.#onAbort);
    this.#onLeave();
    return true;
  }
}

/** The answer to a caller that gave up in time. */
export function cancelled(): NautesError {
  return new NautesError("cancelled", "The operation was cancelled before anything was written.", {
    remedy: "Run it again; there is nothing to clean up.",
  });
}

function tooLate(): NautesError {
  return new NautesError(
    "deadline-exceeded",
    "The time for this operation ran out before anything was written.",
    { remedy: "Run it again, or give it more time with the resource option customTimeouts." },
  );
}

/** The answer to a caller that could not wait for what became of a push. */
function unknownOutcome({ code }: NautesError): NautesError {
  const why = code === "cancelled" ? "was cancelled" : "ran out of time";
  return new NautesError(
    code,
    `The operation ${why} during a push, and whether that was done is not known.`,
    { remedy: "Run it again: what was written is found, and only the rest is written." },
  );
}

/** What `doing` comes to, unless the caller is cancelled or out of time before. */
export async function within<T>(call: Call, clock: Clock, doing: Promise<T>): Promise<T> {
  const member = new Member<undefined, T>(undefined, call, () => undefined);
  member.begin(clock);
  doing.then(
    (result) => member.resolve(result),
    (error: unknown) => member.reject(error),
  );
  return member.answer;
}
