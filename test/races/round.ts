import { doByHand, type Done } from "./hand";
import { readHistory, type History } from "./history";
import { branchOf, type Lane } from "./lane";
import type { Hand, Scenario } from "./scenario";
import { runWriter, type Outcome } from "./writer";

/** What happened in a round. */
export interface Round {
  readonly scenario: Scenario;
  readonly outcomes: readonly Outcome[];
  readonly byHand: readonly Done[];
  readonly history: History;
  /** Whether the person came in between while the commits API worked. */
  readonly cameBetween: boolean;
}

/** Has all writers of a round write at once, and reads what came of it. */
export async function runRound(lane: Lane, scenario: Scenario): Promise<Round> {
  const start = await lane.begin(scenario);
  const person = scenario.hand === undefined ? undefined : enter(lane, scenario, scenario.hand);
  const answers = await Promise.all(
    scenario.writers.map((writer) => runWriter(writer, lane.address(scenario, writer))),
  );
  const cameBetween = person?.hasBegun() === true && scenario.hand?.window !== undefined;
  const byHand = (await person?.done()) ?? [];
  const history = await readHistory(lane.repository(scenario), start, branchOf(scenario));
  return { scenario, outcomes: answers.flat(), byHand, history, cameBetween };
}

/** Lets the person begin after a while, or in the window; in the end at the latest. */
function enter(lane: Lane, scenario: Scenario, { window, waitMs, deeds, transport }: Hand) {
  const commit = lane.hand(scenario, { window, waitMs, deeds, transport });
  let doing: Promise<Done[]> | undefined;
  function begin(): Promise<Done[]> {
    return (doing ??= doByHand(deeds, commit));
  }
  const waited =
    window === undefined
      ? new Promise((resolve) => setTimeout(resolve, waitMs)).then(begin)
      : undefined;
  waited?.catch(() => undefined);
  if (window !== undefined) lane.gitlab.windows.during(window, comeBetween).catch(() => undefined);
  /** Unless the person has begun by then: their own commit must not wait for itself. */
  async function comeBetween(): Promise<void> {
    if (doing === undefined) await begin();
  }
  return { hasBegun: () => doing !== undefined, done: async () => (await waited) ?? begin() };
}
