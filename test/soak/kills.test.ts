import { killsLine, tryKills } from "../support/kill-law";

it.each(["git over HTTPS", "transport api", "merge requests"] as const)(
  "%s: a provider that is killed between any two steps leaves nothing that the same operation does not finish",
  async (way) => {
    const kills = await tryKills(way, 1);
    process.stdout.write(killsLine(way, kills));
    expect(kills.violations).toEqual([]);
  },
);
