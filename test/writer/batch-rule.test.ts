import type { Gathered, RunFacts } from "../../provider/writer/batch-rule";
import { decide, defaultWindows } from "../../provider/writer/batch-rule";

const now = 1_000_000;

const quiet: RunFacts = {
  now,
  lastActivity: now,
  inFlight: 1,
  coming: 0,
  seen: 1,
  leaving: undefined,
  announced: [],
  limit: undefined,
  likelyLimits: new Set(),
};
const one: Gathered = { kind: "changes", count: 1, since: now, latest: Infinity };

function decision(facts: Partial<RunFacts>, gathered: Partial<Gathered> = {}) {
  return decide({ ...quiet, ...facts }, { ...one, ...gathered }, defaultWindows);
}

describe("a batch is closed at once", () => {
  test("when the in-flight limit is reached, whatever is still to come", () => {
    expect(decision({ inFlight: 8, coming: 92, seen: 8, limit: 8 })).toEqual({
      commit: true,
      because: "limit",
    });
  });

  test("when everything that was announced has been seen", () => {
    expect(decision({ announced: [50], seen: 50 })).toEqual({ commit: true, because: "complete" });
  });

  test("when everything up to a level was seen, since dependents wait for the answer", () => {
    expect(decision({ announced: [16, 5, 1], seen: 16 })).toMatchObject({ commit: true });
    expect(decision({ announced: [16, 5, 1], seen: 21 })).toMatchObject({ commit: true });
    expect(decision({ announced: [0, 5], seen: 5 })).toMatchObject({ commit: true });
  });

  test("for deletes, when the in-flight limit is reached", () => {
    expect(decision({ inFlight: 8, limit: 8 }, { kind: "deletes", count: 8 })).toMatchObject({
      commit: true,
    });
  });

  test("for deletes, when all that a destroy refreshed is being deleted", () => {
    expect(decision({ leaving: 0 }, { kind: "deletes" })).toEqual({
      commit: true,
      because: "complete",
    });
    expect(decision({ leaving: 0 }, { kind: "both" })).toMatchObject({ commit: false });
  });

  test("for failed previews, when all of the program was seen and none is being planned", () => {
    const failures = { kind: "failures", count: 2 } as const;
    expect(decision({ announced: [3, 2], seen: 5, inFlight: 2 }, failures)).toMatchObject({
      commit: true,
    });
    expect(decision({ announced: [3, 2], seen: 5, inFlight: 3 }, failures)).toMatchObject({
      commit: false,
    });
    expect(decision({ announced: [3, 2], seen: 3, inFlight: 2 }, failures)).toMatchObject({
      commit: false,
    });
  });
});

describe("a batch waits until it is quiet", () => {
  test("for 250 ms when nothing else is known to come", () => {
    expect(decision({})).toEqual({ commit: false, at: now + 250, missing: 0 });
    expect(decision({ lastActivity: now - 249 })).toMatchObject({ commit: false, at: now + 1 });
    expect(decision({ lastActivity: now - 250 })).toEqual({ commit: true, because: "quiet" });
  });

  test("for 5 s while a checked and changed resource is missing", () => {
    expect(decision({ coming: 3 })).toEqual({ commit: false, at: now + 5_000, missing: 3 });
    expect(decision({ coming: 3, lastActivity: now - 5_000 })).toEqual({
      commit: true,
      because: "gave-up",
    });
  });

  test("for 5 s even though all that was announced was seen, when one of it is missing", () => {
    expect(decision({ announced: [5], seen: 5, coming: 1 })).toMatchObject({ at: now + 5_000 });
  });

  test("for 1 s when only the announcement is unmet", () => {
    expect(decision({ announced: [16], seen: 13 })).toEqual({
      commit: false,
      at: now + 1_000,
      missing: 3,
    });
  });

  test("for 250 ms when the announcement was too small, as it says nothing then", () => {
    expect(decision({ announced: [5], seen: 6 })).toMatchObject({ at: now + 250 });
  });

  test("for 250 ms when what is in flight may be the limit", () => {
    const facts = { inFlight: 8, coming: 1, likelyLimits: new Set([8]) };
    expect(decision(facts)).toMatchObject({ at: now + 250 });
    expect(decision({ ...facts, lastActivity: now - 250 })).toEqual({
      commit: true,
      because: "likely-limit",
    });
    expect(decision({ ...facts, inFlight: 9 })).toMatchObject({ at: now + 5_000 });
  });

  test("for 250 ms when it holds deletes only, whatever was checked or announced", () => {
    expect(decision({ announced: [9], seen: 1, coming: 1 }, { kind: "deletes" })).toMatchObject({
      at: now + 250,
    });
    expect(decision({ announced: [1], seen: 1 }, { kind: "deletes" })).toMatchObject({
      commit: false,
    });
    expect(decision({ announced: [1], seen: 1 }, { kind: "both" })).toMatchObject({
      commit: false,
      at: now + 250,
    });
  });

  test("for 1 s when it holds deletes, and not all is deleted that a destroy refreshed", () => {
    const deletes = { kind: "deletes" } as const;
    expect(decision({ leaving: 7 }, deletes)).toEqual({
      commit: false,
      at: now + 1_000,
      missing: 7,
    });
    expect(decision({ leaving: 7, lastActivity: now - 1_000 }, deletes)).toEqual({
      commit: true,
      because: "gave-up",
    });
    const limit = { inFlight: 8, likelyLimits: new Set([8]) };
    expect(decision({ leaving: 7, ...limit }, deletes)).toMatchObject({ at: now + 250 });
  });

  test("but never longer than 2 minutes in all", () => {
    const since = now - 119_000;
    expect(decision({ coming: 3 }, { since })).toMatchObject({ at: now + 1_000 });
    expect(decision({ coming: 3 }, { since: now - 120_000 })).toEqual({
      commit: true,
      because: "long-enough",
    });
  });

  test("but not until one of its requests runs short of time", () => {
    expect(decision({ coming: 3 }, { latest: now + 700 })).toMatchObject({ at: now + 700 });
    expect(decision({ coming: 3 }, { latest: now })).toMatchObject({ commit: true });
  });
});
