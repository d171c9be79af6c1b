import { killsLine, tryKills } from "../../support/kill-law";

// Processes that wait for the locks of killed ones, on a slow machine.
jest.setTimeout(600_000);

// The long run (npm run soak) kills at every boundary.
it.each([
  ["git over HTTPS", 20],
  ["transport api", 6],
  ["merge requests", 88],
] as const)(
  "%s: a provider that is killed between two steps leaves nothing that the same operation does not finish",
  async (way, every) => {
    const kills = await tryKills(way, every);
    process.stdout.write(killsLine(way, kills));
    expect(kills.violations).toEqual([]);
  },
);
