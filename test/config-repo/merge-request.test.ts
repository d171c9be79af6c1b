import type { MergeRequestRepo } from "../../provider/config-repo/merge-request/merge-request-repo";
import { configRepoContract } from "./config-repo.contract";
import { createMergeRequestWorld, ours, type MergeRequestWorld } from "./merge-request-world";

jest.setTimeout(180_000);

configRepoContract("a branch that is written by merge requests", async (files) => {
  const world = await createMergeRequestWorld(files);
  const { repository } = world.project;
  return {
    open: () => world.open(),
    push(changes, message) {
      const isOpen = repository.git("branch", "--list", ours) !== "";
      const more = message === undefined ? {} : { message };
      return repository.push(changes, { branch: isOpen ? ours : "main", ...more });
    },
    stop: () => world.stop(),
  };
});

const list = "resources:\n  - a.yaml\n  - m.yaml\n  - z.yaml\n";
const message =
  "Register cluster pd\n\nPulumi-Stack: clusters/dev\nRegisters: physical cluster pd\n";

describe("A branch that is written by merge requests", () => {
  let world: MergeRequestWorld;
  let repo: MergeRequestRepo;
  beforeEach(async () => {
    world = await createMergeRequestWorld({ list, other: "1\n" });
    repo = world.open();
  });
  afterEach(async () => {
    await repo.close();
    await world.stop();
  });

  async function commit(path: string, text: string | null, words = message): Promise<string> {
    return repo.commit([{ path, text }], words, await repo.head());
  }

  async function texts(...paths: string[]): Promise<Record<string, string>> {
    return Object.fromEntries(await repo.read(paths, await repo.head()));
  }

  function git(...args: string[]): string {
    return world.project.repository.git(...args);
  }

  it("is never written itself, and its merge request tells what it holds", async () => {
    const main = git("rev-parse", "main");
    await commit("pd", "x\n");
    await commit("pe", "y\n", message.replaceAll("pd", "pe"));
    expect(git("rev-parse", "main")).toBe(main);
    const [request, ...more] = await world.requests();
    expect(more).toEqual([]);
    expect(request).toMatchObject({ iid: 1, state: "opened" });
    expect(request?.title).toBe("Register 2 clusters: pd, pe");
    expect(request?.description).toContain("- `physical cluster pe` of `clusters/dev`");
    expect(request?.description).toContain("| `pd` | new |");
    expect(world.told).toEqual([expect.stringMatching(/^The merge request !1 is open: http/)]);
  });

  it("begins anew from itself once the merge request is merged", async () => {
    await commit("pd", "x\n");
    await world.change("/merge");
    expect(await repo.head()).toBe(git("rev-parse", "main"));
    await commit("pe", "y\n");
    expect(git("rev-parse", `${ours}^`)).toBe(git("rev-parse", "main"));
    expect((await world.requests()).map(({ iid, state }) => [iid, state])).toEqual([
      [2, "opened"],
      [1, "merged"],
    ]);
  });

  it("leaves behind what was merged as another commit, or closed", async () => {
    await repo.close();
    repo = world.open({ removeSourceBranch: false });
    await commit("pd", "x\n");
    await world.change("/merge", { squash: true });
    await commit("pe", "y\n");
    expect(git("log", "--format=%s", `main..${ours}`)).toBe("Register cluster pd");
    expect(git("ls-tree", "--name-only", ours).split("\n")).toEqual(["list", "other", "pd", "pe"]);
    await world.change("", { state_event: "close" });
    expect((await texts("pe", "pd"))["pe"]).toBeUndefined();
    await commit("pf", "z\n");
    expect(git("ls-tree", "--name-only", ours).split("\n")).toEqual(["list", "other", "pd", "pf"]);
    expect(world.told.at(-1)).toMatch(/!3 is open, in place of !2, which was closed: http/);
  });

  it("reads as one with the merge request when both moved, and is joined with the next commit", async () => {
    await commit("list", list.replace("  - m", "  - b.yaml\n  - m"));
    const theirs = world.project.repository.push({
      list: list.replace("  - m", "  - c.yaml\n  - m"),
      other: "2\n",
    });
    const joined = await texts("list", "other");
    expect(joined["other"]).toBe("2\n");
    expect(joined["list"]).toContain("b.yaml\n  - m");
    expect(joined["list"]).toContain("c.yaml\n");
    expect((await repo.lastChange("other", await repo.head()))?.commit).toBe(theirs);
    expect((await repo.lastChange("list", await repo.head()))?.subject).toBe("Register cluster pd");
    const before = git("rev-parse", ours);
    await commit("pe", "y\n");
    expect(git("log", "-1", "--format=%P", ours)).toBe(`${before} ${theirs}`);
    expect(git("show", `${ours}:list`)).toBe(joined["list"]?.trimEnd());
    expect((await world.change("/merge")).state).toBe("merged");
  });

  it("is joined without another change, too, when it could not be merged any more", async () => {
    await commit("list", list.replace("  - m", "  - b.yaml\n  - m"));
    world.project.repository.push({ list: list.replace("  - m", "  - c.yaml\n  - m") });
    expect((await repo.standing())?.status).toBe("checking");
    expect((await repo.standing())?.status).toBe("conflict");
    await repo.bringUp();
    await repo.bringUp();
    expect(git("log", "-1", "--format=%B", ours)).toBe(
      `OPS-1 Merge branch 'main' into '${ours}'\n\nSigned-off-by: Me <me@example.com>\nJoined-By: clusters/dev`,
    );
    const change = await repo.lastChange("list", await repo.head());
    expect(change?.trailers.has("Pulumi-Stack")).toBe(false);
    expect((await world.change("/merge")).state).toBe("merged");
  });

  it("says which lines both changed to different ones, and what to do", async () => {
    await commit("other", "ours\n");
    world.project.repository.push({ other: "theirs\n" });
    await expect(repo.head()).rejects.toMatchObject({
      code: "merge-request-conflict",
      at: "other",
      message: expect.stringMatching(
        /^The merge request !1 and main of group\/tenant changed the same lines of other\.\nMerge main into/,
      ) as string,
    });
  });

  it("closes a merge request in which nothing is left", async () => {
    await commit("pd", "x\n");
    await commit("pd", null, message.replace("Registers", "Deregisters"));
    const [request] = await world.requests();
    expect(request?.state).toBe("closed");
    expect(request?.description).toContain("Nothing is left to change.");
    await commit("pd", "x\n");
    expect(world.told.at(-1)).toMatch(/!2 is open: http/);
  });

  it("leaves alone a branch with commits of others that no merge request holds", async () => {
    git("branch", ours, "main");
    world.project.repository.push({ theirs: "1\n" }, { branch: ours });
    await expect(commit("pd", "x\n")).rejects.toMatchObject({
      code: "merge-request-branch-taken",
      message: expect.stringContaining("the last by Somebody.") as string,
    });
    expect(await world.requests()).toEqual([]);
  });

  it("takes up a branch of its own that a run was cut off after pushing", async () => {
    git("branch", ours, "main");
    world.project.repository.push({ pd: "x\n" }, { branch: ours, message });
    await commit("pd", "x\n");
    expect(await world.requests()).toHaveLength(1);
    expect(git("rev-list", "--count", `main..${ours}`)).toBe("1");
  });

  it("finds the merge request whose answer did not come", async () => {
    world.server.faults.inject({
      method: "POST",
      route: "/projects/:id/merge_requests",
      does: "answer",
      status: 502,
      when: "after",
    });
    await commit("pd", "x\n");
    expect(await world.requests()).toHaveLength(1);
  });

  it("keeps what people wrote into title and description", async () => {
    await commit("pd", "x\n");
    const [first] = await world.requests();
    const text = `Please look.\n\n${String(first?.description)}\n\nThanks.`;
    await world.change("", { title: `Draft: ${String(first?.title)}`, description: text });
    await commit("pe", "y\n", message.replaceAll("pd", "pe"));
    const [second] = await world.requests();
    expect(second?.title).toBe("Draft: Register 2 clusters: pd, pe");
    expect(second?.description).toMatch(/^Please look\.\n\n<!--[^]*`pe`[^]*-->\n\nThanks\.$/);
  });

  it("is assigned and labelled; an unknown user is told before anything is pushed", async () => {
    await repo.close();
    repo = world.open({ assignees: ["me"], labels: ["nautes"] });
    await commit("pd", "x\n");
    expect(await world.requests()).toMatchObject([
      { labels: ["nautes"], assignees: [{ username: "me" }] },
    ]);
    await world.change("/merge");
    await repo.close();
    repo = world.open({ assignees: ["nobody"] });
    await expect(commit("pe", "x\n")).rejects.toMatchObject({ code: "invalid-configuration" });
    expect(git("branch", "--list", ours)).toBe("");
  });
});
