import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { rejection } from "../../support/plugin";
import { oneFile, urn, type Plain, type State } from "../world";
import { MergeRequestStage } from "./merge-request-stage";

jest.setTimeout(120_000);

const { DIFF_SOME } = pb.DiffResponse.DiffChanges;
const source = "pulumi-nautes/clusters-dev";
const follower = "urn:pulumi:dev::clusters::nautes:index:MergeRequest::change";

const stage = new MergeRequestStage();
const { world } = stage;
beforeAll(() => stage.start());
afterAll(() => stage.stop());
beforeEach(() => stage.arrive());

it("lives from a change to its merge, and begins anew with the next one", async () => {
  await stage.run();
  const pd = await world.created("pd", oneFile("pd"));
  expect(await stage.requests()).toMatchObject([{ iid: 1, state: "opened" }]);
  expect((await stage.requests())[0]?.description).toContain("| `clusters/pd.yaml` | new |");

  await stage.run();
  expect(await stage.refreshed("pd", pd)).toEqual({ gone: false, quiet: true });
  const pe = await world.created("pe", oneFile("pe"));
  expect(await stage.requests()).toHaveLength(1);

  await stage.merge();
  expect(stage.project.repository.git("ls-tree", "-r", "--name-only", "main").split("\n")).toEqual([
    "README",
    "clusters/pd.yaml",
    "clusters/pe.yaml",
  ]);
  await stage.run();
  expect(await stage.refreshed("pd", pd)).toEqual({ gone: false, quiet: true });
  expect(await stage.refreshed("pe", pe)).toEqual({ gone: false, quiet: true });
  await world.plugin.delete(urn("pd"), pd);
  expect((await stage.requests()).map(({ iid, state }) => [iid, state])).toEqual([
    [2, "opened"],
    [1, "merged"],
  ]);
  expect((await stage.requests())[0]?.description).toContain("### Deregisters");
  stage.project.repository.push({ theirs: "1\n" });
  await stage.run();
  expect(await stage.refreshed("pe", pe)).toEqual({ gone: false, quiet: true });
  await world.plugin.delete(urn("pe"), pe);
  await stage.merge();
  expect(stage.project.repository.git("ls-tree", "-r", "--name-only", "main")).toBe(
    "README\ntheirs",
  );
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
    await stage.run();
    expect((await follow({})).outputs).toEqual({ state: "none" });
    await world.created("pd", oneFile("pd"));
    const open = await follow({});
    expect(open.outputs).toMatchObject({ iid: 1, state: "opened" });
    expect(open.outputs["webUrl"]).toMatch(/\/-\/merge_requests\/1$/);
    expect(await isDue(open)).toBe(true);
    await stage.run();
    const read = await world.plugin.read(follower, open.id, open);
    expect(read.outputs).toEqual(open.outputs);
    expect(await isDue(open)).toBe(false);
    await stage.merge();
    const after = await world.plugin.read(follower, open.id, open);
    expect(after.outputs).toMatchObject({ iid: 1, state: "merged" });
  });

  it("waits until it is merged, and no longer than it may", async () => {
    await stage.run();
    await world.created("pd", oneFile("pd"));
    const checked = await world.plugin.check(follower, { wait: "merged" });
    const late = await rejection(world.plugin.create(follower, checked.inputs, false, 1));
    expect(late.details).toMatch(
      /^The merge request !1 was not merged within 1 s; GitLab says: mergeable\.\nHave it merged .*\[merge-request-open\]$/s,
    );
    const waiting = follow({ wait: "merged" });
    await stage.merge();
    expect((await waiting).outputs).toMatchObject({ iid: 1, state: "merged" });
  });

  it("fails when it is closed while it is waited for", async () => {
    await stage.run();
    await world.created("pd", oneFile("pd"));
    await stage.close(1);
    const refused = await rejection(follow({ wait: "merged" }));
    expect(refused.details).toMatch(/^The merge request !1 was closed without being merged\.\n/);
  });

  it("brings one up that its target has left behind", async () => {
    stage.project.repository.push({ list: "a\nm\nz\n" });
    await stage.run();
    await world.created("pd", {
      ...oneFile("pd"),
      texts: { list: "a\nb\nm\nz\n" },
      adopt: true,
    });
    stage.project.repository.push({ list: "a\nc\nm\nz\n" });
    const before = stage.project.repository.git("rev-parse", source);
    expect((await follow({})).outputs).toMatchObject({ iid: 1, state: "opened" });
    expect(stage.project.repository.git("log", "-1", "--format=%P", source)).toContain(before);
  });

  it("is refused where branches are written by pushes", async () => {
    world.plugin = await world.unconfigured();
    await world.plugin.configure({ gitlab: JSON.stringify({ url: stage.gitlab.server.url }) });
    const { failures } = await world.plugin.check(follower, { wait: "gone" });
    expect(failures).toEqual([
      expect.stringMatching(/^wait must be `open` or `merged`/),
      expect.stringMatching(/^There is no merge request to follow.*Set it/),
    ]);
  });
});

it("merge requests need a GitLab, transport git, and templates that can be filled", async () => {
  const plugin = await world.unconfigured();
  const url = stage.gitlab.server.url;
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
  const { secret } = stage.gitlab.server.createToken({
    kind: "personal",
    user: "me",
    scopes: ["write_repository", "read_api"],
  });
  world.plugin = await world.unconfigured();
  await world.plugin.configure({
    repository: stage.project.path,
    gitlab: JSON.stringify({ url: stage.gitlab.server.url, token: secret }),
    mergeRequest: "{}",
    batch: JSON.stringify({ quiet: 60 }),
  });
  const { inputs } = await world.plugin.check(urn("pd"), oneFile("pd"));
  const refused = await rejection(world.plugin.create(urn("pd"), inputs, true));
  expect(refused.details).toMatch(/may not write to .*\nMake one with the scope `api`/);
});
