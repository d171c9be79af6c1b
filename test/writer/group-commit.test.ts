import { defaultWindows } from "../../provider/writer/batch-rule";
import { pause } from "../../provider/writer/clock";
import { GroupCommit } from "../../provider/writer/group-commit";
import type { Call } from "../../provider/writer/member";
import { Run } from "../../provider/writer/run";
import type { Item } from "./support/engine";
import { runEngine } from "./support/engine";
import { FakeClock } from "./support/fake-clock";

/** A group whose turns take `turnMs` and are logged; a request called `bad…` is refused. */
function logged(turnMs = 100, cores = 2) {
  const clock = new FakeClock();
  const run = new Run(clock, cores);
  const log: string[] = [];
  const batches: string[][] = [];
  const group = new GroupCommit<string, string>({
    run,
    clock,
    windows: defaultWindows,
    kind: (requests) =>
      requests.every((name) => name.startsWith("delete")) ? "deletes" : "changes",
    owner: (name) => name,
    arrived: (name) => run.arrived(name, name.startsWith("delete") ? "delete" : "change"),
    answered: (name) => run.answered(name),
    async turn(members) {
      const names = members.filter((member) => member.waiting).map((member) => member.request);
      batches.push(names);
      log.push(`START ${names.join(" ")}`);
      await pause(clock, turnMs);
      log.push(`END ${names.join(" ")}`);
      for (const member of members) {
        if (member.request.startsWith("bad")) member.reject(new Error(`${member.request} refused`));
        else member.resolve(`receipt of ${member.request}`);
      }
    },
  });
  return { clock, run, log, batches, group, submit };

  function submit(name: string, call: Call = {}): Promise<string> {
    return group.submit(name, call);
  }
}

function siblings(count: number, prefix = "cluster"): Item[] {
  return Array.from({ length: count }, (_, index) => ({ urn: `${prefix}${index}` }));
}

/** Gaps as measured: most are short, some are stalls. */
function realGaps(): () => number {
  const short = [25, 40, 110, 30, 60, 25, 100, 50, 35, 80, 45, 70, 30];
  const stalls = new Map([
    [7, 300],
    [20, 1_500],
    [61, 4_000],
    [90, 900],
  ]);
  let index = 0;
  return () => stalls.get(++index) ?? short[index % short.length] ?? 25;
}

describe("collecting", () => {
  test("a lone change waits no more than 250 ms", async () => {
    const { clock, submit, log } = logged();
    const answer = submit("a");
    await clock.advance(249);
    expect(log).toEqual([]);
    await clock.advance(1);
    expect(log).toEqual(["START a"]);
    await expect(clock.until(answer)).resolves.toBe("receipt of a");
  });

  test("commits what arrived meanwhile as one", async () => {
    const { clock, submit, log } = logged(1_000);
    const answers = [submit("a")];
    await clock.advance(300);
    for (const name of ["b", "c", "d"]) {
      answers.push(submit(name));
      await clock.advance(50);
    }
    await clock.until(Promise.all(answers));
    expect(log).toEqual(["START a", "END a", "START b c d", "END b c d"]);
  });

  test("one bad request fails alone", async () => {
    const { clock, submit } = logged();
    const answers = Promise.allSettled([submit("a"), submit("bad"), submit("c")]);
    expect(await clock.until(answers)).toMatchObject([
      { status: "fulfilled", value: "receipt of a" },
      { status: "rejected", reason: { message: "bad refused" } },
      { status: "fulfilled", value: "receipt of c" },
    ]);
  });

  test("two requests of one owner are never in one batch", async () => {
    const { clock, submit, batches } = logged();
    await clock.until(Promise.all([submit("a"), submit("a"), submit("b")]));
    expect(batches).toEqual([["a", "b"], ["a"]]);
  });

  test("what is cancelled or out of time before its turn is answered at once and left out", async () => {
    const { clock, submit, batches, run } = logged();
    const cancel = new AbortController();
    const answers = Promise.allSettled([
      submit("a"),
      submit("b", { signal: cancel.signal }),
      submit("c", { deadline: clock.now() - 1 }),
      submit("d", { signal: AbortSignal.abort() }),
    ]);
    cancel.abort();
    expect(await clock.until(answers)).toMatchObject([
      { value: "receipt of a" },
      { reason: { code: "cancelled" } },
      { reason: { code: "deadline-exceeded" } },
      { reason: { code: "cancelled" } },
    ]);
    expect(batches).toEqual([["a"]]);
    expect(run.facts().inFlight).toBe(0);
  });

  test("a near deadline closes a batch that would wait for others", async () => {
    const { clock, run, submit, log } = logged();
    run.checked("never", "place", []);
    const answer = submit("a", { deadline: clock.now() + 2_000 });
    await clock.advance(1_000);
    expect(log).toEqual(["START a"]);
    await expect(clock.until(answer)).resolves.toBe("receipt of a");
  });

  test("callers are told what is waited for", async () => {
    const { clock, run, submit } = logged();
    const told: string[] = [];
    run.announce({ levels: [4] });
    const answer = submit("a", { progress: (message) => told.push(message) });
    await clock.until(answer);
    expect(told).toEqual(["waiting for 3 more registrations"]);
  });
});

