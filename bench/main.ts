import { cpus, totalmem } from "node:os";
import { leadsElsewhere } from "../sandbox/caller-environment";
import type { Measurement, Result, Scale } from "./figure";
import { tables } from "./figure";
import { growth } from "./growth";
import { planning } from "./planning";
import { scale } from "./scale";
import { start } from "./start";
import { state } from "./state";
import { up } from "./up";
import { compareWriters } from "./writers";

const measurements: Readonly<Record<string, Measurement>> = {
  planning,
  start,
  state,
  writers: compareWriters,
  growth,
  scale,
  up,
};

const whole: Scale = { clusters: 100, repetitions: 20, sizes: [1, 10, 100, 1_000], rounds: 3 };
const quick: Scale = { clusters: 20, repetitions: 5, sizes: [1, 10], rounds: 3 };

async function main(args: readonly string[]): Promise<void> {
  staysHere();
  const amount = args.includes("--quick") ? quick : whole;
  const named = args.filter((arg) => !arg.startsWith("-"));
  const results: Result[] = [];
  for (const [name, measure] of Object.entries(measurements)) {
    if (named.length > 0 && !named.includes(name)) continue;
    results.push(...(await measure(amount, (text) => console.error(`${name}: ${text}`))));
  }
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  console.log(`${cpus().length} cores, ${gibibytes} GiB, Node.js ${process.versions.node}\n`);
  console.log(tables(results));
}

/** Nothing that is measured, nor what it starts, reaches other servers than its own, or these by another way. */
function staysHere(): void {
  for (const name of Object.keys(process.env).filter(leadsElsewhere)) {
    Reflect.deleteProperty(process.env, name);
  }
  // Its `insteadOf` and `http.proxy` lead elsewhere, too.
  process.env["GIT_CONFIG_GLOBAL"] = "/dev/null";
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : error);
  process.exitCode = 1;
});
