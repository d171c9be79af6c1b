import type { ConfigRepo } from "../../provider/config-repo/config-repo";
import { createGitlabRepo } from "../../provider/config-repo/gitlab/gitlab-repo";
import { openGitlab, type OpenGitlab } from "../../provider/gitlab/open-gitlab";
import { configRepoContract } from "./config-repo.contract";
import { createGitlabWorld, type GitlabWorld } from "./gitlab-world";

// A thousand files are a thousand requests, each some runs of git at the stand-in.
jest.setTimeout(180_000);

function open({ server, token }: GitlabWorld): OpenGitlab {
  const settings = {
    url: server.url,
    token,
    fallbackToken: undefined,
    caCertificate: undefined,
    transport: "api",
  } as const;
  return openGitlab(settings, () => undefined);
}

function repoOf(gitlab: OpenGitlab): ConfigRepo {
  return createGitlabRepo({ gitlab, project: "group/tenant", branch: "main" });
}

configRepoContract("the API of a GitLab", async (files) => {
  const world = await createGitlabWorld(files);
  const gitlab = open(world);
  return {
    open: () => repoOf(gitlab),
    push: (changes, message) =>
      world.project.repository.push(changes, message === undefined ? {} : { message }),
    async stop() {
      await gitlab.close();
      await world.stop();
    },
  };
});

