import { availableParallelism } from "node:os";
import { lineOf, tryFaults } from "../support/fault-law";

it.each(["git over HTTPS", "transport api", "merge requests"] as const)(
  "%s: whatever goes wrong at any request, a step is done or says why not, and is then done by running it again",
  async (way) => {
    const tally = await tryFaults(way, { kinds: "all" }, availableParallelism());
    process.stdout.write(lineOf(way, tally));
    expect(tally.violations).toEqual([]);
  },
);
