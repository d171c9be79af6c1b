import type { FileChange } from "../../provider/claims/request";
import type { ConfigRepo } from "../../provider/config-repo/config-repo";
import { isNautesError } from "../../provider/errors";
import type { World } from "./world";

const oddNames = {
  "with space/and 'quotes' \"both\".yaml": "a: 1\n",
  "Ümläut/集群/🚀.yaml": "b: 2\n",
  "back\\slash": "c\n",
  "new\nline": "d\n",
  "-option": "e\n",
  ":(glob)*": "f\n",
  "tab\there": "g\n",
};

/** What a commit does, refuses and survives. */
export function writingContract(repo: () => ConfigRepo, world: () => World): void {
  it("a commit creates, replaces and deletes, and leaves the rest as it was", async () => {
    const seen = world().push({ "a/replaced": "old\n", "a/deleted": "x\n", "b/kept": "y\n" });
    const before = await repo().tree(seen);
    const changes = [
      { path: "a/replaced", text: "new\r\n" },
      { path: "a/deleted", text: null },
      { path: "a/deep/er/created", text: "no line end" },
      { path: "a/empty", text: "" },
    ];
    const commit = await repo().commit(changes, "Change a\n\nPulumi-Stack: shop/dev", seen);
    expect(await repo().head()).toBe(commit);
    const after = await repo().tree(commit);
    const paths = changes.map(({ path }) => path);
    const texts = await repo().read(paths, commit);
    expect(Object.fromEntries(texts)).toEqual({
      "a/replaced": "new\r\n",
      "a/deep/er/created": "no line end",
      "a/empty": "",
    });
    for (const path of paths) expect(after.get(path)).not.toBe(before.get(path));
    const kept = [...before].filter(([path]) => !paths.includes(path));
    expect([...after].filter(([path]) => !paths.includes(path)).sort()).toEqual(kept.sort());
    const last = await repo().lastChange("a/replaced", commit);
    expect(last).toMatchObject({ commit, subject: "Change a" });
    expect(last?.trailers.get("Pulumi-Stack")).toEqual(["shop/dev"]);
  });

  refusalContract(repo, world);
  sizeContract(repo, world);
}

function refusalContract(repo: () => ConfigRepo, world: () => World): void {
  it("a commit on what is no longer the head is refused as stale, and writes nothing", async () => {
    const seen = await repo().head();
    const head = world().push({ theirs: "1\n" });
    const attempt = repo().commit([{ path: "ours", text: "1\n" }], "Ours", seen);
    await expect(attempt).rejects.toMatchObject({ code: "stale-read" });
    expect(await repo().head()).toBe(head);
    await repo().commit([{ path: "ours", text: "1\n" }], "Ours", head);
  });

  it("there is no commit without content", async () => {
    const seen = await repo().head();
    const nothings: FileChange[][] = [
      [],
      [{ path: "nautes/overlays/clusters/pd.yaml", text: "kind: Cluster\n" }],
      [{ path: "not/there", text: null }],
    ];
    for (const changes of nothings) {
      const attempt = repo().commit(changes, "Nothing", seen);
      await expect(attempt).rejects.toMatchObject({ code: "invalid-arguments" });
    }
    expect(await repo().head()).toBe(seen);
  });

  it("an impossible path is refused, and nothing else of its commit is written", async () => {
    const seen = await repo().head();
    const bad = [
      "",
      "/etc/passwd",
      "a//b",
      "../up",
      "a/../../b",
      ".git/config",
      "a/.GIT/x",
      "a/",
      "n\0l",
    ];
    for (const path of bad) {
      const changes = [
        { path: "good", text: "x" },
        { path, text: "x" },
      ];
      const attempt = repo().commit(changes, "Bad", seen);
      await expect(attempt).rejects.toMatchObject({ code: "invalid-arguments", at: path });
    }
    expect(await repo().head()).toBe(seen);
  });

  it("a file is never put where a folder is, nor below a file", async () => {
    const seen = world().push({ "folder/file": "x\n" });
    for (const path of ["folder", "folder/file/below"]) {
      const attempt = repo().commit([{ path, text: "x" }], "Bad", seen);
      await expect(attempt).rejects.toMatchObject({ code: "repository-unsuitable" });
    }
    const changes = [
      { path: "folder/file", text: null },
      { path: "folder", text: "now a file\n" },
    ];
    const commit = await repo().commit(changes, "Turn the folder into a file", seen);
    expect((await repo().read(["folder"], commit)).get("folder")).toBe("now a file\n");
  });
}

function sizeContract(repo: () => ConfigRepo, world: () => World): void {
  it("odd names come back as they were given, and can be asked about", async () => {
    const seen = await repo().head();
    const changes = Object.entries(oddNames).map(([path, text]) => ({ path, text }));
    const commit = await repo().commit(changes, "Ünïcode 集群\n\nRegisters: ü", seen);
    const read = await repo().read(Object.keys(oddNames), commit);
    expect(Object.fromEntries(read)).toEqual(oddNames);
    for (const path of Object.keys(oddNames)) {
      expect(await repo().lastChange(path, commit)).toMatchObject({
        commit,
        subject: "Ünïcode 集群",
      });
    }
  });

  it("a thousand files are one commit, and read at once", async () => {
    const seen = await repo().head();
    const many = Array.from({ length: 1000 }, (_, index) => ({
      path: `many/${index % 37}/${index}.yaml`,
      text: `number: ${index}\n`,
    }));
    const commit = await repo().commit(many, "Add many", seen);
    const reader = world().open();
    const read = await reader.read(
      many.map(({ path }) => path),
      commit,
    );
    expect([...read.values()].sort()).toEqual(many.map(({ text }) => text).sort());
    await reader.close();
  });

  it("of writers that come between one another nothing is lost", async () => {
    const writers = [world().open(), world().open()];
    const rounds = 3;
    await Promise.all(writers.map((writer, index) => addAll(writer, `writer-${index}`, rounds)));
    const head = await repo().head();
    const written = [...(await repo().tree(head, "race")).keys()].sort();
    const expected = writers.flatMap((_, index) =>
      Array.from({ length: rounds }, (_, round) => `race/writer-${index}-${round}`),
    );
    expect(written).toEqual(expected);
    await Promise.all(writers.map((writer) => writer.close()));
  });
}

async function addAll(repo: ConfigRepo, name: string, rounds: number): Promise<void> {
  for (let round = 0; round < rounds;) {
    const path = `race/${name}-${round}`;
    try {
      await repo.commit([{ path, text: name }], `Add ${path}`, await repo.head());
      round += 1;
    } catch (error) {
      if (!isNautesError(error, "stale-read")) throw error;
      // As every caller has to: a server that cannot compare the branch may have written it.
      if ((await repo.tree(await repo.head())).has(path)) round += 1;
    }
  }
}