describe("the engine's schedules", () => {
  interface Simulation {
    readonly parallel: number;
    readonly items: readonly Item[];
    readonly announce?: { levels: number[]; parallel?: number };
    readonly turnMs?: number;
  }
  async function batchesOf({ parallel, items, announce, turnMs = 500 }: Simulation) {
    const { clock, run, submit, batches } = logged(turnMs);
    if (announce !== undefined) run.announce(announce);
    const gapMs = realGaps();
    await clock.until(runEngine({ clock, run, parallel, items, gapMs, submit }));
    return batches;
  }

  test.each([
    ["announced with its limit", { levels: [100], parallel: 8 }],
    ["announced without its limit", { levels: [100] }],
    ["not announced", undefined],
  ])("100 clusters with --parallel 8 make 13 commits, %s", async (_, announce) => {
    const batches = await batchesOf({
      parallel: 8,
      items: siblings(100),
      ...(announce === undefined ? {} : { announce }),
    });
    expect(batches).toHaveLength(13);
  });

  test.each([1, 20, 2_000])(
    "100 clusters with --parallel 128 make one commit (%i ms each)",
    async (turnMs) => {
      const batches = await batchesOf({
        parallel: 128,
        items: siblings(100),
        announce: { levels: [100], parallel: 128 },
        turnMs,
      });
      expect(batches).toHaveLength(1);
    },
  );

  test("100 clusters with --parallel 128 make no more than 3 commits without an announcement", async () => {
    const batches = await batchesOf({ parallel: 128, items: siblings(100) });
    expect(batches.length).toBeLessThanOrEqual(3);
  });

  test("a limit that is not the usual one is learnt", async () => {
    const { clock, run, submit, batches } = logged(500);
    const items = siblings(100);
    await clock.until(runEngine({ clock, run, parallel: 20, items, gapMs: realGaps(), submit }));
    expect(batches.length).toBeLessThanOrEqual(6);
    expect(run.facts().limit).toBe(20);
  });

  test("--parallel 1 waits for nobody but the first time", async () => {
    const batches = await batchesOf({
      parallel: 1,
      items: siblings(5),
      announce: { levels: [5], parallel: 1 },
    });
    expect(batches).toHaveLength(5);
  });

  test("there is one commit for each dependency level", async () => {
    const hosts = siblings(6, "host");
    const virtuals = siblings(12, "virtual").map((item, index) => ({
      ...item,
      after: [`host${index % 6}`],
    }));
    const runtimes = [{ urn: "runtime0", after: ["virtual0", "virtual1"] }];
    const batches = await batchesOf({
      parallel: 128,
      items: [...runtimes, ...virtuals, ...hosts],
      announce: { levels: [6, 12, 1], parallel: 128 },
    });
    expect(batches.map((batch) => batch.length)).toEqual([6, 12, 1]);
  });
});

test("what came during a long turn waits for its siblings as any other", async () => {
  const { clock, run, submit, batches } = logged(40_000);
  const answers = [submit("a")];
  await clock.advance(300);
  answers.push(submit("b"));
  run.checked("c", "place", []);
  await clock.advance(41_000);
  answers.push(submit("c"));
  await clock.until(Promise.all(answers));
  expect(batches).toEqual([["a"], ["b", "c"]]);
});

test("deletes are collected until it is quiet or the limit is reached", async () => {
  const { clock, run, submit, batches } = logged();
  run.announce({ levels: [], parallel: 4 });
  const answers: Promise<string>[] = [];
  for (let index = 0; index < 6; index++) {
    answers.push(submit(`delete${index}`));
    await clock.advance(60);
  }
  await clock.until(Promise.all(answers));
  expect(batches.map((batch) => batch.length)).toEqual([4, 2]);
});

test("closing waits for the turn under way", async () => {
  const { clock, submit, group, log } = logged();
  const answer = submit("a");
  await clock.advance(250);
  await clock.until(group.close());
  expect(log).toEqual(["START a", "END a"]);
  await expect(answer).resolves.toBe("receipt of a");
});
