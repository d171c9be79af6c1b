import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { count, noFigures, type Figures } from "./figures";
import { judge } from "./judge";
import { openLane } from "./lane";
import { runRound } from "./round";
import { scenarioOf, type Ground } from "./scenario";

/** What many rounds came to. */
export interface Races {
  readonly figures: Readonly<Record<Ground, Figures>>;
  /** `seed 7 (folder): …`, each with all that is wrong. */
  readonly faults: readonly string[];
  readonly seconds: number;
}

/** Rounds that are run at a time: they wait more than they work. */
const lanes = 4;

/** Rounds until a lane begins anew, so that repositories and caches stay as small as a tenant's. */
const renewal = 100;

export interface RacesOptions {
  /** No round begins later than so long after the first. @default no limit */
  readonly milliseconds?: number;
  /** Told after each round. */
  readonly told?: (done: number, fault: string | undefined) => void;
}

/** Runs the rounds of these seeds; each on a branch of its own, on the grounds of its own lane. */
export async function runRaces(
  seeds: readonly number[],
  { milliseconds = Infinity, told }: RacesOptions = {},
): Promise<Races> {
  const begun = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "nautes-races-"));
  const figures = {
    folder: noFigures(),
    "gitlab by push": noFigures(),
    "gitlab by api": noFigures(),
  };
  const faults: string[] = [];
  const waiting = [...seeds].reverse();
  let done = 0;
  try {
    const count = Math.min(lanes, seeds.length);
    await Promise.all(Array.from({ length: count }, (_, index) => work(`${index}`)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { figures, faults, seconds: (performance.now() - begun) / 1000 };

  function isTime(): boolean {
    return performance.now() < begun + milliseconds;
  }

  async function work(name: string): Promise<void> {
    for (let turn = 0; waiting.length > 0 && isTime(); turn += 1) {
      const lane = await openLane(join(folder, `${name}-${turn}`));
      try {
        for (let round = 0; round < renewal; round += 1) {
          const seed = waiting.pop();
          if (seed === undefined || !isTime()) break;
          const scenario = scenarioOf(seed);
          const happened = await runRound(lane, scenario);
          const problems = judge(happened);
          const { ground } = scenario;
          count(figures[ground], happened, problems.length > 0);
          const fault =
            problems.length > 0 ? `seed ${seed} (${ground}): ${problems.join("\n  ")}` : undefined;
          if (fault !== undefined) faults.push(fault);
          told?.((done += 1), fault);
        }
      } finally {
        await lane.close();
      }
    }
  }
}
