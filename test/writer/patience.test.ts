import { NautesError } from "../../provider/errors";
import { pause } from "../../provider/writer/clock";
import { defaultPatience, persist } from "../../provider/writer/patience";
import { FakeClock } from "./support/fake-clock";

const stale = new NautesError("stale-read", "It moved.");

/** Fails as often as `errors` has members; the times of all tries. */
async function tries(errors: Error[], attempts = 10, random = () => 0.5, unanswered = attempts) {
  const clock = new FakeClock();
  const start = clock.now();
  const at: number[] = [];
  const told: number[] = [];
  const doing = persist(
    () => {
      at.push(clock.now() - start);
      const error = errors.shift();
      if (error === undefined) return Promise.resolve("done");
      return Promise.reject(error);
    },
    {
      clock,
      patience: {
        attempts,
        unanswered,
        baseMs: 100,
        capMs: 5_000,
        longestMs: 600_000,
        random,
      },
      told: (_, count) => told.push(count),
    },
  );
  const [result] = await clock.until(Promise.allSettled([doing]));
  return { at, told, result };
}

test("pauses grow twofold up to the cap, and each is a random part of that", async () => {
  const { at, told, result } = await tries(Array<Error>(8).fill(stale));
  expect(result).toMatchObject({ value: "done" });
  expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  const pauses = at.slice(1).map((time, index) => time - at[index]!);
  expect(pauses).toEqual([50, 100, 200, 400, 800, 1_600, 2_500, 2_500]);
  const eager = await tries([stale, stale], 10, () => 0);
  expect(eager.at).toEqual([0, 0, 0]);
});

test("a server that gives no answer is given up sooner than a branch that others move", async () => {
  const { attempts, unanswered } = defaultPatience;
  const silent = new NautesError("repository-unavailable", "No answer.");
  const errors = [
    silent,
    ...Array<Error>(unanswered + 5).fill(stale),
    ...Array<Error>(99).fill(silent),
  ];
  const { at, told, result } = await tries(errors, attempts, () => 0, unanswered);
  expect(result).toMatchObject({ reason: silent });
  expect(at).toHaveLength(2 * unanswered + 5);
  expect(told.slice(0, 3)).toEqual([1, 1, 2]);
});

test("the last error is thrown after the last try", async () => {
  const { at, result } = await tries(Array<Error>(8).fill(stale), 3);
  expect(at).toHaveLength(3);
  expect(result).toMatchObject({ reason: stale });
});

test("what no waiting mends is thrown at once", async () => {
  const refused = new NautesError("credentials-refused", "The credential was refused.");
  expect(await tries([refused])).toMatchObject({ at: [0], result: { reason: refused } });
  const unknown = new Error("a bug");
  expect(await tries([unknown])).toMatchObject({ at: [0], result: { reason: unknown } });
});

test("the pause that the server asks for is kept, unless it asks for minutes", async () => {
  function unavailable(retryAfter: number): NautesError {
    const error = new NautesError("repository-unavailable", "Too many requests.");
    return Object.assign(error, { retryAfter });
  }
  expect(await tries([unavailable(7)])).toMatchObject({ at: [0, 7_000] });
  expect(await tries([unavailable(121)])).toMatchObject({
    at: [0],
    result: { status: "rejected" },
  });
});

test("no try begins when the time is over, however long each one takes", async () => {
  const clock = new FakeClock();
  const patience = { ...defaultPatience, longestMs: 600_000 };
  let count = 0;
  const doing = persist(
    async () => {
      count++;
      await pause(clock, 290_000);
      throw stale;
    },
    { clock, patience },
  );
  await expect(clock.until(doing, 900_000)).rejects.toBe(stale);
  expect(count).toBe(3);
});

test("a pause ends when nobody waits any more", async () => {
  const clock = new FakeClock();
  const nobody = new AbortController();
  let count = 0;
  const doing = persist(
    () => {
      count++;
      return Promise.reject(stale);
    },
    {
      clock,
      patience: {
        attempts: 10,
        unanswered: 10,
        baseMs: 100,
        capMs: 5_000,
        longestMs: 600_000,
        random: () => 0.5,
      },
      signal: nobody.signal,
      told: () => nobody.abort(),
    },
  );
  await expect(clock.until(doing, 0)).rejects.toBe(stale);
  expect(count).toBe(2);
});
