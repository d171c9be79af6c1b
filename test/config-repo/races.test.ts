import { tableOf } from "../races/figures";
import { runRaces } from "../races/races";

jest.setTimeout(900_000);

/** Four writers by the API, a person and others: the smallest such crowd of the first rounds. */
const crowd = 197;

/** Some of each ground; `npm run soak -- races` takes ten thousand. */
const seeds = [...Array.from({ length: 23 }, (_, index) => 1 + index), crowd];

it("of several writers at one branch and a person, nothing is lost, doubled or dropped", async () => {
  const { figures, faults } = await runRaces(seeds);
  process.stdout.write(`${tableOf(figures)}\n`);
  expect(faults).toEqual([]);
});
