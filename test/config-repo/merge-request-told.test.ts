import type { MergeRequestRepo } from "../../provider/config-repo/merge-request/merge-request-repo";
import { createMergeRequestWorld, ours, type MergeRequestWorld } from "./merge-request-world";

jest.setTimeout(120_000);

const route = "/projects/:id/merge_requests/:iid";

function message(verb: "Registers" | "Deregisters", name: string): string {
  return `Change ${name}\n\nPulumi-Stack: clusters/dev\n${verb}: physical cluster ${name}\n`;
}

describe("A merge request that could not be told what was pushed to it", () => {
  let world: MergeRequestWorld;
  let repo: MergeRequestRepo;
  beforeEach(async () => {
    world = await createMergeRequestWorld({ other: "1\n" });
    repo = world.open();
    await commit("pd", "x\n");
  });
  afterEach(async () => {
    await repo.close();
    await world.stop();
  });

  async function commit(path: string, text: string | null): Promise<string> {
    const words = message(text === null ? "Deregisters" : "Registers", path);
    return repo.commit([{ path, text }], words, await repo.head());
  }

  /** A commit whose run ends before GitLab has changed the merge request; then another process. */
  async function cutOff(path: string, text: string | null): Promise<void> {
    world.server.faults.inject({ method: "PUT", route, does: "answer", status: 403 });
    await expect(commit(path, text)).rejects.toMatchObject({ code: "permission-denied" });
    await repo.close();
    repo = world.open();
  }

  /** What a turn does that finds everything as it is asked for. */
  async function turn(): Promise<void> {
    const head = await repo.head();
    expect(await repo.aftermath.mend(head)).toBe(false);
  }

  it("is told it with the next commit", async () => {
    await cutOff("pe", "y\n");
    await commit("pf", "z\n");
    const [request] = await world.requests();
    expect(request?.title).toBe("Register 3 clusters: pd, pe, pf");
    for (const name of ["pd", "pe", "pf"]) {
      expect(request?.description).toContain(`- \`physical cluster ${name}\` of`);
    }
  });

  it("is told it by a turn that changes nothing, once", async () => {
    await cutOff("pe", "y\n");
    await world.change("", { title: "By hand" });
    world.project.repository.push({ other: "2\n" });
    expect([...(await repo.aftermath.find(await repo.head()))]).toEqual(["pe"]);
    await turn();
    const [request] = await world.requests();
    expect(request?.title).toBe("By hand");
    expect(request?.description).toContain("- `physical cluster pe` of `clusters/dev`");
    expect(request?.description).toContain("| `pd` | new |\n| `pe` | new |\n\n");
    world.server.requests.clear();
    await turn();
    expect(await repo.aftermath.find(await repo.head())).toEqual(new Set());
    expect(world.server.requests.count("PUT")).toBe(0);
  });

  it("is closed if nothing is left in it", async () => {
    await cutOff("pd", null);
    expect([...(await repo.aftermath.find(await repo.head()))]).toEqual(["pd"]);
    await turn();
    const [request] = await world.requests();
    expect(request?.state).toBe("closed");
    expect(request?.description).toContain("Nothing is left to change.");
  });

  it("is told it by whoever looks how it stands, if people took our part out of it, too", async () => {
    expect((await repo.standing())?.isTold).toBe(true);
    await world.change("", { description: "Please look." });
    expect((await repo.standing())?.isTold).toBe(false);
    const head = world.project.repository.git("rev-parse", ours);
    world.project.repository.push({ other: "moved\n" });
    await repo.catchUp();
    expect(world.project.repository.git("rev-parse", ours)).toBe(head);
    expect((await repo.standing())?.isTold).toBe(true);
    const [request] = await world.requests();
    expect(request?.description).toMatch(/^Please look\.\n\n<!--[^]*`pd`/);
  });

  it("that was merged before it could be is no success", async () => {
    await cutOff("pe", "y\n");
    const head = await repo.head();
    await world.change("/merge");
    await expect(repo.aftermath.mend(head)).rejects.toMatchObject({ code: "stale-read" });
    await repo.bringUp();
    expect(world.project.repository.git("branch", "--list", ours)).toBe("");
  });
});
