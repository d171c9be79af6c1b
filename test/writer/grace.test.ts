import type { MemoryEvent } from "../../provider/config-repo/memory-repo";
import { NautesError } from "../../provider/errors";
import { GRACE_MS, within } from "../../provider/writer/member";
import { creation } from "./support/requests";
import { FakeClock, settle } from "./support/fake-clock";
import { world } from "./support/world";

const unknown = /during a push, and whether that was done is not known\.\nRun it again/;

function never(): Promise<void> {
  return new Promise(() => undefined);
}

/** The push is made but its answer lost, and then the server is silent. */
function lostThenSilent(backAgain?: AbortSignal) {
  let lost = false;
  return (event: MemoryEvent) => {
    if (backAgain?.aborted === true) return undefined;
    if (event === "head" && lost) return never();
    if (event !== "committed") return undefined;
    lost = true;
    throw new NautesError("repository-unavailable", "The server did not answer.");
  };
}

async function stateOf(answer: Promise<unknown>): Promise<unknown> {
  await settle();
  return Promise.race([answer.then(String, String), Promise.resolve("waiting")]);
}

test("after its time a request waits for its push no longer than the grace", async () => {
  const { clock, writer, repo } = world({ on: lostThenSilent() });
  const answer = writer.submit(creation("a"), { deadline: clock.now() + 10_000 });
  answer.catch(() => undefined);
  await clock.advance(10_000 + GRACE_MS - 1);
  expect(repo.log).toHaveLength(2);
  expect(await stateOf(answer)).toBe("waiting");
  await clock.advance(1);
  await expect(answer).rejects.toMatchObject({ code: "deadline-exceeded" });
  await expect(answer).rejects.toThrow(unknown);
});

test("so it does after a cancellation, and running it again converges", async () => {
  const cancel = new AbortController();
  const backAgain = new AbortController();
  const { clock, writer, repo } = world({ on: lostThenSilent(backAgain.signal) });
  const answer = writer.submit(creation("a"), { signal: cancel.signal });
  answer.catch(() => undefined);
  await clock.advance(5_000);
  cancel.abort();
  expect(await stateOf(answer)).toBe("waiting");
  await clock.advance(GRACE_MS);
  await expect(answer).rejects.toMatchObject({ code: "cancelled" });
  await expect(answer).rejects.toThrow(unknown);
  backAgain.abort();
  const again = await world({ repo }).submit([creation("a")]);
  expect(again).toMatchObject([{ value: { commit: repo.log.at(-1)!.id } }]);
  expect(repo.log).toHaveLength(2);
});

test("a push that nobody waits for any more is ended", async () => {
  const cancel = new AbortController();
  const { clock, writer, writers, repo } = world();
  let given: AbortSignal | undefined;
  repo.commit = (_changes, _message, _seen, signal) =>
    new Promise((_, reject) => {
      given = signal;
      signal?.addEventListener("abort", () => reject(new Error("ended")));
    });
  const answer = writer.submit(creation("a"), { signal: cancel.signal });
  answer.catch(() => undefined);
  await clock.advance(5_000);
  cancel.abort();
  await settle();
  expect(given?.aborted).toBe(false);
  await clock.advance(GRACE_MS);
  await expect(answer).rejects.toThrow(unknown);
  expect(given?.aborted).toBe(true);
  await expect(clock.until(writers.close(), 0)).resolves.toBeUndefined();
});

test("a look ends with its caller's time or cancellation at once", async () => {
  const clock = new FakeClock();
  const late = within({ deadline: clock.now() + 1_000 }, clock, never());
  late.catch(() => undefined);
  await clock.advance(1_000);
  await expect(late).rejects.toMatchObject({ code: "deadline-exceeded" });
  const looked = within({ signal: AbortSignal.abort() }, clock, never());
  await expect(looked).rejects.toMatchObject({ code: "cancelled" });
});
