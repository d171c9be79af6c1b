import type { MergeRequestRepo } from "../../provider/config-repo/merge-request/merge-request-repo";
import {
  createMergeRequestWorld,
  ours,
  type Between,
  type MergeRequestWorld,
} from "./merge-request-world";

jest.setTimeout(120_000);

const message =
  "Register cluster pd\n\nPulumi-Stack: clusters/dev\nRegisters: physical cluster pd\n";

describe("A branch that is written by merge requests, while people are at them", () => {
  let world: MergeRequestWorld;
  let repo: MergeRequestRepo;
  beforeEach(() => begin(0));
  afterEach(end);

  async function begin(removalDelay: number): Promise<void> {
    world = await createMergeRequestWorld({ other: "1\n" }, {}, { removalDelay });
    repo = world.open();
  }

  async function end(): Promise<void> {
    await repo.close();
    await world.stop();
  }

  async function commit(path: string, text: string | null, words = message): Promise<string> {
    return repo.commit([{ path, text }], words, await repo.head());
  }

  /** Another process, and what others do at one moment of its work. */
  async function anew(between: Between): Promise<void> {
    await repo.close();
    repo = world.open({}, between);
  }

  async function files(): Promise<string[]> {
    return [...(await repo.tree(await repo.head())).keys()];
  }

  it("holds what was merged after its head was looked at", async () => {
    await commit("pd", "x\n");
    await anew({ afterTarget: () => world.change("/merge") });
    expect(await files()).toEqual(["other", "pd"]);
  });

  it("holds what was merged while GitLab asked to wait", async () => {
    await commit("pd", "x\n");
    const { faults } = world.server;
    await anew({
      async afterTarget() {
        faults.clear();
        await world.change("/merge");
      },
    });
    const route = "/projects/:id/merge_requests";
    faults.inject({ method: "GET", route, does: "answer", status: 429, retryAfter: 1, times: 2 });
    expect(await files()).toEqual(["other", "pd"]);
  });

  it.each(["has it not", "has it all"])(
    "leaves alone the branch of a merge request into another target, if its own %s",
    async (has) => {
      await commit("pd", "x\n");
      const { repository } = world.project;
      repository.git("branch", "release", "main");
      await world.change("", { target_branch: "release" });
      if (has === "has it all") repository.git("branch", "--force", "main", ours);
      else repository.push({ theirs: "1\n" });
      const before = repository.git("rev-parse", ours);
      await expect(commit("pe", "x\n")).rejects.toMatchObject({
        code: "merge-request-branch-taken",
        message: expect.stringMatching(
          /^The branch .* is that of the open merge request !1 into release, not into main\.\nMerge or close it/,
        ) as string,
      });
      expect(repository.git("rev-parse", ours)).toBe(before);
    },
  );

  describe("and GitLab removes a merged one's branch a while later", () => {
    beforeEach(async () => {
      await end();
      await begin(12);
    });

    it.each([
      ["merged", "/merge", {}, ["other", "pd", "pe"]],
      ["closed", "", { state_event: "close" }, ["other", "pe"]],
    ])(
      "a commit that comes when its merge request is %s is no success, and goes to the next one",
      async (state, rest, body, expected) => {
        await commit("pd", "x\n");
        await anew({ beforePush: () => world.change(rest, body) });
        await expect(commit("pe", "x\n")).rejects.toMatchObject({ code: "stale-read" });
        expect(await files()).not.toContain("pe");
        await commit("pe", "x\n");
        expect((await world.requests()).map((one) => [one.iid, one.state])).toEqual([
          [2, "opened"],
          [1, state],
        ]);
        expect(await files()).toEqual(expected);
      },
    );

    it("what is taken back when it was just merged is no success, and goes to the next one", async () => {
      await commit("pd", "x\n");
      await anew({ beforePush: () => world.change("/merge") });
      const words = message.replace("Registers", "Deregisters");
      await expect(commit("pd", null, words)).rejects.toMatchObject({ code: "stale-read" });
      expect(await files()).toEqual(["other", "pd"]);
      await commit("pd", null, words);
      expect(await files()).toEqual(["other"]);
    });
  });
});
