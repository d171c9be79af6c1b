import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { FileChange } from "../../provider/claims/request";
import type { ConfigRepo } from "../../provider/config-repo/config-repo";
import { createGitlabRepo } from "../../provider/config-repo/gitlab/gitlab-repo";
import { openGitlab, type OpenGitlab } from "../../provider/gitlab/open-gitlab";
import { createGitlabWorld, type GitlabWorld } from "./gitlab-world";

jest.setTimeout(120_000);

const route = "/projects/:id/repository/commits";
const list = "- a\n- m\n- z\n";
const [theirs, ours] = ["- a\n- b\n- m\n- z\n", "- a\n- m\n- n\n- z\n"];
const message = "Mine\n\nPulumi-Stack: clusters/dev\n";

let world: GitlabWorld;
let opened: OpenGitlab[];
let warnings: string[];
beforeEach(async () => {
  warnings = [];
  opened = [];
  world = await createGitlabWorld({ list, mine: "1\n", other: "1\n" });
});
afterEach(async () => {
  await Promise.all(opened.map((gitlab) => gitlab.close()));
  await world.stop();
});

/** The port as another process opens it. */
function open(author?: { name: string; email: string }): ConfigRepo {
  const settings = { url: world.server.url, token: world.token, transport: "api" } as const;
  const gitlab = openGitlab(
    { ...settings, fallbackToken: undefined, caCertificate: undefined },
    (warning) => warnings.push(warning),
    { patience: { attempts: 1, baseMs: 1, capMs: 1 } },
  );
  opened.push(gitlab);
  return createGitlabRepo({ gitlab, project: "group/tenant", branch: "main", author });
}

function text(path: string): string {
  return world.project.repository.git("show", `main:${path}`) + "\n";
}
function push(files: Record<string, string | null>, words = "By hand"): string {
  return world.project.repository.push(files, { message: words });
}

/** A commit, before which `between` comes unseen, by a process that learns nothing any more of what became of it. */
async function cutOff(changes: readonly FileChange[], between: () => unknown): Promise<string> {
  const repo = open();
  const seen = await repo.head();
  const came = world.server.windows.during("checked", between);
  const { faults } = world.server;
  function silence(): void {
    faults.inject({ does: "reset", times: Number.MAX_SAFE_INTEGER });
  }
  faults.inject({ does: "act", act: silence, method: "POST", route, when: "after" });
  const failed = repo.commit(changes, message, seen);
  await expect(failed).rejects.toMatchObject({ code: "repository-unavailable" });
  await came;
  faults.clear();
  return world.project.repository.git("rev-parse", "main");
}

/** A commit of ours that somebody picked onto the head, with a text of their own where it conflicted. */
function pick(files: Record<string, string>, words: string): string {
  const { repository } = world.project;
  const made = push(files, words);
  const raw = repository.git("cat-file", "commit", made);
  const picked = raw.replace(/^(author .*>) \d+ \+0000$/m, "$1 1700000000 +0000") + "\n";
  const file = join(world.folder, "picked");
  writeFileSync(file, picked);
  const id = repository.git("hash-object", "-t", "commit", "-w", file);
  repository.git("update-ref", "refs/heads/main", id);
  return id;
}

async function mend(repo = open()): Promise<boolean> {
  return repo.aftermath!.mend(await repo.head());
}

async function found(): Promise<string[]> {
  const repo = open();
  return [...(await repo.aftermath!.find(await repo.head()))];
}

