import { lineOf, tryFaults } from "../support/fault-law";

// Some sixty operations with git, each of several seconds on a slow machine.
jest.setTimeout(600_000);

// The long run (npm run soak) tries every kind at every request.
it.each([
  ["git over HTTPS", 1],
  ["transport api", 1],
  ["merge requests", 8],
] as const)(
  "%s: whatever goes wrong at a request, a step is done or says why not, and is then done by running it again",
  async (way, every) => {
    const tally = await tryFaults(way, { kinds: "one", every });
    process.stdout.write(lineOf(way, tally));
    expect(tally.violations).toEqual([]);
  },
);
