import { pause, systemClock } from "../../provider/writer/clock";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("the machine's clock calls once, unless it is taken back", () => {
  const calls: string[] = [];
  systemClock.after(100, () => calls.push("kept"));
  const takeBack = systemClock.after(100, () => calls.push("taken back"));
  takeBack();
  jest.advanceTimersByTime(99);
  expect(calls).toEqual([]);
  jest.advanceTimersByTime(1_000);
  expect(calls).toEqual(["kept"]);
});

test("a span of months, as customTimeouts may give, does not fire at once", () => {
  const calls: string[] = [];
  systemClock.after(100 * 24 * 3_600_000, () => calls.push("late"));
  jest.advanceTimersByTime(24 * 3_600_000);
  expect(calls).toEqual([]);
});

test("a pause ends at its time or with its signal", async () => {
  const end = new AbortController();
  const ended: string[] = [];
  const pauses = [
    pause(systemClock, 1_000).then(() => ended.push("time")),
    pause(systemClock, 9_000, end.signal).then(() => ended.push("signal")),
    pause(systemClock, 9_000, AbortSignal.abort()).then(() => ended.push("already")),
  ];
  await jest.advanceTimersByTimeAsync(1_000);
  expect(ended).toEqual(["already", "time"]);
  end.abort();
  await Promise.all(pauses);
  expect(ended).toEqual(["already", "time", "signal"]);
  expect(jest.getTimerCount()).toBe(0);
});
