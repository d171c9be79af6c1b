import { EventEmitter, once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { renderDocument } from "../../provider/claims/render";
import { createGitlabRepo } from "../../provider/config-repo/gitlab/gitlab-repo";
import { openGitlab, type OpenGitlab } from "../../provider/gitlab/open-gitlab";
import { Writers } from "../../provider/writer/writers";
import {
  claimsOf,
  documentsOf,
  listPath,
  listText,
  recordPath,
  sharedDocument,
  sharedPath,
} from "../races/registration";
import type { Cluster } from "../races/scenario";
import { runWriter } from "../races/writer";
import { createGitlabWorld, type GitlabWorld } from "./gitlab-world";

jest.setTimeout(180_000);

const ours: Cluster = { name: "ours", version: 1, port: 30_000, runtime: true };
const theirs: Cluster = { name: "theirs", version: 1, port: 30_001, runtime: true };

/** When GitLab has made a commit, and has not said so yet. */
const afterCommit = {
  method: "POST",
  route: "/projects/:id/repository/commits",
  when: "after",
} as const;

function textsOf(cluster: Cluster): Record<string, string> {
  const documents = Object.entries({ ...documentsOf(cluster), [sharedPath]: sharedDocument });
  return Object.fromEntries(documents.map(([path, one]) => [path, renderDocument(one)]));
}

describe("What somebody does while GitLab makes a commit of ours", () => {
  let world: GitlabWorld;
  let gitlab: OpenGitlab;
  let writers: Writers;

  async function begin(files: Readonly<Record<string, string>>): Promise<void> {
    world = await createGitlabWorld({ "README.md": "tenant\n", ...files });
    const { server, token } = world;
    const settings = { url: server.url, token, fallbackToken: undefined, caCertificate: undefined };
    gitlab = openGitlab({ ...settings, transport: "api" }, () => undefined);
    writers = new Writers({
      open: () => createGitlabRepo({ gitlab, project: "group/tenant", branch: "main" }),
      branch: "main",
      message: {},
      windows: { quietMs: 5 },
    });
  }
  afterEach(async () => {
    await writers.close();
    await gitlab.close();
    await world.stop();
  });

  function submit(before: Cluster | undefined, after: Cluster | undefined) {
    return writers.writer("group/tenant", "main").submit({
      owner: "urn:ours",
      stack: "shop/ours",
      hold: after === undefined ? undefined : claimsOf(after),
      held: before === undefined ? undefined : claimsOf(before),
      seen: {},
      adopt: false,
    });
  }
  /** A run of another process registers a cluster that needs the shared file, too. */
  async function another(transport: "api" | "git") {
    const server = { url: world.server.url, token: world.token, transport };
    const cluster = { ...theirs, name: "another", port: 30_002 };
    const operation = {
      stack: "shop/another",
      verb: "register",
      name: "another",
      waitMs: 0,
    } as const;
    const [outcome] = await runWriter(
      {
        stack: "shop/another",
        transport: transport === "api" ? "rest" : "push",
        cache: "own",
        operations: [{ ...operation, before: undefined, after: cluster }],
      },
      {
        server: { gitlab: server },
        repository: "group/tenant",
        branch: "main",
        cacheDirectory: join(world.folder, "cache"),
      },
    );
    expect(outcome?.failure).toBeUndefined();
  }
  /** The branch after somebody has pushed in the gap. */
  function meanwhile(files: Readonly<Record<string, string | null>>): void {
    void world.server.windows.during("checked", () => world.project.repository.push(files));
  }
  function paths(): string[] {
    return world.project.repository.git("ls-tree", "-r", "--name-only", "main").split("\n");
  }
  function count(trailer: string): number {
    const found = world.project.repository.git("log", "--format=%h", `--grep=^${trailer}`, "main");
    return found.split("\n").filter((line) => line !== "").length;
  }

  it("does not make a second commit of it, when it does not matter", async () => {
    await begin({ [listPath]: listText(["- zz.yaml"]) });
    meanwhile({ "README.md": "another\n" });
    await submit(undefined, ours);
    expect([count("Registers: cluster ours"), count("Takes-Back")]).toEqual([1, 0]);
    expect(world.project.repository.git("show", "main:README.md")).toBe("another");
  });

  it("forbids it still: what a guard refuses by then is taken back whole", async () => {
    await begin({ [listPath]: listText(["- zz.yaml"]) });
    const [record] = Object.entries(textsOf({ ...theirs, port: ours.port }));
    const before = Object.fromEntries(record === undefined ? [] : [record]);
    meanwhile(before);
    await expect(submit(undefined, { ...ours, runtime: false })).rejects.toMatchObject({
      code: "guard-failed",
    });
    expect(paths().sort()).toEqual(["README.md", listPath, ...Object.keys(before)].sort());
    expect(world.project.repository.git("show", `main:${listPath}`)).not.toContain("ours");
  });

  it("needs a shared file still that ours was the last to have", async () => {
    await begin({ ...textsOf(ours), [listPath]: listText(["- ours.yaml"]) });
    // It holds the shared file by finding it there.
    const { [sharedPath]: there, ...files } = textsOf(theirs);
    meanwhile(files);
    await submit(ours, undefined);
    expect(paths()).toContain(sharedPath);
    expect(world.project.repository.git("show", `main:${sharedPath}`)).toBe(there?.trim());
    expect(paths()).not.toContain(recordPath("ours"));
  });

  /** Somebody commits on top of ours, or merges it into what they had. */
  function onTop(
    how: "nobody pushes" | "somebody pushes" | "somebody pushes a dozen" | "somebody merges",
  ): void {
    const { repository } = world.project;
    const pushes = { "somebody pushes": 1, "somebody pushes a dozen": 12 };
    const times = how in pushes ? pushes[how as keyof typeof pushes] : 0;
    for (let time = 0; time < times; time += 1) repository.push({ "README.md": `${time}\n` });
    if (how !== "somebody merges") return;
    const head = repository.git("rev-parse", "main");
    const tree = repository.git("rev-parse", "main^{tree}");
    const first = repository.git("rev-list", "--max-parents=0", "main");
    const theirs = repository.git("commit-tree", `${first}^{tree}`, "-p", first, "-m", "Local");
    const merge = repository.git("commit-tree", tree, "-p", theirs, "-p", head, "-m", "Merge");
    repository.git("update-ref", "refs/heads/main", merge);
  }

  it.each([
    ["api", "nobody pushes"],
    ["git", "nobody pushes"],
    ["api", "somebody pushes"],
    ["git", "somebody pushes"],
    ["git", "somebody pushes a dozen"],
    ["api", "somebody merges"],
    ["git", "somebody merges"],
  ] as const)(
    "has another run, by %s, wait until ours has taken back what it would find there, while %s on top of it",
    async (transport, how) => {
      await begin({ [listPath]: listText(["- zz.yaml"]) });
      const record = Object.entries(documentsOf({ ...theirs, port: ours.port }))[0];
      meanwhile(
        Object.fromEntries(record === undefined ? [] : [[record[0], renderDocument(record[1])]]),
      );
      let other: Promise<unknown> | undefined;
      const { faults } = world.server;
      faults.inject({
        does: "act",
        act: async () => {
          onTop(how);
          other = another(transport);
          await pause(1_000);
        },
        ...afterCommit,
      });
      await expect(submit(undefined, ours)).rejects.toMatchObject({ code: "guard-failed" });
      await other;
      expect(paths()).toContain(sharedPath);
      expect(paths()).toContain(recordPath("another"));
      expect(paths()).not.toContain(recordPath("ours"));
    },
  );

  it("is put back wholly of two that come to lie on each other, whoever hears of it first", async () => {
    await begin({ [listPath]: listText(["- zz.yaml"]) });
    const { windows, faults } = world.server;
    const happened = new EventEmitter();
    let other: Promise<unknown> | undefined;
    // The lower one knows nothing of the person's line; the upper one does, and begins before the lower one is there.
    void windows.during("checked", async () => {
      world.project.repository.push({ [listPath]: listText(["- person.yaml", "- zz.yaml"]) });
      void windows.during("checked", () => {
        happened.emit("upper begins");
        return once(happened, "lower is there");
      });
      other = another("api");
      await once(happened, "upper begins");
    });
    faults.inject({ does: "act", act: () => void happened.emit("lower is there"), ...afterCommit });
    faults.inject({ does: "act", act: () => pause(1_500), from: 1, ...afterCommit });
    await submit(undefined, { ...ours, runtime: false });
    await other;
    const list = world.project.repository.git("show", `main:${listPath}`);
    for (const name of ["person", "zz", "ours", "another"])
      expect(list).toContain(`- ${name}.yaml`);
    // More, where both, planned anew, meet once more.
    expect(count("Takes-Back")).toBeGreaterThanOrEqual(2);
  });

  it("and which they do again just after is said, and all else of ours is taken back", async () => {
    const plain = { ...ours, runtime: false };
    const path = recordPath("ours");
    const record = renderDocument(documentsOf(plain)[path] ?? null);
    await begin({ [path]: record, [listPath]: listText(["- ours.yaml"]) });
    meanwhile({ [path]: "kind: Cluster # by hand\n" });
    world.server.faults.inject({
      does: "act",
      act: () => void world.project.repository.push({ [path]: "kind: Cluster # once more\n" }),
      ...afterCommit,
    });
    await expect(submit(plain, { ...ours, version: 2 })).rejects.toMatchObject({
      code: "overwritten",
      at: path,
    });
    expect(paths().sort()).toEqual(["README.md", listPath, path].sort());
    expect(world.project.repository.git("show", `main:${path}`)).toBe("kind: Cluster # once more");
    expect(count("Takes-Back")).toBe(1);
  });

  it("and which ours would delete has ours refused, and its entry stay", async () => {
    await begin({ ...textsOf(ours), [listPath]: listText(["- ours.yaml"]) });
    meanwhile({ [recordPath("ours")]: "kind: Cluster # by hand\n" });
    await expect(submit(ours, undefined)).rejects.toMatchObject({
      code: "claim-conflict",
      message: expect.stringContaining("Somebody <somebody@example.com>") as string,
    });
    expect(world.project.repository.git("show", `main:${recordPath("ours")}`)).toBe(
      "kind: Cluster # by hand",
    );
    expect(world.project.repository.git("show", `main:${listPath}`)).toContain("- ours.yaml");
  });
});
