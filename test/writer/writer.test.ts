import { NautesError } from "../../provider/errors";
import { cluster, creation, deletion, guard, list, urn } from "./support/requests";
import { commitsOf, world } from "./support/world";

const kustomization = "kind: Kustomization\nresources:\n- mine.yaml # by hand\n";

describe("a turn", () => {
  test("makes one commit of all requests, and answers each with it", async () => {
    const { repo, submit } = world({ files: { [list]: kustomization } });
    const answers = await submit(["b", "a", "c"].map((name) => creation(name)));
    const head = repo.log.at(-1)!;
    expect(answers).toEqual(
      Array(3).fill({ status: "fulfilled", value: { commit: head.id, seen: {} } }),
    );
    expect(commitsOf(repo)).toEqual([
      ["clusters/a.yaml", "clusters/b.yaml", "clusters/c.yaml", list],
    ]);
    expect(repo.files().get(list)).toContain("- mine.yaml # by hand\n");
    expect(head.message).toBe(
      [
        "Register 3 clusters: a, b, c",
        "",
        "Pulumi-Stack: clusters/dev",
        ...["a", "b", "c"].map((name) => `Registers: cluster ${name}`),
        "",
      ].join("\n"),
    );
  });

  test("looks once at head, tree and files, whatever the number of requests", async () => {
    const { events, submit } = world({ files: { [list]: kustomization } });
    await submit(Array.from({ length: 50 }, (_, index) => creation(`c${index}`)));
    expect(events).toEqual(["head", "tree", "read", "commit", "committed"]);
  });

  test("makes no commit when nothing is to be done, and answers with the head", async () => {
    const { repo, submit } = world();
    await submit([creation("a")]);
    const head = repo.log.at(-1)!.id;
    const update = { ...creation("a"), held: cluster("a") };
    expect(await submit([update])).toMatchObject([{ value: { commit: head } }]);
    await submit([deletion("a")]);
    const [gone] = await submit([deletion("a")]);
    expect(gone).toMatchObject({ value: { commit: repo.log.at(-1)!.id } });
    expect(repo.log).toHaveLength(3);
  });

  test("collects deletes although all that was announced has been seen", async () => {
    const { clock, run, repo, writer, submit } = world();
    await submit(["a", "b", "c"].map((name) => creation(name)));
    run.announce({ levels: [3] });
    const answers: Promise<unknown>[] = [];
    for (const name of ["a", "b", "c"]) {
      answers.push(writer.submit(deletion(name)));
      await clock.advance(100);
    }
    await clock.until(Promise.all(answers));
    expect(repo.log).toHaveLength(3);
  });

  test("one bad request fails alone, with its code, path and a whole sentence", async () => {
    const { repo, submit } = world({ files: { "clusters/b.yaml": "kind: Foreign\n" } });
    const [a, b, c] = await submit(["a", "b", "c"].map((name) => creation(name)));
    expect([a, c]).toMatchObject([{ status: "fulfilled" }, { status: "fulfilled" }]);
    expect(b).toMatchObject({ reason: { code: "claim-conflict", at: "clusters/b.yaml" } });
    expect(commitsOf(repo)).toEqual([["clusters/a.yaml", "clusters/c.yaml", list]]);
    expect(repo.files().get("clusters/b.yaml")).toBe("kind: Foreign\n");
  });

  test("a request that the repository cannot hold fails alone", async () => {
    const { repo, submit } = world();
    const commit = repo.commit.bind(repo);
    repo.commit = (changes, ...more) => {
      const bad = changes.find(({ path }) => path.includes("bad"));
      if (bad === undefined) return commit(changes, ...more);
      const sentence = `${bad.path} would have to be both a file and a folder.`;
      return Promise.reject(new NautesError("repository-unsuitable", sentence));
    };
    const names = ["a", "b", "bad", "c", "d"];
    const answers = await submit(names.map((name) => creation(name)));
    expect(answers.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect(answers[2]).toMatchObject({ reason: { code: "repository-unsuitable" } });
    expect([...repo.files().keys()].sort()).toEqual(
      ["a", "b", "c", "d"].map((name) => `clusters/${name}.yaml`).concat(list),
    );
  });

  test("what another resource of the run took over is not released by its old owner", async () => {
    const { repo, clock, submit } = world();
    await submit([creation("a")]);
    const before = repo.files();
    const nextRun = world({ repo, clock });
    const renamed = { ...creation("a"), owner: urn("renamed") };
    expect(await nextRun.submit([renamed])).toMatchObject([{ status: "fulfilled" }]);
    expect(await nextRun.submit([deletion("a")])).toMatchObject([{ status: "fulfilled" }]);
    expect(repo.files()).toEqual(before);
  });

  test("callers are told what is waited for and what is committed", async () => {
    const { submit } = world();
    const told = new Set<string>();
    await submit([creation("a"), creation("b")], { progress: (message) => told.add(message) });
    expect([...told]).toEqual([
      "waiting for 1 more registration",
      "committing 2 registrations (3 files)",
    ]);
  });
});

describe("guards that look into another repository", () => {
  const files = { "environments/env.yaml": "metadata:\n  name: env\nspec:\n  cluster: a\n" };
  const needsEnv = guard("env", { repository: "product", folder: "environments" });

  test("are asked of its head", async () => {
    const { submit } = world({ others: { product: files } });
    const good = creation("a", cluster("a", { requires: [needsEnv] }));
    const bad = creation("b", cluster("b", { requires: [{ ...needsEnv, folder: "nowhere" }] }));
    expect(await submit([good, bad])).toMatchObject([
      { status: "fulfilled" },
      { reason: { code: "guard-failed", message: "It needs the cluster env." } },
    ]);
  });

  test("fail only who has them when it cannot be looked into", async () => {
    const { others, submit, repo } = world({ others: { product: files } });
    const product = others.get("product")!;
    product.head = () => Promise.reject(new NautesError("repository-not-found", "There is none."));
    const guarded = creation("a", cluster("a", { requires: [needsEnv] }));
    const [a, b] = await submit([guarded, creation("b")]);
    expect(a).toMatchObject({ reason: { code: "repository-not-found" } });
    expect(b).toMatchObject({ status: "fulfilled" });
    expect(commitsOf(repo)).toEqual([["clusters/b.yaml", list]]);
  });

  test("find nothing in an empty one", async () => {
    const { others, submit } = world({ others: { product: files } });
    others.get("product")!.head = () =>
      Promise.reject(new NautesError("repository-empty", "It is empty."));
    const held = cluster("a", { forbids: [{ ...needsEnv, when: "release" }] });
    expect(await submit([deletion("a", held)])).toMatchObject([{ status: "fulfilled" }]);
    const needing = creation("b", cluster("b", { requires: [needsEnv] }));
    expect(await submit([needing])).toMatchObject([{ reason: { code: "guard-failed" } }]);
  });
});

test("a writer opens its repository when it is first used, once, and closes it", async () => {
  const { writers, submit, repo } = world();
  let closed = 0;
  repo.close = () => {
    closed++;
    return Promise.resolve();
  };
  await writers.close();
  expect(closed).toBe(0);
  await submit([creation("a")]);
  await submit([creation("b")]);
  await writers.close();
  expect(closed).toBe(1);
});
