import { NautesError } from "../../provider/errors";
import { waitFor } from "../../provider/kubernetes/waiting";
import type { Clock } from "../../provider/writer/clock";

/** Time that passes as soon as it is waited for. */
function quickClock(): Clock & { time: number } {
  const clock = {
    time: 0,
    now: () => clock.time,
    after(ms: number, then: () => void) {
      const timer = setImmediate(() => {
        clock.time += ms;
        then();
      });
      return () => clearImmediate(timer);
    },
  };
  return clock;
}

function late(missing: string): Promise<Error> {
  return Promise.resolve(new Error(`late: ${missing}`));
}

const gone = new NautesError("cluster-unreachable", "It is gone.", { remedy: "Look." });

test("it answers what comes in time, and says every few seconds what is missing and for how long", async () => {
  const clock = quickClock();
  const said: string[] = [];
  const found = await waitFor(
    { clock, until: 60_000, progress: (message) => said.push(message) },
    () => Promise.resolve(clock.time < 10_000 ? { missing: "the Secret" } : { done: clock.time }),
    late,
  );
  expect(found).toBeGreaterThanOrEqual(10_000);
  expect(said.length).toBeGreaterThanOrEqual(2);
  expect(said.length).toBeLessThanOrEqual(3);
  expect(said[0]).toMatch(/^Waiting for \d s: the Secret$/);
});

test("when patience ends it says what was missing last", async () => {
  const clock = quickClock();
  const waiting = waitFor(
    { clock, until: 5000, progress: undefined },
    () => Promise.resolve({ missing: `all at ${clock.time < 4000 ? "first" : "last"}` }),
    late,
  );
  await expect(waiting).rejects.toThrow("late: all at last");
  expect(clock.time).toBe(5000);
});

test("a cluster that never answered is given up after ten seconds, with its own failure", async () => {
  const clock = quickClock();
  const waiting = waitFor(
    { clock, until: 900_000, progress: undefined },
    () => Promise.reject(gone),
    late,
  );
  await expect(waiting).rejects.toBe(gone);
  expect(clock.time).toBeGreaterThanOrEqual(10_000);
  expect(clock.time).toBeLessThan(13_000);
});

test("one that has answered may be away for a minute", async () => {
  const clock = quickClock();
  const found = await waitFor(
    { clock, until: 900_000, progress: undefined },
    () => {
      if (clock.time >= 50_000) return Promise.resolve({ done: "back" });
      return clock.time < 1000 ? Promise.resolve({ missing: "it" }) : Promise.reject(gone);
    },
    late,
  );
  expect(found).toBe("back");
});

test("any other failure ends the wait at once", async () => {
  const refused = new NautesError("cluster-permission-denied", "No.");
  const clock = quickClock();
  const waiting = waitFor(
    { clock, until: 900_000, progress: undefined },
    () => Promise.reject(refused),
    late,
  );
  await expect(waiting).rejects.toBe(refused);
  expect(clock.time).toBe(0);
});
