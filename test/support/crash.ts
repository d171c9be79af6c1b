import { randomOf } from "./seeded-random";

/** When to strike. */
export type Moment =
  /** After this share of the time that an undisturbed run takes. */
  | { readonly at: "share"; readonly share: number }
  /** When a push, or a commit, of the run is first seen at the server for the nth time, and so many milliseconds later. */
  | { readonly at: "push" | "commit"; readonly count: number; readonly delayMs: number };

/** A run of the CLI and what is killed of it, and when. */
export interface Crash {
  readonly during: "up" | "destroy";
  readonly victims: "engine and provider" | "engine" | "provider";
  readonly moment: Moment;
}

/** How many commits a run that is to be killed makes: one for each dependency level. */
const commitsOfRun = 3;

/** The crash of a seed: equal seeds, equal crashes. */
export function crashOf(seed: number): Crash {
  const random = randomOf(seed);
  const during = pick(random, ["up", "destroy"]);
  const victims = pick(random, [
    "engine and provider",
    "engine and provider",
    "engine",
    "provider",
  ]);
  const at = pick(random, ["share", "push", "commit"]);
  if (at === "share") return { during, victims, moment: { at, share: 0.05 + 0.9 * random() } };
  const count = 1 + Math.floor(random() * commitsOfRun);
  const delayMs = Math.floor(pick(random, [0, 40, 300]) * random());
  return { during, victims, moment: { at, count, delayMs } };
}

/** As part of a sentence. */
export function describeCrash({ during, victims, moment }: Crash): string {
  if (moment.at === "share") {
    return `${victims} killed ${Math.round(moment.share * 100)} % into ${during}`;
  }
  return `${victims} killed ${moment.delayMs} ms after ${moment.at} ${moment.count} of ${during}`;
}

/** A little earlier, for a run that was over before it could be killed. */
export function earlier(moment: Moment): Moment {
  return moment.at === "share"
    ? { ...moment, share: moment.share * 0.6 }
    : { ...moment, delayMs: Math.floor(moment.delayMs / 4) };
}

function pick<const T>(random: () => number, of: readonly T[]): T {
  return of[Math.floor(random() * of.length)]!;
}
