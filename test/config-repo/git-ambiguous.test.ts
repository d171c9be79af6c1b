import { join } from "node:path";

import type { ConfigRepo } from "../../provider/config-repo/config-repo";
import { startGitServer, type GitServer } from "../../sandbox/git-server";
import { createGitWorld, type GitWorld } from "./git-world";

jest.setTimeout(60_000);

const change = [{ path: "ours", text: "ours\n" }];

let world: GitWorld;
let server: GitServer;
let repo: ConfigRepo;
beforeEach(async () => {
  world = createGitWorld({ a: "1\n" });
  server = await startGitServer({ root: join(world.folder, "srv") });
  repo = world.open({ url: `${server.url}/group/tenant.git` });
});
afterEach(async () => {
  await world.stop();
  await server.stop();
});

function commitsOnServer(): number {
  return Number(world.server.git("rev-list", "--count", "main"));
}

describe("a push whose answer does not tell is resolved by looking", () => {
  it("it was ours when the branch is at our commit", async () => {
    const seen = await repo.head();
    server.inject({ on: "push", does: "drop-after" });
    const commit = await repo.commit(change, "Ours", seen);
    expect(world.server.git("rev-parse", "main")).toBe(commit);
    expect(commitsOnServer()).toBe(2);
  });

  it("it was ours when others have built upon our commit since", async () => {
    const seen = await repo.head();
    // The server's hook stands for somebody who pushes between our commit and our look.
    world.server.hook(
      "post-receive",
      'new=$(git commit-tree -p main -m Theirs "main^{tree}") && git update-ref refs/heads/main "$new"',
    );
    server.inject({ on: "push", does: "drop-after" });
    const commit = await repo.commit(change, "Ours", seen);
    expect(world.server.git("rev-parse", "main^")).toBe(commit);
    expect(commitsOnServer()).toBe(3);
  });

  it("it was not ours, and nothing was written, when the branch has not moved", async () => {
    const seen = await repo.head();
    // Twice: where the server closes a connection that was used before, curl itself asks once more.
    for (const does of ["unavailable", "drop"] as const) {
      server.inject({ on: "push", does });
      server.inject({ on: "push", does });
      const attempt = repo.commit(change, "Ours", seen);
      await expect(attempt).rejects.toMatchObject({ code: "repository-unavailable" });
    }
    expect(commitsOnServer()).toBe(1);
    const calm = await startGitServer({ root: join(world.folder, "srv") });
    await world.open({ url: `${calm.url}/group/tenant.git` }).commit(change, "Ours", seen);
    await calm.stop();
    expect(commitsOnServer()).toBe(2);
  });

  it("it is stale when somebody else has moved the branch", async () => {
    const seen = await repo.head();
    server.inject({ on: "push", does: "drop" });
    server.inject({ on: "push", does: "drop" });
    const attempt = repo.commit(change, "Ours", seen);
    const theirs = server.beforePush(() => world.server.push({ theirs: "1\n" }));
    await expect(attempt).rejects.toMatchObject({ code: "stale-read" });
    expect(world.server.git("rev-parse", "main")).toBe(await theirs);
  });

  it("a push that did not end in time was ours if the branch is at our commit", async () => {
    const timely = world.open({
      url: `${server.url}/group/tenant.git`,
      timeouts: { command: 3_000 },
    });
    const seen = await timely.head();
    server.inject({ on: "push", does: "hang" });
    const commit = await timely.commit(change, "Ours", seen);
    expect(world.server.git("rev-parse", "main")).toBe(commit);
  });
});

describe("the branch is moved from what was seen, and never otherwise", () => {
  it("a branch that moves between git's look and its push is not overwritten", async () => {
    const seen = await repo.head();
    const theirs = server.beforePush(() => world.server.push({ theirs: "1\n" }));
    const attempt = repo.commit(change, "Ours", seen);
    await expect(attempt).rejects.toMatchObject({ code: "stale-read" });
    expect(world.server.git("rev-parse", "main")).toBe(await theirs);
  });

  it("a branch that was set back does not get back what was dropped", async () => {
    const before = await repo.head();
    const seen = world.server.push({ dropped: "1\n" });
    expect(await repo.head()).toBe(seen);
    world.server.git("update-ref", "refs/heads/main", before);
    const attempt = repo.commit(change, "Ours", seen);
    await expect(attempt).rejects.toMatchObject({ code: "stale-read" });
    expect(world.server.git("rev-parse", "main")).toBe(before);
  });

  it("a branch that was deleted is not made again", async () => {
    const seen = await repo.head();
    world.server.git("branch", "other", "main");
    world.server.git("update-ref", "-d", "refs/heads/main");
    const attempt = repo.commit(change, "Ours", seen);
    await expect(attempt).rejects.toMatchObject({ code: "stale-read" });
    await expect(repo.head()).rejects.toMatchObject({ code: "branch-not-found" });
  });

  it("history that was rewritten is read as it now is", async () => {
    const seen = await repo.head();
    const rewritten = world.server.git("commit-tree", "-m", "Rewritten", `${seen}^{tree}`);
    world.server.git("update-ref", "refs/heads/main", rewritten);
    expect(await repo.head()).toBe(rewritten);
    const commit = await repo.commit(change, "Ours", rewritten);
    expect(world.server.git("rev-parse", "main^")).toBe(rewritten);
    expect(world.server.git("rev-parse", "main")).toBe(commit);
  });
});
