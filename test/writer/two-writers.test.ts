import fc from "fast-check";
import type { ClaimRequest } from "../../provider/claims/request";
import type { MemoryEvent } from "../../provider/config-repo/memory-repo";
import { createMemoryRepo } from "../../provider/config-repo/memory-repo";
import { NautesError } from "../../provider/errors";
import { pause } from "../../provider/writer/clock";
import { FakeClock } from "./support/fake-clock";
import { creation, deletion, list } from "./support/requests";
import { commitsOf, world } from "./support/world";

/** One step of a stack: after `waitMs`, register or deregister its cluster of this number. */
const step = fc.record({ waitMs: fc.integer({ min: 0, max: 600 }), number: fc.nat(4) });
const steps = fc.array(step, { minLength: 1, maxLength: 12 });
/** How long each operation takes, and whether its answer is lost. */
const delays = fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.nat(9)), {
  minLength: 8,
  maxLength: 30,
});

test("two stacks at once lose nothing, keep history linear, and make no empty commit", async () => {
  await fc.assert(fc.asyncProperty(steps, steps, delays, fc.infiniteStream(fc.nat(99)), law), {
    numRuns: 60,
  });
});

type Step = { waitMs: number; number: number };

async function law(
  ones: readonly Step[],
  others: readonly Step[],
  slowness: readonly (readonly [number, number])[],
  chance: Stream<number>,
) {
  const clock = new FakeClock();
  const foreign = { "README.md": "by hand\n", [list]: "resources:\n- zz.yaml # by hand\n" };
  let count = 0;
  let losses = 0;
  const repo = createMemoryRepo(foreign, { on: slowly });
  const [expectedOnes, expectedOthers] = await clock.until(
    Promise.all([stack("x", ones), stack("y", others)]),
  );

  const expected = [...expectedOnes, ...expectedOthers].sort();
  const files = [...repo.files().keys()].filter((path) => path.startsWith("clusters/c"));
  expect(files.sort()).toEqual(expected.map((name) => `clusters/${name}.yaml`));
  expect(repo.files().get(list)).toBe(
    `resources:\n${expected.map((name) => `- ${name}.yaml\n`).join("")}- zz.yaml # by hand\n`,
  );
  expect(repo.files().get("README.md")).toBe("by hand\n");
  expect(commitsOf(repo).every((paths) => paths.length > 0)).toBe(true);
  repo.log.slice(1).forEach((commit, index) => expect(commit.parent).toBe(repo.log[index]?.id));

  async function slowly(event: MemoryEvent): Promise<void> {
    const [ms, fate] = slowness[count++ % slowness.length] ?? [0, 9];
    await pause(clock, ms);
    if (fate === 0 && losses++ < 20)
      throw new NautesError("repository-unavailable", `No answer to ${event}.`);
  }

  /** Runs one stack in a process of its own; the names of the clusters that it leaves. */
  async function stack(name: string, todo: readonly Step[]): Promise<string[]> {
    const { writer, check } = world({
      clock,
      repo,
      patience: { random, attempts: 60, unanswered: 60 },
    });
    const there = new Set<string>();
    const answers: Promise<unknown>[] = [];
    let before = new Map<string, Promise<unknown>>();
    for (const { waitMs, number } of todo) {
      await pause(clock, waitMs);
      const cluster = `c${name}${number}`;
      const request = there.has(cluster) ? deletion(cluster) : creation(cluster);
      if (!there.delete(cluster)) there.add(cluster);
      // The engine never has two operations of one resource under way.
      const answer = (before.get(cluster) ?? Promise.resolve()).then(() => ask(request));
      before = new Map(before).set(cluster, answer);
      answers.push(answer);
    }
    await Promise.all(answers);
    return [...there];

    function random(): number {
      return (chance.next().value ?? 50) / 100;
    }

    function ask(request: ClaimRequest): Promise<unknown> {
      if (request.hold !== undefined) check(request);
      return writer.submit({ ...request, stack: `project/${name}` });
    }
  }
}

interface Stream<T> {
  next(): { readonly value?: T };
}
