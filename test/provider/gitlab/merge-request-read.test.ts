import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { rejection } from "../../support/plugin";
import { startEngine, type Engine } from "../engine";
import { oneFile, urn, World, type State } from "../world";
import { startGitlabWorld, type GitlabWorld } from "./gitlab-world";

jest.setTimeout(120_000);

const { DIFF_SOME } = pb.DiffResponse.DiffChanges;
const source = "pulumi-nautes/clusters-dev";
const follower = "urn:pulumi:dev::clusters::nautes:index:MergeRequest::change";

let gitlab: GitlabWorld;
let world: World;
let engine: Engine;
let count = 0;
let project: ReturnType<GitlabWorld["server"]["createProject"]>;
beforeAll(async () => {
  gitlab = await startGitlabWorld({ mergeChecks: 0 });
  world = new World();
  engine = await startEngine();
});
beforeEach(() => {
  project = gitlab.server.createProject({
    path: `nautes/read${++count}`,
    members: { me: "developer" },
    files: { README: "x\n" },
  });
});
afterAll(async () => {
  await world.stop();
  engine.stop();
  await gitlab.stop();
});

/** Another process, as each preview and each update has its own. */
async function run(): Promise<void> {
  world.plugin = await world.unconfigured();
  await world.plugin.handshake(engine.address);
  await world.plugin.configure({
    repository: project.path,
    gitlab: JSON.stringify({ url: gitlab.server.url, token: gitlab.token }),
    mergeRequest: "{}",
    batch: JSON.stringify({ quiet: 60 }),
  });
}

async function follow(): Promise<State> {
  const { inputs } = await world.plugin.check(follower, {});
  const { id, outputs } = await world.plugin.create(follower, inputs);
  return { id, inputs, outputs };
}

it("a token that may not see the project any more leaves the state as it is", async () => {
  await run();
  const pd = await world.created("pd", oneFile("pd"));
  const change = await follow();
  project.setMember("me", undefined);
  await run();
  const told = (await engine.logged(0)).length;
  expect(await world.plugin.read(urn("pd"), pd.id, pd)).toEqual(pd);
  expect(await world.plugin.read(follower, change.id, change)).toEqual(change);
  const logged = (await engine.logged(told + 2)).slice(told);
  expect(logged.map(({ urn: about }) => about)).toEqual([urn("pd"), follower]);
  const words = /^Drift unknown: GitLab at .* does not show it to this token\./;
  for (const { message } of logged) expect(message).toMatch(words);
});

describe("A run that is cut off before its merge request tells what it holds", () => {
  const route = "/projects/:id/merge_requests/:iid";

  function fail(): void {
    gitlab.server.faults.inject({ method: "PUT", route, does: "answer", status: 403 });
  }

  async function request(): Promise<{ state: string; description: string }> {
    const [newest] = await gitlab.client().mergeRequests.all({ projectId: project.id });
    return newest as never;
  }

  it("is finished by the next one, though that has nothing to change", async () => {
    await run();
    const pd = await world.created("pd", oneFile("pd"));
    const news = oneFile("pd", { kind: "Cluster", usage: "other" });
    const { inputs } = await world.plugin.check(urn("pd"), news, pd.inputs);
    fail();
    const refused = await rejection(world.plugin.update(urn("pd"), pd, inputs));
    expect(refused.details).toMatch(/\[permission-denied\]$/);

    await run();
    const told = (await engine.logged(0)).length;
    const found = await world.plugin.read(urn("pd"), pd.id, pd);
    expect((await engine.logged(told + 1)).at(-1)?.message).toMatch(
      /^A run that was cut off changed clusters\/pd\.yaml of .* in a merge request that does not tell it\.\n/,
    );
    const diff = await world.plugin.diff(urn("pd"), found.inputs, inputs, found.outputs);
    expect(diff.getChanges()).toBe(DIFF_SOME);
  });

  it("is none where somebody else changed the branch: what they took out is gone", async () => {
    await run();
    const pd = await world.created("pd", oneFile("pd"));
    project.repository.push({ "clusters/pd.yaml": null }, { branch: source });
    await run();
    expect((await world.plugin.read(urn("pd"), pd.id, pd)).id).toBe("");
  });

  it("is finished by a delete that has nothing left to delete", async () => {
    await run();
    const pe = await world.created("pe", oneFile("pe"));
    fail();
    await rejection(world.plugin.delete(urn("pe"), pe));
    expect((await request()).state).toBe("opened");
    await run();
    expect((await world.plugin.read(urn("pe"), pe.id, pe)).id).toBe(pe.id);
    await world.plugin.delete(urn("pe"), pe);
    expect(await request()).toMatchObject({
      state: "closed",
      description: expect.stringContaining("Nothing is left to change.") as string,
    });
  });

  it("is finished by a MergeRequest that nothing else moves", async () => {
    await run();
    await world.created("pf", oneFile("pf"));
    const change = await follow();
    const { inputs } = await world.plugin.check(urn("pg"), oneFile("pg"));
    fail();
    await rejection(world.plugin.create(urn("pg"), inputs));
    expect((await request()).description).not.toContain("`clusters/pg.yaml`");
    await run();
    const { outputs } = await world.plugin.read(follower, change.id, change);
    expect(outputs).toMatchObject({ iid: 1, state: "outdated" });
    const diff = await world.plugin.diff(follower, change.inputs, change.inputs, outputs);
    expect(diff.getChanges()).toBe(DIFF_SOME);
    const after = await world.plugin.update(follower, change, change.inputs);
    expect(after).toMatchObject({ iid: 1, state: "opened" });
    expect((await request()).description).toContain("| `clusters/pg.yaml` | new |");
  });
});
