import { join } from "node:path";
import { packageFolder } from "../provider/version";
import type { Figure, Scale } from "./figure";
import { count, median } from "./figure";
import { physicalProgram, plainProgram } from "./programs";
import { withWorkbench } from "./workbench";

/** A plugin of the name of ours that does nothing. */
const noOp = join(packageFolder, "bench", "no-op");

/** How much longer than with a provider that does nothing ours may take with a thousand clusters; fewer show its start. */
const limit = 1.25;

/** `up` of many clusters with our provider and, in turn with it, with one that does nothing. */
export async function up({ sizes, rounds }: Scale, say: (text: string) => void): Promise<Figure[]> {
  const most = Math.max(...sizes);
  const tenth = Math.max(1, Math.round(most / 10));
  return [
    await besideNoOp(`${count(most)} × 2 files`, plainProgram(most), rounds, say),
    await besideNoOp(`${count(tenth)} × 30 files`, physicalProgram(tenth), rounds, say),
  ].map((figure) => (most < 1_000 ? withoutGoal(figure) : figure));
}

function withoutGoal({ what, measured }: Figure): Figure {
  return { what, measured };
}

async function besideNoOp(
  name: string,
  program: string,
  rounds: number,
  say: (text: string) => void,
): Promise<Figure> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    say(`${name}, round ${round} of ${rounds}`);
    ours.push(await secondsOfUp(program, undefined));
    theirs.push(await secondsOfUp(program, noOp));
  }
  const ratio = median(ours) / median(theirs);
  return {
    what: `up of ${name}, --parallel 256: seconds with ours, with a provider that does nothing`,
    measured: `${listed(ours)}; ${listed(theirs)}: medians × ${ratio.toFixed(2)}`,
    goal: `≤ × ${limit}`,
    met: ratio <= limit,
  };
}

function secondsOfUp(program: string, plugin: string | undefined): Promise<number> {
  return withWorkbench(
    program,
    async (bench) =>
      (await bench.cost("up", "--yes", "--skip-preview", "--parallel", "256")).seconds,
    plugin === undefined ? {} : { plugin },
  );
}

function listed(seconds: readonly number[]): string {
  return seconds.map((one) => one.toFixed(1)).join(", ");
}
