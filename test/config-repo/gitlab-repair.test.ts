import { EventEmitter, once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import type { ConfigRepo } from "../../provider/config-repo/config-repo";
import { createGitlabRepo } from "../../provider/config-repo/gitlab/gitlab-repo";
import { openGitlab, type OpenGitlab } from "../../provider/gitlab/open-gitlab";
import { createGitlabWorld, type GitlabWorld } from "./gitlab-world";

jest.setTimeout(120_000);

const route = "/projects/:id/repository/commits";
const [before, ours] = ["- a\n- m\n- z\n", "- a\n- m\n- n\n- z\n"];

let world: GitlabWorld;
let gitlab: OpenGitlab;
let repo: ConfigRepo;
beforeEach(async () => {
  world = await createGitlabWorld({ list: before, mine: "1\n" });
  const { server, token } = world;
  const settings = { url: server.url, token, fallbackToken: undefined, caCertificate: undefined };
  gitlab = openGitlab({ ...settings, transport: "api" }, () => undefined);
  repo = createGitlabRepo({ gitlab, project: "group/tenant", branch: "main" });
});
afterEach(async () => {
  await gitlab.close();
  await world.stop();
});

function text(path: string): string {
  return world.project.repository.git("show", `main:${path}`) + "\n";
}
/** Somebody pushes while GitLab makes our commit, and a third while it makes the one that takes it back. */
function come(first: Record<string, string>, third: Record<string, string>): string[] {
  const { project, server } = world;
  const came: string[] = [];
  void server.windows.during("checked", () => {
    came.push(project.repository.push(first));
    void server.windows.during("checked", () => came.push(project.repository.push(third)));
  });
  return came;
}

it("A third's change of the same lines during a repair stays, and what it cost the first is said", async () => {
  const came = come({ mine: "first\n" }, { mine: "third\n" });
  const attempt = repo.commit([{ path: "mine", text: "ours\n" }], "Mine", await repo.head());
  const error: unknown = await attempt.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "overwritten", at: "mine" });
  expect(came).toHaveLength(2);
  expect((error as Error).message).toContain(came[0]?.slice(0, 8));
  expect(text("mine")).toBe("third\n");
});

it("Ours goes also beside lines that a third changed during a repair, which stay and are told", async () => {
  const came = come(
    { list: "- a # first\n- m\n- z\n" },
    { list: "- a # third\n- b\n- m\n- n\n- z\n" },
  );
  const changes = [{ path: "list", text: "- a\n- b\n- m\n- n\n- z\n" }];
  const attempt = repo.commit(changes, "Mine", await repo.head());
  await expect(attempt).rejects.toMatchObject({ code: "overwritten", at: "list" });
  expect(came).toHaveLength(2);
  expect(text("list")).toBe("- a # third\n- m\n- z\n");
});

it("What could not be put back is told also where the repair is to be repaired itself", async () => {
  const { project, server } = world;
  void server.windows.during("checked", () => {
    project.repository.push({ list: "- a # first\n- m\n- z\n" });
  });
  function act(): void {
    project.repository.push({ list: "- a # again\n- m\n- n\n- z\n" });
    void server.windows.during("checked", () => {
      project.repository.push({ list: "- a # again\n- m\n- n\n- z # third\n" });
    });
  }
  server.faults.inject({ does: "act", act, method: "POST", route, when: "after" });
  const attempt = repo.commit([{ path: "list", text: ours }], "Mine", await repo.head());
  await expect(attempt).rejects.toMatchObject({ code: "overwritten", at: "list" });
  expect(text("list")).toBe("- a # again\n- m\n- z # third\n");
});

it("A third's change of other lines during a repair stays, though the repair was not answered", async () => {
  const came = come({ list: "- a\n- b\n- m\n- z\n" }, { list: "- a\n- m\n- n\n- x\n- z\n" });
  const fault = { does: "answer", status: 502, when: "after", from: 1 } as const;
  world.server.faults.inject({ ...fault, method: "POST", route });
  const attempt = repo.commit([{ path: "list", text: ours }], "Mine", await repo.head());
  await expect(attempt).rejects.toMatchObject({ code: "stale-read" });
  expect(came).toHaveLength(2);
  expect(text("list")).toBe("- a\n- b\n- m\n- x\n- z\n");
});

it("What takes back says what a push rule asks of its message, and nothing that is ours", async () => {
  come({ mine: "first\n" }, {});
  const message = "Mine\n\nFor us.\n\nPulumi-Stack: a/b\nSigned-off-by: Me <me@example.com>\n";
  const attempt = repo.commit([{ path: "mine", text: "ours\n" }], message, await repo.head());
  await expect(attempt).rejects.toMatchObject({ code: "stale-read" });
  const last = world.project.repository.git("log", "-1", "--format=%B", "main");
  expect(last).toMatch(
    /^Mine \(taken back\)\n\nFor us\.\n\nPuts back .*\n\nSigned-off-by: Me <me@/,
  );
  expect(last).not.toContain("Pulumi-Stack");
});

it("A branch that GitLab could not move, although nobody did, is to be tried again", async () => {
  const lock = join(world.project.repository.dir, "refs/heads/main.lock");
  void world.server.windows.during("head-read", () => writeFileSync(lock, ""));
  const seen = await repo.head();
  const changes = [{ path: "mine", text: "2\n" }];
  await expect(repo.commit(changes, "Mine", seen)).rejects.toMatchObject({ code: "stale-read" });
  rmSync(lock);
  await repo.commit(changes, "Mine", seen);
  expect(text("mine")).toBe("2\n");
});

it("What is right only by a commit that is about to be taken back itself is put right all the same", async () => {
  const { project, server } = world;
  const happened = new EventEmitter();
  const words = "- a # words\n- m\n- z\n";
  let upper: Promise<unknown> | undefined;
  void server.windows.during("checked", async () => {
    const seen = project.repository.push({ list: words });
    void server.windows.during("checked", () => {
      happened.emit("upper begins");
      return once(happened, "lower looks");
    });
    upper = repo.commit([{ path: "list", text: `${words}- y\n` }], "Upper", seen);
    upper.catch(() => undefined);
    await once(happened, "upper begins");
  });
  async function lowerLooks(): Promise<void> {
    const isThere = once(happened, "upper is there");
    happened.emit("lower looks");
    await isThere;
  }
  async function upperIsThere(): Promise<void> {
    happened.emit("upper is there");
    await pause(1_000);
  }
  const after = { does: "act", route, when: "after" } as const;
  server.faults.inject({ ...after, act: lowerLooks, method: "GET" });
  server.faults.inject({ ...after, act: upperIsThere, method: "POST", from: 1 });
  const lower = repo.commit([{ path: "list", text: "- a\n- z\n" }], "Lower", await repo.head());
  await expect(lower).rejects.toMatchObject({ code: "stale-read" });
  await expect(upper).rejects.toMatchObject({ code: "stale-read" });
  expect(text("list")).toBe(words);
});
