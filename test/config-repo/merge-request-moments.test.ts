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
  beforeEach(async () => {
    world = await createMergeRequestWorld({ other: "1\n" });
    repo = world.open();
  });
  afterEach(async () => {
    await repo.close();
    await world.stop();
  });

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
});