describe("What a commit by GitLab's API overwrote unseen, and whose process was cut off", () => {
  it("is found by another, which puts it back as its author's", async () => {
    const lost = await cutOff([{ path: "list", text: ours }], () => push({ list: theirs }));
    expect(text("list")).toBe(ours);
    expect(await found()).toEqual(["list"]);
    expect(await mend()).toBe(true);
    expect(text("list")).toBe("- a\n- b\n- m\n- n\n- z\n");
    const repo = open();
    const change = await repo.lastChange("list", await repo.head());
    expect(change?.author).toBe("Somebody <somebody@example.com>");
    expect(change?.trailers.get("Takes-Back")).toEqual([lost]);
    expect(await found()).toEqual([]);
    expect(await mend()).toBe(false);
  });

  it("is put back also where we had deleted it, and where others have gone on since", async () => {
    await cutOff(
      [
        { path: "mine", text: null },
        { path: "list", text: ours },
      ],
      () => push({ mine: "edited\n", list: theirs }),
    );
    push({ list: `${ours}- zz\n`, other: "2\n" });
    expect((await found()).sort()).toEqual(["list", "mine"]);
    await mend();
    expect(text("mine")).toBe("edited\n");
    expect(text("list")).toBe("- a\n- b\n- m\n- n\n- z\n- zz\n");
  });

  it("is not put back twice, nor once somebody else did", async () => {
    const lost = await cutOff([{ path: "list", text: ours }], () => push({ list: theirs }));
    push({ list: "- b\n" }, `As it should be\n\nTakes-Back: ${lost}`);
    expect(await found()).toEqual([]);
    expect(await mend()).toBe(false);
    expect(text("list")).toBe("- b\n");
  });

  it("is said, with the way out, where it cannot be put back", async () => {
    const lost = await cutOff([{ path: "mine", text: "ours\n" }], () => push({ mine: "theirs\n" }));
    push({ mine: "a third's\n" });
    await expect(mend()).rejects.toMatchObject({
      code: "overwritten",
      at: "mine",
      message: expect.stringContaining(`with the line \`Takes-Back: ${lost}\``) as string,
    });
    expect(text("mine")).toBe("a third's\n");
  });
});

describe("Nothing was overwritten", () => {
  it("by a commit that another came before in other files", async () => {
    await cutOff([{ path: "mine", text: "2\n" }], () => push({ other: "2\n" }));
    expect(await found()).toEqual([]);
  });

  it("by a commit that lies on another one after a rebase, or was picked from another branch", async () => {
    const seen = await open().head();
    push({ list: theirs });
    push({ list: "- a\n- b\n- m\n- n\n- z\n" }, `Mine\n\nBased-On: ${seen}`);
    push({ mine: "2\n" }, `Picked\n\nBased-On: ${"0".repeat(40)}`);
    expect(await found()).toEqual([]);
  });

  it("by a commit of ours that somebody picked, whose conflict they resolved: they are told", async () => {
    const seen = await open().head();
    push({ mine: "theirs\n", list: theirs });
    const words = `${message}Based-On: ${seen}`;
    const id = pick({ mine: "as they resolved it\n", list: ours }, words);
    expect(await found()).toEqual([]);
    const repo = open();
    expect(await mend(repo)).toBe(false);
    expect(await mend(repo)).toBe(false);
    expect([text("mine"), text("list")]).toEqual(["as they resolved it\n", ours]);
    // Once by each process.
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(
      /had done to (mine, list|list, mine) before it\. .*Nothing was written/,
    );
    expect(warnings[0]).toContain(`Takes-Back: ${id}`);
  });

  it("by a commit without our trailer, or by somebody else than ours are", async () => {
    const seen = await open().head();
    push({ mine: "theirs\n" });
    push({ mine: "another's\n" }, `Mine\n\nBased-On: ${seen}`);
    expect(await found()).toEqual([]);
    expect(warnings).toHaveLength(1);
    push({ mine: "one more\n" }, `${message}Based-On: ${seen}`);
    const repo = open({ name: "Bot", email: "bot@example.com" });
    expect(await mend(repo)).toBe(false);
    expect(text("mine")).toBe("one more\n");
  });

  it("by a commit that was answered, which costs no further request", async () => {
    const repo = open();
    const seen = await repo.head();
    await repo.commit([{ path: "mine", text: "2\n" }], message, seen);
    expect(world.server.requests.count("GET", route)).toBe(0);
    const change = await repo.lastChange("mine", await repo.head());
    expect(change?.trailers).toEqual(
      new Map([
        ["Pulumi-Stack", ["clusters/dev"]],
        ["Based-On", [seen]],
      ]),
    );
  });
});
