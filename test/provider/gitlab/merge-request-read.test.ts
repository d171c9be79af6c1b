import { startEngine, type Engine } from "../engine";
import { oneFile, urn, World } from "../world";
import { startGitlabWorld, type GitlabWorld } from "./gitlab-world";

jest.setTimeout(120_000);

const follower = "urn:pulumi:dev::clusters::nautes:index:MergeRequest::change";

let gitlab: GitlabWorld;
let world: World;
let engine: Engine;
let project: ReturnType<GitlabWorld["server"]["createProject"]>;
beforeAll(async () => {
  gitlab = await startGitlabWorld({ mergeChecks: 0 });
  world = new World();
  engine = await startEngine();
  project = gitlab.server.createProject({
    path: "nautes/read",
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

it("a token that may not see the project any more leaves the state as it is (C10)", async () => {
  await run();
  const pd = await world.created("pd", oneFile("pd"));
  const { inputs } = await world.plugin.check(follower, {});
  const { id, outputs } = await world.plugin.create(follower, inputs);
  const change = { id, inputs: inputs, outputs };
  project.setMember("me", undefined);
  await run();
  const told = (await engine.logged(0)).length;
  expect(await world.plugin.read(urn("pd"), pd.id, pd)).toEqual(pd);
  expect(await world.plugin.read(follower, id, change)).toEqual(change);
  const logged = (await engine.logged(told + 2)).slice(told);
  expect(logged.map(({ urn: about }) => about)).toEqual([urn("pd"), follower]);
  const words = /^Drift unknown: GitLab at .* does not show it to this token\./;
  for (const { message } of logged) expect(message).toMatch(words);
});
