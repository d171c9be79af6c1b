import { cpus, totalmem } from "node:os";
import { commits } from "./commits";
import type { Figure, Measurement, Scale } from "./figure";
import { table } from "./figure";
import { planning } from "./planning";
import { start } from "./start";
import { state } from "./state";

const measurements: Readonly<Record<string, Measurement>> = { planning, start, state, commits };

const whole: Scale = { clusters: 100, repetitions: 20 };
const quick: Scale = { clusters: 20, repetitions: 5 };

async function main(args: readonly string[]): Promise<void> {
  const scale = args.includes("--quick") ? quick : whole;
  const named = args.filter((arg) => !arg.startsWith("-"));
  const figures: Figure[] = [];
  for (const [name, measure] of Object.entries(measurements)) {
    if (named.length > 0 && !named.includes(name)) continue;
    figures.push(...(await measure(scale, (text) => console.error(`${name}: ${text}`))));
  }
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  console.log(`${cpus().length} cores, ${gibibytes} GiB, Node.js ${process.versions.node}\n`);
  console.log(table(figures));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : error);
  process.exitCode = 1;
});
