import type { MemoryEvent, MemoryRepo } from "../../provider/config-repo/memory-repo";
import { NautesError } from "../../provider/errors";
import { pause } from "../../provider/writer/clock";
import { cluster, creation, deletion, list } from "./support/requests";
import { settle } from "./support/fake-clock";
import { commitsOf, world } from "./support/world";

/** Does these things before the first, second … `event`. */
function during(event: MemoryEvent, ...things: ((repo: MemoryRepo) => void)[]) {
  return (happens: MemoryEvent, repo: MemoryRepo) => {
    if (happens === event) things.shift()?.(repo);
  };
}

function anotherPushes(path: string) {
  return (repo: MemoryRepo) =>
    void repo.push([{ path, text: `${repo.log.length}\n` }], "Work", "Ann <ann@example.com>");
}

function unavailable(): never {
  throw new NautesError("repository-unavailable", "The server did not answer.");
}

describe("when the branch moves", () => {
  test("it observes, plans and commits again, and nothing of the others is lost", async () => {
    const on = during("commit", anotherPushes("one"), anotherPushes("two"));
    const { repo, submit, events } = world({ on });
    expect(await submit([creation("a"), creation("b")])).toMatchObject([
      { status: "fulfilled" },
      { status: "fulfilled" },
    ]);
    expect(commitsOf(repo)).toEqual([
      ["one"],
      ["two"],
      ["clusters/a.yaml", "clusters/b.yaml", list],
    ]);
    expect(events.filter((event) => event === "head")).toHaveLength(3);
  });

  test("the new plan judges what the others wrote", async () => {
    const on = during("commit", anotherPushes("clusters/a.yaml"));
    const { repo, submit } = world({ on });
    const [a, b] = await submit([creation("a"), creation("b")]);
    expect(a).toMatchObject({ reason: { code: "claim-conflict", at: "clusters/a.yaml" } });
    expect(b).toMatchObject({ status: "fulfilled" });
    expect(repo.files().get("clusters/a.yaml")).toBe("1\n");
  });

  test("it gives up after the last try, and says who else pushes", async () => {
    const four = Array.from({ length: 4 }, () => anotherPushes("busy"));
    const { submit, repo } = world({ on: during("commit", ...four), patience: { attempts: 4 } });
    const [answer] = await submit([creation("a")]);
    expect(answer).toMatchObject({ reason: { code: "stale-read" } });
    const { message } = (answer as PromiseRejectedResult).reason as Error;
    expect(message).toMatch(/^The branch main of tenant moved each of the 4 times/);
    expect(message).toContain("Last pushed by Ann <ann@example.com>.");
    expect(commitsOf(repo)).toEqual(Array(4).fill(["busy"]));
  });

  test("callers are told", async () => {
    const told: string[] = [];
    const { submit } = world({ on: during("commit", anotherPushes("one")) });
    await submit([creation("a")], { progress: (message) => told.push(message) });
    expect(told).toEqual([
      "committing 1 registration (2 files)",
      "main moved, trying again (2 of 60)",
      "committing 1 registration (2 files)",
    ]);
  });
});

describe("when the server does not answer", () => {
  test.each(["head", "tree", "read", "commit"] as const)("%s is tried again", async (event) => {
    const files = { [list]: "resources: []\n" };
    const { repo, submit } = world({ files, on: during(event, unavailable, unavailable) });
    expect(await submit([creation("a")])).toMatchObject([{ status: "fulfilled" }]);
    expect(repo.log).toHaveLength(2);
  });

  test("a commit that was made all the same is found, never made twice", async () => {
    const { repo, submit } = world({ on: during("committed", unavailable) });
    const [a, b] = await submit([creation("a"), creation("b")]);
    const head = repo.log.at(-1)!.id;
    expect([a, b]).toMatchObject([{ value: { commit: head } }, { value: { commit: head } }]);
    expect(repo.log).toHaveLength(2);
  });

  test("so are an update and a delete", async () => {
    const { repo, submit } = world({ on: during("committed", () => undefined, unavailable) });
    await submit([creation("a"), creation("b")]);
    const changed = cluster("a", {}, { changed: true });
    const update = { ...creation("a", changed), held: cluster("a") };
    expect(await submit([update, deletion("b")])).toMatchObject([
      { status: "fulfilled" },
      { status: "fulfilled" },
    ]);
    expect(repo.log).toHaveLength(3);
  });

  test("it gives up after the last try with that error", async () => {
    const on = during("head", unavailable, unavailable, unavailable);
    const { submit, events } = world({ on, patience: { attempts: 3 } });
    expect(await submit([creation("a")])).toMatchObject([
      { reason: { code: "repository-unavailable" } },
    ]);
    expect(events).toEqual(["head", "head", "head"]);
  });

  test("an error that no waiting mends fails all at once", async () => {
    const on = during("commit", () => {
      throw new NautesError("permission-denied", "Nobody may push to main.");
    });
    const { submit, events } = world({ on });
    expect(await submit([creation("a"), creation("b")])).toMatchObject([
      { reason: { code: "permission-denied" } },
      { reason: { code: "permission-denied" } },
    ]);
    expect(events).toEqual(["head", "tree", "commit"]);
  });
});

