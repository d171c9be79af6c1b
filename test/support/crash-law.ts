import { crashOf, describeCrash } from "./crash";
import type { Undisturbed } from "./crash-site";
import { siteOf, undisturbed } from "./crash-site";
import { endOf } from "./processes";

/** How long a provider may outlive its engine; it looks for it twice a second, and may be finishing a push. */
const patienceMs = 15_000;

/** Tests, one for each seed, that a run which was killed comes to what it would have come to, once it is run again. */
export function crashLaw(seeds: readonly number[]): void {
  let expected: Undisturbed;
  beforeAll(async () => (expected = await undisturbed()));

  it.each(seeds.map((seed) => [seed, describeCrash(crashOf(seed))] as const))(
    "seed %i: %s",
    async (seed) => {
      const crash = crashOf(seed);
      const { site, provider } = await siteOf(crash, expected.took);
      try {
        expect(await endOf(provider, patienceMs)).toBeDefined();
        const last = await site.runAgain(crash.during, seed % 2 === 0 ? "before" : "after");
        expect([last.code, last.code === 0 ? "" : last.output]).toEqual([0, ""]);
        expect(await site.standing()).toEqual(
          crash.during === "up" ? expected.up : expected.before,
        );
        expect(await site.pendingCreates()).toEqual([]);
        expect(site.merges()).toBe(0);
      } finally {
        site.close();
      }
    },
  );
}
