import { tableOf } from "../races/figures";
import { runRaces } from "../races/races";

jest.setTimeout(900_000);

/** Some of each ground, with crowds of 2 to 7; `npm run soak -- races` takes ten thousand. */
const seeds = Array.from({ length: 24 }, (_, index) => 1 + index);

it("of several writers at one branch and a person, nothing is lost, doubled or dropped", async () => {
  const { figures, faults } = await runRaces(seeds);
  process.stdout.write(`${tableOf(figures)}\n`);
  expect(faults).toEqual([]);
});
