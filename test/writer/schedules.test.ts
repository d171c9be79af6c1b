import fc from "fast-check";
import { pause } from "../../provider/writer/clock";
import type { Item } from "./support/engine";
import { runEngine } from "./support/engine";
import { cluster, creation, guard } from "./support/requests";
import { commitsOf, world } from "./support/world";

/** Gaps between siblings in ms: mostly short, at times a stall. */
const gap = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 25, max: 110 }) },
  { weight: 1, arbitrary: fc.integer({ min: 110, max: 4_000 }) },
);
const gaps = fc.array(gap, { minLength: 50, maxLength: 50 });

interface Plant {
  readonly parallel: number;
  readonly count: number;
  readonly gaps: readonly number[];
  readonly turnMs: number;
}

const plant = fc.record({
  parallel: fc.integer({ min: 1, max: 40 }),
  count: fc.integer({ min: 1, max: 40 }),
  gaps,
  turnMs: fc.integer({ min: 0, max: 3_000 }),
});

test("all that is known to come is in one commit, up to the engine's limit", async () => {
  await fc.assert(
    fc.asyncProperty(plant, async ({ parallel, count, gaps: pauses, turnMs }: Plant) => {
      const items = Array.from({ length: count }, (_, index) => ({ urn: `c${index}` }));
      const commits = await play(items, { parallel, count, gaps: pauses, turnMs }, [count]);
      expect(commits).toHaveLength(Math.ceil(count / parallel));
    }),
    { numRuns: 40 },
  );
});

test("virtual clusters come in one commit after the one of their hosts", async () => {
  await fc.assert(
    fc.asyncProperty(plant, async ({ count, gaps: pauses, turnMs }: Plant) => {
      const hosts = Array.from({ length: count }, (_, index) => ({ urn: `h${index}` }));
      const virtuals = hosts.map(({ urn }, index) => ({ urn: `v${index}`, after: [urn] }));
      const levels = [count, count];
      const schedule = { parallel: 128, count, gaps: pauses, turnMs };
      const commits = await play([...virtuals, ...hosts], schedule, levels);
      expect(commits).toHaveLength(2);
    }),
    { numRuns: 20 },
  );
});

/** The paths of the commits that a writer on a repository makes of such a program. */
async function play(
  items: readonly Item[],
  { parallel, gaps: pauses, turnMs }: Plant,
  levels: number[],
): Promise<string[][]> {
  const { clock, repo, run, writer } = world({
    on: (event) => (event === "commit" ? pause(clock, turnMs) : undefined),
  });
  run.announce({ levels, parallel });
  let index = 0;
  await clock.until(runEngine({ clock, run, parallel, items, gapMs: nextGap, submit }));
  return commitsOf(repo);

  function nextGap(): number {
    return pauses[index++ % pauses.length] ?? 25;
  }

  function submit(name: string): Promise<unknown> {
    const after = items.find(({ urn }) => urn === name)?.after ?? [];
    const claims = cluster(name, { requires: after.map((host) => guard(host)) });
    return writer.submit({ ...creation(name, claims), owner: name });
  }
}
