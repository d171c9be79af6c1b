import type { ConfigRepo } from "../../provider/config-repo/config-repo";
import type { World } from "./world";
import { writingContract } from "./writing.contract";

// Servers that make keys and certificates, on a machine that may be busy.
jest.setTimeout(60_000);

const first = {
  "README.md": "# Tenant\n",
  "nautes/overlays/clusters/pd.yaml": "kind: Cluster\n",
  "nautes/overlays/kustomization.yaml": "resources:\n  - clusters/pd.yaml # first\r\n",
};

/** What every ConfigRepo keeps; `start` makes a repository whose first commit holds the files it is given. */
export function configRepoContract(
  name: string,
  start: (files: Readonly<Record<string, string>>) => Promise<World>,
): void {
  describe(`the config repo contract on ${name}`, () => {
    let world: World;
    let repo: ConfigRepo;
    beforeAll(async () => {
      world = await start(first);
    });
    beforeEach(() => {
      repo = world.open();
    });
    afterEach(async () => {
      await repo.close();
    });
    afterAll(async () => {
      await world.stop();
    });

    readingContract(
      () => repo,
      () => world,
    );
    writingContract(
      () => repo,
      () => world,
    );
  });
}

function readingContract(repo: () => ConfigRepo, world: () => World): void {
  it("the head is the branch's newest commit, also after another's push", async () => {
    const before = await repo().head();
    expect(await repo().head()).toBe(before);
    const pushed = world().push({ other: "x\n" });
    expect(await repo().head()).toBe(pushed);
  });

  it("a tree names every file with its blob id, below a folder only those in it", async () => {
    const head = await repo().head();
    const all = await repo().tree(head);
    expect(all.get("README.md")).toBe("88388098fedd031c34c13e07305e0c08a8388b91");
    const below = await repo().tree(head, "nautes/overlays/clusters");
    expect([...below.keys()]).toEqual(["nautes/overlays/clusters/pd.yaml"]);
    expect(await repo().tree(head, "nautes/overlays/clusters/")).toEqual(below);
    expect((await repo().tree(head, "nautes/over")).size).toBe(0);
  });

  it("what is read is byte for byte what is there, and only what is there", async () => {
    const head = await repo().head();
    const paths = ["nautes/overlays/kustomization.yaml", "absent", "nautes/overlays"];
    const read = await repo().read(paths, head);
    expect([...read]).toEqual([[paths[0], first["nautes/overlays/kustomization.yaml"]]]);
    expect((await repo().read([], head)).size).toBe(0);
  });

  it("an older commit is read as it was", async () => {
    const before = await repo().head();
    world().push({ "README.md": "changed\n", other: null });
    const texts = await repo().read(["README.md", "other"], before);
    expect(texts.get("README.md")).toBe("# Tenant\n");
    expect((await repo().tree(await repo().head())).has("other")).toBe(false);
    world().push({ "README.md": "# Tenant\n" });
  });

  it("the last change of a path names commit, author and trailers, also of a deleted one", async () => {
    const message =
      "Say hello\n\nBody: not a trailer here\nas text goes on\n\nPulumi-Stack: shop/dev\nRegisters: pd\nRegisters: vd";
    const changed = world().push({ hello: "1\n" }, message);
    const later = world().push({ unrelated: "1\n" });
    const last = await repo().lastChange("hello", later);
    expect(last).toEqual({
      commit: changed,
      author: "Somebody <somebody@example.com>",
      subject: "Say hello",
      trailers: new Map([
        ["Pulumi-Stack", ["shop/dev"]],
        ["Registers", ["pd", "vd"]],
      ]),
    });
    const gone = world().push({ hello: null }, "Say no more");
    expect(await repo().lastChange("hello", gone)).toMatchObject({
      commit: gone,
      trailers: new Map(),
    });
    expect(await repo().lastChange("never", gone)).toBeUndefined();
  });

  it("a commit contains itself and what came before it, nothing later, and nothing that does not exist", async () => {
    const before = await repo().head();
    for (let count = 0; count < 3; count += 1) world().push({ later: `${count}\n` });
    const head = await repo().head();
    expect(await repo().contains(head, head)).toBe(true);
    expect(await repo().contains(before, head)).toBe(true);
    expect(await repo().contains(head, before)).toBe(false);
    expect(await repo().contains("0123456789".repeat(4), head)).toBe(false);
  });

  it("a caller that gave up gets `cancelled`", async () => {
    const signal = AbortSignal.abort();
    await expect(repo().head(signal)).rejects.toMatchObject({ code: "cancelled" });
  });
}