describe("a commit by GitLab's API", () => {
  let world: GitlabWorld;
  let gitlab: OpenGitlab;
  let repo: ConfigRepo;
  beforeEach(async () => {
    world = await createGitlabWorld({ list: "- a\n- m\n- z\n", mine: "1\n", other: "1\n" });
    gitlab = open(world);
    repo = repoOf(gitlab);
  });
  afterEach(async () => {
    await gitlab.close();
    await world.stop();
  });

  const route = "/projects/:id/repository/commits";
  function head(): string {
    return world.project.repository.git("rev-parse", "main");
  }
  function text(path: string): string {
    return world.project.repository.git("show", `main:${path}`);
  }
  function commits(): number {
    return Number(world.project.repository.git("rev-list", "--count", "main"));
  }
  function push(files: Record<string, string | null>, message = "By hand"): string {
    return world.project.repository.push(files, { message });
  }

  it("that brought no answer is found, and made once", async () => {
    for (const [index, fault] of (
      [{ does: "answer", status: 502 }, { does: "reset" }, { does: "answer", status: 504 }] as const
    ).entries()) {
      const seen = await repo.head();
      const before = commits();
      world.server.faults.inject({ ...fault, method: "POST", route, when: "after" });
      const commit = await repo.commit([{ path: "mine", text: `after ${index}\n` }], "Mine", seen);
      expect(head()).toBe(commit);
      expect(commits()).toBe(before + 1);
    }
  });

  it("that did not come through is no stale read and no success, and can be made again", async () => {
    const seen = await repo.head();
    const changes = [{ path: "mine", text: "2\n" }];
    world.server.faults.inject({ does: "answer", status: 502, method: "POST", route });
    await expect(repo.commit(changes, "Mine", seen)).rejects.toMatchObject({
      code: "repository-unavailable",
    });
    expect(head()).toBe(seen);
    expect(await repo.commit(changes, "Mine", seen)).toBe(head());
  });

  it("of somebody else with the same words is not taken for ours", async () => {
    const seen = await repo.head();
    void world.server.windows.during("head-read", () => push({ mine: "theirs\n" }, "Mine"));
    const lost = { does: "answer", status: 502, when: "after" } as const;
    world.server.faults.inject({ ...lost, method: "POST", route });
    const attempt = repo.commit([{ path: "mine", text: "2\n" }], "Mine", seen);
    await expect(attempt).rejects.toMatchObject({ code: "stale-read" });
    expect(text("mine")).toBe("theirs");
  });

  it("is refused as stale when another came before the branch was moved", async () => {
    const seen = await repo.head();
    void world.server.windows.during("head-read", () => push({ other: "theirs\n" }));
    const attempt = repo.commit([{ path: "mine", text: "2\n" }], "Mine", seen);
    await expect(attempt).rejects.toMatchObject({ code: "stale-read" });
    expect([text("mine"), text("other")]).toEqual(["1", "theirs"]);
  });

  it("that another's came before unseen leaves theirs, takes ours back, and has the caller look again", async () => {
    const seen = await repo.head();
    void world.server.windows.during("checked", () => push({ other: "theirs\n" }));
    const attempt = repo.commit([{ path: "mine", text: "2\n" }], "Mine", seen);
    await expect(attempt).rejects.toMatchObject({ code: "stale-read" });
    expect([text("mine"), text("other")]).toEqual(["1", "theirs"]);
    const last = await repo.lastChange("mine", await repo.head());
    expect(last?.subject).toBe("Mine (taken back)");
    expect(last?.trailers.get("Takes-Back")).toEqual([
      world.project.repository.git("rev-parse", "main~1"),
    ]);
  });

  it("that another's came before unseen stays, if it would be the same on top of theirs", async () => {
    const seen = await repo.head();
    const changes = [{ path: "mine", text: "2\n" }];
    let theirs = "";
    const asked: string[] = [];
    function planAgain(on: string) {
      asked.push(on);
      return Promise.resolve(changes);
    }
    void world.server.windows.during("checked", () => (theirs = push({ other: "theirs\n" })));
    const commit = await repo.commit(changes, "Mine", seen, undefined, planAgain);
    expect([head(), asked]).toEqual([commit, [theirs]]);
    expect([text("mine"), text("other")]).toEqual(["2", "theirs"]);
  });

  it("puts back what it overwrote unseen, as its author's", async () => {
    const seen = await repo.head();
    void world.server.windows.during("checked", () => push({ list: "- a\n- b\n- m\n- z\n" }));
    const changes = [
      { path: "list", text: "- a\n- m\n- n\n- z\n" },
      { path: "mine", text: "2\n" },
    ];
    const attempt = repo.commit(changes, "Mine\n\nPulumi-Stack: a/b", seen);
    await expect(attempt).rejects.toMatchObject({ code: "stale-read" });
    // Ours is planned anew on top.
    expect([text("list"), text("mine")]).toEqual(["- a\n- b\n- m\n- z", "1"]);
    expect(await repo.lastChange("list", await repo.head())).toMatchObject({
      author: "Somebody <somebody@example.com>",
      subject: "Mine (taken back)",
    });
    expect(world.project.repository.git("log", "-1", "--format=%b", "main")).toMatch(
      /^Puts back what [0-9a-f]{8} did to list\.\n\nTakes-Back: [0-9a-f]{40}\nBased-On: [0-9a-f]{40}$/,
    );
  });

  it("puts back what it deleted unseen", async () => {
    const seen = await repo.head();
    void world.server.windows.during("checked", () => push({ mine: "edited\n" }));
    const attempt = repo.commit([{ path: "mine", text: null }], "Mine", seen);
    await expect(attempt).rejects.toMatchObject({ code: "stale-read" });
    expect(text("mine")).toBe("edited");
  });

  it("merges what it overwrote with what a third has added since", async () => {
    const seen = await repo.head();
    void world.server.windows.during("checked", () => {
      push({ list: "- a\n- b\n- m\n- z\n" });
      // Before the repair moves the branch, a third adds an entry to what we made.
      void world.server.windows.during("head-read", () => {
        void world.server.windows.during("head-read", () =>
          push({ list: "- a\n- m\n- n\n- x\n- z\n" }),
        );
      });
    });
    const attempt = repo.commit([{ path: "list", text: "- a\n- m\n- n\n- z\n" }], "Mine", seen);
    await expect(attempt).rejects.toMatchObject({ code: "stale-read" });
    expect(text("list")).toBe("- a\n- b\n- m\n- x\n- z");
  });

  it("says what it could not put back", async () => {
    const seen = await repo.head();
    void world.server.windows.during("checked", () => {
      push({ mine: "theirs\n" });
      void world.server.windows.during("head-read", () => {
        void world.server.windows.during("head-read", () => push({ mine: "a third's\n" }));
      });
    });
    const attempt = repo.commit([{ path: "mine", text: "ours\n" }], "Mine", seen);
    await expect(attempt).rejects.toMatchObject({
      code: "overwritten",
      at: "mine",
      message: expect.stringMatching(
        /^Our commit [0-9a-f]{8} overwrote what [0-9a-f]{8} did to mine .*it was changed again since\nPut it back by hand/,
      ) as string,
    });
    expect(text("mine")).toBe("a third's");
  });

  it("is taken back by a message that follows the same push rule", async () => {
    world.project.set({ pushRule: { commitMessageRegex: "^JIRA-1 " } });
    void world.server.windows.during("checked", () => push({ mine: "theirs\n" }));
    const changes = [{ path: "mine", text: "2\n" }];
    const attempt = repo.commit(changes, "JIRA-1 Mine", await repo.head());
    await expect(attempt).rejects.toMatchObject({ code: "stale-read" });
    expect(text("mine")).toBe("theirs");
  });

  it("is refused with the words of a push rule", async () => {
    world.project.set({ pushRule: { commitMessageRegex: "^JIRA-" } });
    const attempt = repo.commit([{ path: "mine", text: "2\n" }], "Mine", await repo.head());
    await expect(attempt).rejects.toMatchObject({
      code: "push-refused",
      message: expect.stringMatching(/says: Commit message does not follow the pattern/) as string,
    });
  });

  it("costs as many requests for ten thousand files as for ten", async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => [`many/${n % 100}/${n}`, `${n}\n`]);
    push(Object.fromEntries(many) as Record<string, string>);
    await repo.tree(await repo.head());
    world.server.requests.clear();
    const ours = await repo.commit([{ path: "mine", text: "2\n" }], "Mine", await repo.head());
    await repo.tree(ours);
    expect(world.server.requests.count()).toBe(3);
    // Of what another changed only the folders are listed that it is in.
    push({ "many/7/7": "changed\n" });
    world.server.requests.clear();
    const tree = await repo.tree(await repo.head());
    expect(tree.size).toBe(10_003);
    expect(world.server.requests.count()).toBeLessThanOrEqual(6);
  });
});
