import type { Round } from "./round";
import { grounds, type Ground } from "./scenario";

/** Sums over rounds. */
export interface Figures {
  rounds: number;
  writers: number;
  operations: number;
  done: number;
  /** Error code → how many operations. */
  refused: Record<string, number>;
  retries: number;
  /** Those of the operation that was tried most often. */
  mostRetries: number;
  /** Commits of ours, with those that were taken back. */
  commits: number;
  byHand: number;
  /** Rounds in which the person came in between while the commits API worked. */
  between: number;
  /** Commits that take one of ours back, which came to lie on top of others'. */
  repairs: number;
  /** Rounds with something lost, doubled or dropped. */
  faulty: number;
}

export function noFigures(): Figures {
  const none = { rounds: 0, writers: 0, operations: 0, done: 0, refused: {}, retries: 0 };
  return { ...none, mostRetries: 0, commits: 0, byHand: 0, between: 0, repairs: 0, faulty: 0 };
}

export function count(figures: Figures, round: Round, isFaulty: boolean): void {
  const { scenario, outcomes, byHand, history, cameBetween } = round;
  figures.rounds += 1;
  figures.writers += scenario.writers.length + (scenario.hand === undefined ? 0 : 1);
  figures.operations += outcomes.length;
  figures.byHand += byHand.length;
  figures.between += cameBetween ? 1 : 0;
  figures.faulty += isFaulty ? 1 : 0;
  for (const { failure, retries } of outcomes) {
    figures.retries += retries;
    figures.mostRetries = Math.max(figures.mostRetries, retries);
    const code = failure?.code ?? "no code";
    if (failure === undefined) figures.done += 1;
    else figures.refused[code] = (figures.refused[code] ?? 0) + 1;
  }
  for (const { message } of history.commits) {
    if (/^Pulumi-Stack: /m.test(message)) figures.commits += 1;
    else if (/^Takes-Back: /m.test(message)) figures.repairs += 1;
  }
}

/** A table of the figures of each ground, and of all. */
export function tableOf(figures: Readonly<Record<Ground, Figures>>): string {
  const all = grounds.map((ground) => figures[ground]).reduce(plus, noFigures());
  const columns = [...grounds.map((ground) => figures[ground]), all];
  const rows: [string, (one: Figures) => string | number][] = [
    ["rounds", ({ rounds }) => rounds],
    ["rounds with something lost, doubled or dropped", ({ faulty }) => faulty],
    ["writers a round", ({ writers, rounds }) => mean(writers, rounds)],
    ["operations", ({ operations }) => operations],
    ["done", ({ done }) => done],
    ["refused", ({ refused }) => codesOf(refused)],
    ["retries an operation", ({ retries, operations }) => mean(retries, operations)],
    ["retries at most", ({ mostRetries }) => mostRetries],
    ["commits of ours", ({ commits }) => commits],
    ["commits an operation that was done", ({ commits, done }) => mean(commits, done)],
    ["commits by hand", ({ byHand }) => byHand],
    ["rounds in which somebody came between", ({ between }) => between],
    ["commits of ours that were taken back", ({ repairs }) => repairs],
  ];
  const lines = [
    ["", ...grounds, "all"],
    ["---", ...columns.map(() => "---:")],
    ...rows.map(([name, value]) => [name, ...columns.map((one) => String(value(one)))]),
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function plus(one: Figures, other: Figures): Figures {
  const refused = { ...one.refused };
  for (const [code, times] of Object.entries(other.refused)) {
    refused[code] = (refused[code] ?? 0) + times;
  }
  const keys = Object.keys(one).filter((key) => key !== "refused") as Exclude<
    keyof Figures,
    "refused"
  >[];
  const sums = Object.fromEntries(keys.map((key) => [key, one[key] + other[key]]));
  const mostRetries = Math.max(one.mostRetries, other.mostRetries);
  return { ...(sums as unknown as Figures), mostRetries, refused };
}

function codesOf(refused: Figures["refused"]): string {
  const codes = Object.entries(refused).sort(([one], [other]) => (one < other ? -1 : 1));
  return codes.map(([code, times]) => `${times} ${code}`).join(", ") || "0";
}

function mean(sum: number, by: number): string {
  return by === 0 ? "" : (sum / by).toFixed(2);
}
