import { Run } from "../../provider/writer/run";
import { FakeClock } from "./support/fake-clock";

function newRun(cores = 2): Run {
  return new Run(new FakeClock(), cores);
}

function arrive(run: Run, count: number, prefix = "u"): void {
  for (let index = 0; index < count; index++) run.arrived(`${prefix}${index}`, "change");
}

describe("what is coming", () => {
  test("is what was checked and neither arrived nor was found unchanged", () => {
    const run = newRun();
    for (const urn of ["a", "b", "c"]) run.checked(urn, "p", []);
    run.unchanged("a");
    run.changed("b");
    expect(run.facts()).toMatchObject({ coming: 2, seen: 1 });
    run.arrived("b", "change");
    run.arrived("c", "change");
    expect(run.facts()).toMatchObject({ coming: 0, seen: 3, inFlight: 2 });
    run.answered("b");
    expect(run.facts()).toMatchObject({ inFlight: 1, seen: 3 });
  });

  test("is not what waits for its own delete before it is replaced", () => {
    const run = newRun();
    run.checked("a", "p", []);
    run.arrived("a", "delete");
    expect(run.facts()).toMatchObject({ coming: 0, seen: 0, inFlight: 1 });
    run.answered("a");
    expect(run.facts()).toMatchObject({ coming: 1, seen: 0, inFlight: 0 });
  });

  test("is given up when it was waited for in vain", () => {
    const run = newRun();
    run.checked("a", "p", []);
    run.arrived("b", "change");
    run.closed("gave-up");
    expect(run.facts().coming).toBe(0);
  });

  test("is over when a resource fails before it reaches the writer", () => {
    const run = newRun();
    run.checked("a", "p", []);
    run.unchanged("a");
    run.answered("a");
    expect(run.facts()).toMatchObject({ coming: 0, inFlight: 0 });
  });
});

describe("what is leaving", () => {
  test("is what a destroy has refreshed and not deleted yet", () => {
    const run = newRun();
    expect(run.facts().leaving).toBeUndefined();
    for (const urn of ["a", "b"]) run.refreshed(urn);
    expect(run.facts().leaving).toBe(2);
    for (const urn of ["a", "b"]) run.arrived(urn, "delete");
    run.answered("a");
    expect(run.facts().leaving).toBe(0);
  });

  test("is not known when a program runs, which may keep what was refreshed", () => {
    const run = newRun();
    run.refreshed("a");
    run.checked("a", "p", []);
    run.refreshed("b");
    expect(run.facts().leaving).toBeUndefined();
  });
});

test("announcements add up level by level", () => {
  const run = newRun();
  run.announce({ levels: [2, 1] });
  run.announce({ levels: [3, 0, 4] });
  expect(run.facts().announced).toEqual([5, 1, 4]);
});

describe("the in-flight limit", () => {
  test("is the announced one until it is exceeded", () => {
    const run = newRun();
    run.announce({ levels: [], parallel: 3 });
    arrive(run, 3);
    expect(run.facts().limit).toBe(3);
    run.arrived("another", "change");
    expect(run.facts().limit).toBeUndefined();
  });

  test("is probably four for each core while nothing more was in flight", () => {
    const run = newRun(2);
    arrive(run, 8);
    expect([...run.facts().likelyLimits]).toEqual([8]);
    run.closed("likely-limit");
    expect(run.facts().limit).toBe(8);
    run.arrived("another", "change");
    expect(run.facts().limit).toBeUndefined();
    expect([...run.facts().likelyLimits]).toEqual([]);
  });

  test("is probably what was in flight when something known to come did not come", () => {
    const run = newRun(2);
    run.checked("blocked", "p", []);
    arrive(run, 5);
    run.closed("gave-up");
    expect([...run.facts().likelyLimits]).toEqual([8, 5]);
    arrive(run, 1, "v");
    expect([...run.facts().likelyLimits]).toEqual([8]);
  });

  test("is the announced one again when a smaller one, learnt meanwhile, is exceeded", () => {
    const run = newRun(2);
    run.announce({ levels: [], parallel: 16 });
    run.checked("blocked", "p", []);
    arrive(run, 5);
    run.closed("gave-up");
    run.closed("likely-limit");
    expect(run.facts().limit).toBe(5);
    run.arrived("more", "change");
    expect(run.facts().limit).toBe(16);
  });
});

test("a resource that the state knows is told who else wants its claims", () => {
  const run = newRun();
  expect(run.checked("new", "p", ["x", "z"])).toEqual([]);
  expect(run.checked("known", "p", ["x", "y"], true)).toEqual([{ key: "x", owner: "new" }]);
  expect(run.checked("known", "p", ["y"], true)).toEqual([]);
  expect(run.checked("elsewhere", "q", ["x"], true)).toEqual([]);
});

test("who wants a claim is known by place, and a second Check of a resource replaces its first", () => {
  const run = newRun();
  run.checked("a", "p", ["x", "y"]);
  run.checked("b", "p", ["y"]);
  run.checked("c", "q", ["x"]);
  expect(run.wanted("p")).toEqual(
    new Map([
      ["x", new Set(["a"])],
      ["y", new Set(["a", "b"])],
    ]),
  );
  run.checked("a", "q", ["x"]);
  expect(run.wanted("p")).toEqual(new Map([["y", new Set(["b"])]]));
  expect(run.wanted("q")).toEqual(new Map([["x", new Set(["c", "a"])]]));
  expect(run.wanted("elsewhere").size).toBe(0);
});
