import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { rejection } from "../../support/plugin";
import { startEngine, type Engine } from "../engine";
import { oneFile, urn, World, type Plain, type State } from "../world";
import { startGitlabWorld, type GitlabWorld } from "./gitlab-world";

jest.setTimeout(120_000);

const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
const source = "pulumi-nautes/clusters-dev";
const follower = "urn:pulumi:dev::clusters::nautes:index:MergeRequest::change";

let gitlab: GitlabWorld;
let world: World;
let engine: Engine;
let project: ReturnType<GitlabWorld["server"]["createProject"]>;
let count = 0;
beforeAll(async () => {
  gitlab = await startGitlabWorld({ mergeChecks: 0 });
  world = new World();
  engine = await startEngine();
});
afterAll(async () => {
  await world.stop();
  engine.stop();
  await gitlab.stop();
});
beforeEach(() => {
  project = gitlab.server.createProject({
    path: `nautes/merged${++count}`,
    // Who may not push to the branch.
    members: { me: "developer" },
    protect: { push: "no one", merge: "developer" },
    files: { README: "x\n" },
  });
});

/** Another process, as each preview and each update has its own. */
async function run(mergeRequest: Plain = {}): Promise<void> {
  world.plugin = await world.unconfigured();
  await world.plugin.handshake(engine.address);
  await world.plugin.configure({
    repository: project.path,
    gitlab: JSON.stringify({ url: gitlab.server.url, token: gitlab.token }),
    mergeRequest: JSON.stringify(mergeRequest),
    batch: JSON.stringify({ quiet: 60 }),
  });
}

async function requests(): Promise<readonly { iid: number; state: string; description: string }[]> {
  const found = await gitlab.client().mergeRequests.all({ projectId: project.id });
  return found as never;
}

async function merge(): Promise<void> {
  const [{ iid } = { iid: 0 }] = await requests();
  await gitlab.client().mergeRequests.merge(project.id, iid);
}

/** As the engine refreshes and diffs: what it finds, and whether it would change it. */
async function refreshed(name: string, state: State): Promise<{ gone: boolean; quiet: boolean }> {
  const found = await world.plugin.read(urn(name), state.id, state);
  if (found.id === "") return { gone: true, quiet: false };
  const checked = await world.plugin.check(urn(name), oneFile(name), state.inputs);
  const diff = await world.plugin.diff(urn(name), found.inputs, checked.inputs, found.outputs);
  return { gone: false, quiet: diff.getChanges() === DIFF_NONE };
}

it("lives from a change to its merge, and begins anew with the next one", async () => {
  await run();
  const pd = await world.created("pd", oneFile("pd"));
  expect(await requests()).toMatchObject([{ iid: 1, state: "opened" }]);
  expect((await requests())[0]?.description).toContain("| `clusters/pd.yaml` | new |");

  await run();
  expect(await refreshed("pd", pd)).toEqual({ gone: false, quiet: true });
  const pe = await world.created("pe", oneFile("pe"));
  expect(await requests()).toHaveLength(1);

  await merge();
  expect(project.repository.git("ls-tree", "-r", "--name-only", "main").split("\n")).toEqual([
    "README",
    "clusters/pd.yaml",
    "clusters/pe.yaml",
  ]);
  await run();
  expect(await refreshed("pd", pd)).toEqual({ gone: false, quiet: true });
  expect(await refreshed("pe", pe)).toEqual({ gone: false, quiet: true });
  await world.plugin.delete(urn("pd"), pd);
  expect((await requests()).map(({ iid, state }) => [iid, state])).toEqual([
    [2, "opened"],
    [1, "merged"],
  ]);
  expect((await requests())[0]?.description).toContain("### Deregisters");
  project.repository.push({ theirs: "1\n" });
  await run();
  expect(await refreshed("pe", pe)).toEqual({ gone: false, quiet: true });
  await world.plugin.delete(urn("pe"), pe);
  await merge();
  expect(project.repository.git("ls-tree", "-r", "--name-only", "main")).toBe("README\ntheirs");
});

it("one that was closed is said in the next preview that would open another", async () => {
  await run();
  const pd = await world.created("pd", oneFile("pd"));
  await gitlab.client().mergeRequests.edit(project.id, 1, { stateEvent: "close" });
  await run();
  expect(await refreshed("pd", pd)).toMatchObject({ gone: true });
  const checked = await world.plugin.check(urn("pd"), oneFile("pd"));
  const told = (await engine.logged(1)).length;
  await world.plugin.create(urn("pd"), checked.inputs, true);
  const logged = (await engine.logged(told + 2)).slice(told);
  expect(logged.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^This preview looked at nautes\/merged\d+@main as of commit /),
    expect.stringMatching(
      /^The merge request !1 was closed by me without being merged, so that nautes\/merged\d+@main does not hold.*\n`pulumi up` opens a new one/,
    ),
  ]);
  expect(await requests()).toHaveLength(1);
});

