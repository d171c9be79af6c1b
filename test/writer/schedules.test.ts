import fc from "fast-check";
import { planCommit } from "../../provider/claims/plan-commit";
import { pause } from "../../provider/writer/clock";
import type { Item } from "./support/engine";
import { runEngine } from "./support/engine";
import { cluster, creation, deletion, guard, urn } from "./support/requests";
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

test("a destroy makes one commit for each dependency level, although deletes are not announced", async () => {
  const pauses = fc.array(fc.integer({ min: 25, max: 990 }), { minLength: 80, maxLength: 80 });
  // A level of eight looks like the engine's usual limit on two cores, and is taken for it from then on.
  const size = fc.integer({ min: 1, max: 40 }).filter((count) => count !== 8);
  await fc.assert(
    fc.asyncProperty(size, size, pauses, async (virtuals, hosts, gapsMs) => {
      const names = [virtuals, hosts].map((count, level) =>
        Array.from({ length: count }, (_, index) => `${level}-${index}`),
      );
      const { clock, repo, run, writer } = world({ files: registered(names.flat()) });
      for (const name of names.flat()) run.refreshed(urn(name));
      await clock.until(destroyAll());
      expect(commitsOf(repo)).toHaveLength(2);

      async function destroyAll(): Promise<void> {
        for (const level of names) {
          const answers: Promise<unknown>[] = [];
          for (const name of level) {
            // Eight in flight for long would look like the engine's usual limit on two cores.
            await pause(clock, answers.length === 8 ? 25 : (gapsMs[answers.length] ?? 25));
            answers.push(writer.submit(deletion(name)));
          }
          await Promise.all(answers);
        }
      }
    }),
    { numRuns: 20 },
  );
});

/** The files of a repository in which these clusters are registered. */
function registered(names: readonly string[]): Record<string, string> {
  const requests = names.map((name) => creation(name));
  const plan = planCommit({ tree: new Map(), texts: new Map() }, requests, {
    others: new Map(),
    lastChanges: new Map(),
    wanted: new Map(),
  });
  return Object.fromEntries(plan.changes.map(({ path, text }) => [path, text ?? ""]));
}

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
