import type { MemoryEvent } from "../../provider/config-repo/memory-repo";
import { createMemoryRepo } from "../../provider/config-repo/memory-repo";
import { NautesError } from "../../provider/errors";
import { HeadView } from "../../provider/writer/head-view";
import { defaultPatience } from "../../provider/writer/patience";
import { FakeClock } from "./support/fake-clock";

function manyFiles(count: number): Record<string, string> {
  const names = Array.from({ length: count }, (_, index) => `clusters/c${index}.yaml`);
  return Object.fromEntries(names.map((path) => [path, `name: ${path}\n`]));
}

function view(files: Record<string, string>, on: (event: MemoryEvent) => void = () => undefined) {
  const events: MemoryEvent[] = [];
  const repo = createMemoryRepo(files, {
    on: (event) => {
      events.push(event);
      on(event);
    },
  });
  const clock = new FakeClock();
  const patience = { ...defaultPatience, random: () => 0.5 };
  return {
    events,
    repo,
    clock,
    head: new HeadView(() => Promise.resolve(repo), { clock, patience }),
  };
}

test("1,000 looks at 1,000 files cost one head, one tree and one read", async () => {
  const files = manyFiles(1_000);
  const { head, events } = view(files);
  const found = await Promise.all(Object.keys(files).map((path) => head.texts([path])));
  expect(found[999]?.get("clusters/c999.yaml")).toBe("name: clusters/c999.yaml\n");
  expect(events).toEqual(["head", "tree", "read"]);
});

test("nothing is read twice, and what does not exist not at all", async () => {
  const { head, events } = view(manyFiles(2));
  await head.texts(["clusters/c0.yaml", "absent.yaml"]);
  await head.texts(["clusters/c0.yaml"]);
  expect(await head.texts(["clusters/c0.yaml", "clusters/c1.yaml", "absent.yaml"])).toEqual(
    new Map(Object.entries(manyFiles(2))),
  );
  expect(events).toEqual(["head", "tree", "read", "read"]);
});

test("what is wanted a moment later is read in the same call", async () => {
  const { head, events, repo } = view(manyFiles(3));
  const read = jest.spyOn(repo, "read");
  await head.texts(["clusters/c0.yaml"]);
  const first = head.texts(["clusters/c0.yaml", "clusters/c1.yaml"]);
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  await Promise.all([first, head.texts(["clusters/c2.yaml"])]);
  expect(events).toEqual(["head", "tree", "read", "read"]);
  expect(read.mock.calls.map(([paths]) => [...paths])).toEqual([
    ["clusters/c0.yaml"],
    ["clusters/c1.yaml", "clusters/c2.yaml"],
  ]);
});

test("it stays at its commit when the branch moves", async () => {
  const { head, repo } = view({ "a.yaml": "a: 1\n" });
  const before = await head.base();
  repo.push([{ path: "a.yaml", text: "a: 2\n" }]);
  expect(await head.base()).toBe(before);
  expect((await head.texts(["a.yaml"])).get("a.yaml")).toBe("a: 1\n");
});

test("a server that is unavailable for a moment is asked again", async () => {
  let failures = 3;
  const { head, clock, events } = view({ "a.yaml": "a: 1\n" }, () => {
    if (failures-- > 0) throw new NautesError("repository-unavailable", "No answer.");
  });
  const texts = await clock.until(head.texts(["a.yaml"]));
  expect(texts.size).toBe(1);
  expect(events).toEqual(["head", "head", "head", "head", "tree", "read"]);
});

test("what failed for one fails for all without asking again", async () => {
  const { head, events } = view({}, () => {
    throw new NautesError("credentials-refused", "The credential was refused.");
  });
  await expect(head.base()).rejects.toMatchObject({ code: "credentials-refused" });
  await expect(head.texts(["a"])).rejects.toMatchObject({ code: "credentials-refused" });
  expect(events).toEqual(["head"]);
});

test("the last change of a path is asked for once", async () => {
  const { head, events } = view({ "a.yaml": "a: 1\n" });
  expect(await head.lastChange("a.yaml")).toMatchObject({ subject: "Begin" });
  expect(await head.lastChange("a.yaml")).toMatchObject({ subject: "Begin" });
  expect(await head.lastChange("b.yaml")).toBeNull();
  expect(events.filter((event) => event === "lastChange")).toHaveLength(2);
});

describe("A head from which another run may be about to take something back", () => {
  /** Settled from the so-manieth look on. */
  function unsettled(looks: number, waitsToSettle = true) {
    const { repo, clock, events } = view(manyFiles(1));
    let looked = 0;
    function isSettled(): Promise<boolean> {
      return Promise.resolve(++looked > looks);
    }
    const patience = { ...defaultPatience, attempts: 1 };
    const again = { clock, patience, waitsToSettle };
    const head = new HeadView(() => Promise.resolve({ ...repo, isSettled }), again);
    return { head, clock, events };
  }

  test("is looked at again until it is settled, which takes no tries", async () => {
    const { head, clock, events } = unsettled(3);
    const base = head.base();
    await clock.advance(1_500);
    expect((await base).tree.size).toBe(1);
    expect(events).toEqual(["head", "head", "head", "head", "tree"]);
  });

  test("is given up after a minute", async () => {
    const { head, clock } = unsettled(Infinity);
    const base = head.base().catch((error: unknown) => error);
    await clock.advance(60_000);
    expect(await base).toMatchObject({ code: "stale-read" });
  });

  test("is refused at once by who must not wait", async () => {
    const { head } = unsettled(1, false);
    await expect(head.base()).rejects.toMatchObject({ code: "stale-read" });
  });
});
