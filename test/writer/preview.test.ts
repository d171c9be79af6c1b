import type { ClaimRequest } from "../../provider/claims/request";
import { cluster, creation, guard, list } from "./support/requests";
import { world } from "./support/world";

function foreign(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`clusters/${name}.yaml`, "kind: Foreign\n"]));
}

function virtual(name: string, host: string): ClaimRequest {
  return creation(name, cluster(name, { requires: [guard(host)] }));
}

describe("a preview", () => {
  test("foresees the paths that change, and writes nothing", async () => {
    const { repo, preview, events } = world();
    expect(await preview([creation("a")])).toEqual([
      { status: "fulfilled", value: { paths: ["clusters/a.yaml", list], seen: {} } },
    ]);
    expect(repo.log).toHaveLength(1);
    expect(events).not.toContain("commit");
  });

  test("answers a success at once", async () => {
    const { clock, writer, check } = world();
    check(creation("a"));
    check(creation("b"));
    await expect(clock.until(writer.preview(creation("a")), 0)).resolves.toMatchObject({
      seen: {},
    });
  });

  test("sees what it has planned so far: a virtual cluster after its host", async () => {
    const { preview } = world();
    expect(await preview([virtual("v", "h")])).toMatchObject([
      { reason: { code: "guard-failed" } },
    ]);
    expect(await preview([creation("h")])).toMatchObject([{ status: "fulfilled" }]);
    expect(await preview([virtual("v", "h")])).toMatchObject([{ status: "fulfilled" }]);
  });

  test("sees what is planned for other repositories", async () => {
    const { run, writers, clock } = world({ others: { product: {} } });
    const product = writers.writer("product", "main");
    const tenant = writers.writer("tenant", "main");
    const inTenant = guard("a", { repository: "tenant" });
    const runtime = creation("runtime", cluster("runtime", { requires: [inTenant] }));
    await clock.until(tenant.preview(creation("a")));
    await expect(clock.until(product.preview(runtime))).resolves.toMatchObject({ seen: {} });
    expect(run.facts().inFlight).toBe(0);
  });

  test("plans a shared file on top of what others of the preview did to it", async () => {
    const { preview, writer } = world({ files: { [list]: "resources:\n- mine.yaml # hand\n" } });
    await preview([creation("b")]);
    await preview([creation("a")]);
    const text = (await writer.foreseen().texts([list])).get(list);
    expect(text).toBe("resources:\n- a.yaml\n- b.yaml\n- mine.yaml # hand\n");
  });

  test("refuses two resources that want the same file", async () => {
    const { preview } = world();
    const rival = { ...creation("a"), owner: "urn:pulumi:dev::clusters::other::rival" };
    const answers = await preview([creation("a"), rival]);
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("of 100 clusters looks once at head and tree and reads a few times", async () => {
    const { preview, events } = world({ files: { [list]: "resources: []\n" } });
    const names = Array.from({ length: 100 }, (_, index) => `c${index}`);
    await preview(names.map((name) => creation(name)));
    expect(events).toEqual(["head", "tree", "read"]);
  });
});

describe("failures of a preview", () => {
  test("are reported together, all five of five", async () => {
    const bad = ["b1", "b2", "b3", "b4", "b5"];
    const { clock, run, writer, check } = world({ files: foreign(...bad) });
    run.announce({ levels: [8] });
    const failures: number[] = [];
    const good: number[] = [];
    const answers: Promise<void>[] = [];
    for (const name of ["b1", "g1", "b2", "b3", "g2", "b4", "g3", "b5"]) {
      check(creation(name));
      await clock.advance(300);
      const times = name.startsWith("b") ? failures : good;
      answers.push(writer.preview(creation(name)).then(note, note));

      function note(): void {
        times.push(clock.now());
      }
    }
    const last = clock.now();
    await clock.until(Promise.all(answers));
    expect(new Set(failures)).toEqual(new Set([last]));
    expect(failures).toHaveLength(5);
    expect(Math.max(...good)).toBeLessThan(last);
  });

  test("wait for the dependents of what went well", async () => {
    const { clock, run, writer, check } = world({ files: foreign("bad", "worse") });
    run.announce({ levels: [2, 1] });
    for (const name of ["bad", "h"]) check(creation(name));
    let failed = false;
    const first = writer.preview(creation("bad")).catch(() => (failed = true));
    await clock.until(writer.preview(creation("h")));
    await clock.advance(900);
    expect(failed).toBe(false);
    check(creation("worse"));
    const second = writer.preview(creation("worse")).catch(() => undefined);
    await clock.until(Promise.all([first, second]), 0);
    expect(failed).toBe(true);
  });

  test("wait no more than a second for what does not come", async () => {
    const { clock, run, writer, check } = world({ files: foreign("bad") });
    run.announce({ levels: [2, 1] });
    check(creation("bad"));
    await expect(clock.until(writer.preview(creation("bad")), 1_000)).rejects.toMatchObject({
      code: "claim-conflict",
    });
  });

  test("are not held back when the engine can send no more", async () => {
    const { clock, run, writer, check } = world({ files: foreign("b1", "b2") });
    run.announce({ levels: [50], parallel: 2 });
    const answers = ["b1", "b2"].map((name) => {
      check(creation(name));
      return writer.preview(creation(name));
    });
    expect(await clock.until(Promise.allSettled(answers), 0)).toMatchObject([
      { status: "rejected" },
      { status: "rejected" },
    ]);
  });

  test("leave nothing behind in what later previews see", async () => {
    const { preview, run, writer } = world({ files: foreign("bad") });
    await preview([creation("bad")]);
    expect(run.facts().inFlight).toBe(0);
    expect((await writer.foreseen().base()).tree.has(list)).toBe(false);
  });
});

describe("observing", () => {
  test("1,000 registrations that have not drifted costs one head and one tree", async () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `c${index}`);
    const { writer, submit, events } = world();
    await submit(names.map((name) => creation(name)));
    events.length = 0;
    await Promise.all(names.map((name) => writer.observe({ ...cluster(name), entries: {} }, {})));
    expect(events).toEqual(["head", "tree"]);
  });

  test("reads what differs in one go, and shared files once", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
    const { writer, repo, submit, events } = world();
    await submit(names.map((name) => creation(name)));
    repo.push(
      names.slice(5).map((name) => ({ path: `clusters/${name}.yaml`, text: "kind: Drifted\n" })),
    );
    events.length = 0;
    await Promise.all(names.map((name) => writer.observe(cluster(name), {})));
    expect(events).toEqual(["head", "tree", "read"]);
  });

  test("after a commit of ours looks at the new head", async () => {
    const { writer, submit, events } = world();
    await writer.observe(cluster("a"), {});
    await submit([creation("a")]);
    events.length = 0;
    await writer.observe(cluster("a"), {});
    expect(events.slice(0, 2)).toEqual(["head", "tree"]);
  });

  test("ends with its caller", async () => {
    const { writer } = world({ on: () => new Promise(() => undefined) });
    const signal = AbortSignal.abort();
    await expect(writer.observe(cluster("a"), {}, { signal })).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});