describe("The resource MergeRequest", () => {
  async function follow(inputs: Plain): Promise<State> {
    const checked = await world.plugin.check(follower, inputs);
    expect(checked.failures).toEqual([]);
    const { id, outputs } = await world.plugin.create(follower, checked.inputs, false, 30);
    return { id, inputs: checked.inputs, outputs };
  }

  async function isDue(state: State): Promise<boolean> {
    const diff = await world.plugin.diff(follower, state.inputs, state.inputs, state.outputs);
    return diff.getChanges() === DIFF_SOME;
  }

  it("tells where the change stands, and is updated only where something moved", async () => {
    await run();
    expect((await follow({})).outputs).toEqual({ state: "none" });
    await world.created("pd", oneFile("pd"));
    const open = await follow({});
    expect(open.outputs).toMatchObject({ iid: 1, state: "opened" });
    expect(open.outputs["webUrl"]).toMatch(/\/-\/merge_requests\/1$/);
    expect(await isDue(open)).toBe(true);
    await run();
    const read = await world.plugin.read(follower, open.id, open);
    expect(read.outputs).toEqual(open.outputs);
    expect(await isDue(open)).toBe(false);
    await merge();
    const after = await world.plugin.read(follower, open.id, open);
    expect(after.outputs).toMatchObject({ iid: 1, state: "merged" });
  });

  it("waits until it is merged, and no longer than it may", async () => {
    await run();
    await world.created("pd", oneFile("pd"));
    const checked = await world.plugin.check(follower, { wait: "merged" });
    const late = await rejection(world.plugin.create(follower, checked.inputs, false, 1));
    expect(late.details).toMatch(
      /^The merge request !1 was not merged within 1 s; GitLab says: mergeable\.\nHave it merged .*\[merge-request-open\]$/s,
    );
    const waiting = follow({ wait: "merged" });
    await merge();
    expect((await waiting).outputs).toMatchObject({ iid: 1, state: "merged" });
  });

  it("fails when it is closed while it is waited for", async () => {
    await run();
    await world.created("pd", oneFile("pd"));
    await gitlab.client().mergeRequests.edit(project.id, 1, { stateEvent: "close" });
    const refused = await rejection(follow({ wait: "merged" }));
    expect(refused.details).toMatch(/^The merge request !1 was closed without being merged\.\n/);
  });

  it("brings one up that its target has left behind", async () => {
    project.repository.push({ list: "a\nm\nz\n" });
    await run();
    await world.created("pd", {
      ...oneFile("pd"),
      texts: { list: "a\nb\nm\nz\n" },
      adopt: true,
    });
    project.repository.push({ list: "a\nc\nm\nz\n" });
    const before = project.repository.git("rev-parse", source);
    expect((await follow({})).outputs).toMatchObject({ iid: 1, state: "opened" });
    expect(project.repository.git("log", "-1", "--format=%P", source)).toContain(before);
  });

  it("is refused where branches are written by pushes", async () => {
    world.plugin = await world.unconfigured();
    await world.plugin.configure({ gitlab: JSON.stringify({ url: gitlab.server.url }) });
    const { failures } = await world.plugin.check(follower, { wait: "gone" });
    expect(failures).toEqual([
      expect.stringMatching(/^wait must be `open` or `merged`/),
      expect.stringMatching(/^There is no merge request to follow.*Set it/),
    ]);
  });
});

it("merge requests need a GitLab, transport git, and templates that can be filled", async () => {
  const plugin = await world.unconfigured();
  const url = gitlab.server.url;
  const wrong = [
    { git: JSON.stringify({ url }), mergeRequest: "{}" },
    { gitlab: JSON.stringify({ url, transport: "api" }), mergeRequest: "{}" },
    { gitlab: JSON.stringify({ url }), mergeRequest: '{"title":"{all}","branch":"a..b","x":1}' },
  ];
  const reasons = await Promise.all(wrong.map((args) => plugin.checkConfig(args)));
  expect(reasons).toEqual([
    [expect.stringMatching(/^mergeRequest is given, but a server under git is not known/)],
    [expect.stringMatching(/^mergeRequest is given, which needs gitlab.transport `git`/)],
    [
      expect.stringMatching(/^mergeRequest.branch must be the name of a branch/),
      expect.stringMatching(/^mergeRequest.x is not known; known here are branch, title/),
      expect.stringMatching(/^mergeRequest.title cannot be used: .* has \{all\} in it/),
    ],
  ]);
  expect(await plugin.checkConfig({ gitlab: JSON.stringify({ url }), mergeRequest: "{}" })).toEqual(
    [],
  );
});

it("a token that can push but open nothing is told in the preview", async () => {
  const { secret } = gitlab.server.createToken({
    kind: "personal",
    user: "me",
    scopes: ["write_repository", "read_api"],
  });
  world.plugin = await world.unconfigured();
  await world.plugin.configure({
    repository: project.path,
    gitlab: JSON.stringify({ url: gitlab.server.url, token: secret }),
    mergeRequest: "{}",
    batch: JSON.stringify({ quiet: 60 }),
  });
  const { inputs } = await world.plugin.check(urn("pd"), oneFile("pd"));
  const refused = await rejection(world.plugin.create(urn("pd"), inputs, true));
  expect(refused.details).toMatch(/may not write to .*\nMake one with the scope `api`/);
});
