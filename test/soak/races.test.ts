import { tableOf } from "../races/figures";
import { runRaces } from "../races/races";

/** `npm run soak -- races --from 1 --rounds 10000`; a seed that failed is run again alone by `--from SEED --rounds 1`. */
const from = Number(process.env["SOAK_FROM"] ?? 1);
const rounds = Number(process.env["SOAK_ROUNDS"] ?? 10_000);

const minutes = Number(process.env["SOAK_MINUTES"] ?? Infinity);

/** How often it is told how far it has come. */
const every = 20;

it("in rounds of 2 to 32 writers at one branch, nothing is lost, doubled or dropped", async () => {
  const seeds = Array.from({ length: rounds }, (_, index) => from + index);
  const milliseconds = minutes * 60_000;
  const { figures, faults, seconds } = await runRaces(seeds, { milliseconds, told });
  process.stdout.write(
    `Rounds from ${from} on\n\n${tableOf(figures)}\n\nin ${seconds.toFixed(0)} s\n`,
  );
  expect(faults).toEqual([]);
});

function told(done: number, fault: string | undefined): void {
  if (fault !== undefined) process.stderr.write(`${fault}\n`);
  if (done % every === 0) process.stderr.write(`${done} rounds\n`);
}
