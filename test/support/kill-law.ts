import { steps, type Step } from "./fault-steps";
import type { Standing, Way } from "./fault-site";
import { KillSite, type Boundary, type State } from "./kill-site";

/** What a step comes to that nothing disturbs, and at how many places it can be cut off. */
interface Undisturbed {
  readonly boundaries: readonly Boundary[];
  readonly standing: Standing;
}

/** What came of many kills. */
export interface Kills {
  /** Boundaries of each step. */
  readonly boundaries: Readonly<Record<Step, number>>;
  kills: number;
  /** What must not be; sentences. */
  readonly violations: string[];
}

/** Sites at work at a time: a process that follows a killed one waits for its lock on the cache. */
const atOnce = 3;

/**
 * Kills the provider at every so-manieth step boundary of each step (each of another rest, so that neighbours are tried
 * in different steps), as many as an undisturbed run was seen to have, and has the step done by another process.
 */
export async function tryKills(way: Way, every: number): Promise<Kills> {
  const calm = await undisturbed(way);
  const chosen = steps.map((step, position) =>
    calm[step].boundaries.filter((_, index) => index % every === (position * 5) % every),
  );
  const kills: Kills = {
    boundaries: {
      register: calm.register.boundaries.length,
      update: calm.update.boundaries.length,
      deregister: calm.deregister.boundaries.length,
    },
    kills: 0,
    violations: [],
  };
  const rounds = Array.from({ length: Math.max(...chosen.map(({ length }) => length)) }).entries();
  async function work(): Promise<void> {
    for (const [round] of rounds) {
      const boundaries = chosen.map((own) => own[round]);
      await tryRound(way, boundaries, calm, kills);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return kills;
}

async function undisturbed(way: Way): Promise<Record<Step, Undisturbed>> {
  const site = await KillSite.start(way);
  const found: Partial<Record<Step, Undisturbed>> = {};
  try {
    let state: State | undefined;
    for (const step of steps) {
      const { requests } = site.site.server;
      requests.clear();
      const ran = await site.run(step, state);
      state = ran.state;
      const boundaries = [...places("request", requests.count()), ...places("git", ran.gits)];
      found[step] = { boundaries, standing: await site.standing() };
    }
  } finally {
    await site.stop();
  }
  return found as Record<Step, Undisturbed>;
}

function places(at: Boundary["at"], count: number): Boundary[] {
  return Array.from({ length: count }, (_, index) => index).flatMap((index) =>
    (["before", "after"] as const).map((when) => ({ at, index, when })),
  );
}

/** A registration that comes, changes and goes, each time by a process that is killed, if there is a boundary for it, and another one. */
async function tryRound(
  way: Way,
  boundaries: readonly (Boundary | undefined)[],
  calm: Record<Step, Undisturbed>,
  kills: Kills,
): Promise<void> {
  const site = await KillSite.start(way);
  try {
    let state: State | undefined;
    for (const [position, step] of steps.entries()) {
      const boundary = boundaries[position];
      const name = `${way}, ${step}, ${nameOf(boundary)}`;
      if (boundary !== undefined) {
        if (await site.runKilled(step, state, boundary)) kills.kills += 1;
        else kills.violations.push(`${name}: it was not`);
      }
      try {
        ({ state } = await site.run(step, state));
      } catch (error) {
        kills.violations.push(
          `${name}: then ${(error as { details?: string }).details ?? String(error)}`,
        );
        return;
      }
      const after = await site.standing();
      if (JSON.stringify(after) !== JSON.stringify(calm[step].standing)) {
        kills.violations.push(`${name}: then there is ${JSON.stringify(after)}`);
      }
    }
  } finally {
    await site.stop();
  }
}

function nameOf(boundary: Boundary | undefined): string {
  if (boundary === undefined) return "left alone";
  return `killed ${boundary.when} ${boundary.at} ${boundary.index}`;
}

/** What came of kills, as a line of a table. */
export function killsLine(way: Way, { boundaries, kills, violations }: Kills): string {
  const counts = steps.map((step) => boundaries[step]).join(" + ");
  return `${way}: ${counts} step boundaries, ${kills} kills, ${violations.length} that did not converge\n`;
}