describe("a request that is cancelled or out of time", () => {
  test("is left out of a commit that has not begun, and never fails the others", async () => {
    const cancel = new AbortController();
    const { clock, writer, repo } = world({ on: during("tree", () => cancel.abort()) });
    const answers = Promise.allSettled([
      writer.submit(creation("a"), { signal: cancel.signal }),
      writer.submit(creation("b")),
    ]);
    expect(await clock.until(answers)).toMatchObject([
      { reason: { code: "cancelled" } },
      { status: "fulfilled" },
    ]);
    expect(commitsOf(repo)).toEqual([["clusters/b.yaml", list]]);
  });

  test("gets its receipt when its push is under way", async () => {
    const cancel = new AbortController();
    const { clock, writer, repo } = world({ on: during("commit", () => cancel.abort()) });
    const answer = writer.submit(creation("a"), { signal: cancel.signal });
    const { commit } = await clock.until(answer);
    expect(commit).toBe(repo.log.at(-1)!.id);
  });

  test("is not tried again", async () => {
    const cancel = new AbortController();
    const on = during("commit", (repo) => {
      cancel.abort();
      anotherPushes("one")(repo);
    });
    const { clock, writer, repo } = world({ on });
    const answers = Promise.allSettled([
      writer.submit(creation("a"), { signal: cancel.signal }),
      writer.submit(creation("b")),
    ]);
    expect(await clock.until(answers)).toMatchObject([
      { reason: { code: "cancelled" } },
      { status: "fulfilled" },
    ]);
    expect(commitsOf(repo)).toEqual([["one"], ["clusters/b.yaml", list]]);
  });

  test("is answered at once while the next try is waited for", async () => {
    const cancel = new AbortController();
    const { clock, writer } = world({ on: during("commit", anotherPushes("one")) });
    const answer = writer.submit(creation("a"), { signal: cancel.signal });
    answer.catch(() => undefined);
    await clock.advance(250);
    cancel.abort();
    await expect(clock.until(answer, 0)).rejects.toMatchObject({ code: "cancelled" });
  });

  test("is not begun again when its push had no answer and no effect", async () => {
    const cancel = new AbortController();
    const { clock, writer, repo } = world({
      on: during("commit", () => {
        cancel.abort();
        unavailable();
      }),
    });
    const answer = writer.submit(creation("a"), { signal: cancel.signal });
    await expect(clock.until(answer)).rejects.toMatchObject({ code: "cancelled" });
    expect(repo.log).toHaveLength(1);
  });

  test("learns what became of a push whose answer was lost", async () => {
    const cancel = new AbortController();
    const { clock, writer, repo } = world({
      on: during("committed", () => {
        cancel.abort();
        unavailable();
      }),
    });
    const answer = writer.submit(creation("a"), { signal: cancel.signal });
    const { commit } = await clock.until(answer);
    expect(commit).toBe(repo.log.at(-1)!.id);
    expect(repo.log).toHaveLength(2);
  });

  test("is answered when its time is up, even if the repository never answers", async () => {
    const { clock, writer } = world({ on: (event) => (event === "tree" ? never() : undefined) });
    const answer = writer.submit(creation("a"), { deadline: clock.now() + 1_000 });
    answer.catch(() => undefined);
    await clock.advance(999);
    await settle();
    const first = await Promise.race([answer, Promise.resolve("nothing yet")]);
    expect(first).toBe("nothing yet");
    await clock.advance(1);
    await expect(answer).rejects.toMatchObject({ code: "deadline-exceeded" });
  });

  test("waits for nothing once all are gone", async () => {
    const cancel = new AbortController();
    const { clock, writer, writers } = world({
      on: (event) => {
        if (event === "head") unavailable();
      },
    });
    const answer = writer.submit(creation("a"), { signal: cancel.signal });
    answer.catch(() => undefined);
    await clock.advance(300);
    cancel.abort();
    await expect(answer).rejects.toMatchObject({ code: "cancelled" });
    await expect(clock.until(writers.close(), 0)).resolves.toBeUndefined();
  });
});

test("closing finishes a push under way and cancels what has not begun", async () => {
  const { clock, writer, writers, repo } = world({
    on: (event) => (event === "commit" ? pause(clock, 500) : undefined),
  });
  const first = writer.submit(creation("a"));
  await clock.advance(300);
  const second = writer.submit(creation("b"));
  second.catch(() => undefined);
  await clock.until(writers.close());
  await expect(first).resolves.toMatchObject({ commit: repo.log.at(-1)!.id });
  await expect(second).rejects.toMatchObject({ code: "cancelled" });
});

function never(): Promise<void> {
  return new Promise(() => undefined);
}
