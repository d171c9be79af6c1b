import { once } from "node:events";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { oneFile, urn, World, type Plain, type State } from "../world";
import type { Plugin } from "../../support/plugin";
import { startGitlabWorld, type GitlabWorld } from "./gitlab-world";

jest.setTimeout(120_000);

const list = "clusters/ports.yaml";
const commits = "/projects/:id/repository/commits";

let gitlab: GitlabWorld;
let world: World;
let project: ReturnType<GitlabWorld["server"]["createProject"]>;
let count = 0;
beforeAll(async () => {
  gitlab = await startGitlabWorld();
  world = new World();
});
afterAll(async () => {
  await world.stop();
  await gitlab.stop();
});
beforeEach(() => {
  project = gitlab.server.createProject({
    path: `nautes/cut-off${++count}`,
    members: { me: "maintainer" },
    files: { [list]: "# Ask first.\nclusters:\n- name: a\n- name: z\n" },
  });
});

/** Another process, as each preview and each update has its own. */
async function run(): Promise<Plugin> {
  world.plugin = await world.unconfigured();
  await world.plugin.configure({
    repository: project.path,
    gitlab: JSON.stringify({ url: gitlab.server.url, token: gitlab.token, transport: "api" }),
    batch: JSON.stringify({ quiet: 1 }),
  });
  return world.plugin;
}

/** A cluster and its entry in the list of all. */
function cluster(port: number): Plain {
  const claim = { list: "clusters", key: "name", values: [{ name: "pd", port }] };
  const entries = { [list]: { ...claim, scaffold: "clusters: []\n", whenEmpty: "keep" } };
  return { ...oneFile("pd"), entries };
}

/**
 * Has `act` done by a process that is killed as soon as its commit is made, which came upon an entry that somebody
 * listed unseen a moment before.
 */
async function cutOff(act: (plugin: Plugin) => Promise<unknown>): Promise<void> {
  const plugin = await run();
  const { faults, windows } = gitlab.server;
  const came = windows.during("checked", () => {
    const text = project.repository.git("show", `main:${list}`);
    project.repository.push({ [list]: text.replace("- name: a", "- name: a\n- name: b") + "\n" });
  });
  async function kill(): Promise<void> {
    plugin.process.kill("SIGKILL");
    await once(plugin.process, "exit");
  }
  faults.inject({ does: "act", act: kill, method: "POST", route: commits, when: "after" });
  await expect(act(plugin)).rejects.toMatchObject({ code: 14 });
  await came;
  expect(entries()).not.toContain("- name: b");
}

function entries(): string[] {
  return project.repository.git("show", `main:${list}`).split("\n").slice(2);
}

/** As the engine does before an update: what it finds, and whether it would update it. */
async function refreshed(state: State, news: Plain): Promise<State & { due: boolean }> {
  const plugin = await run();
  const found = await plugin.read(urn("pd"), state.id, state);
  expect(found.id).toBe(state.id);
  const { inputs } = await plugin.check(urn("pd"), news, state.inputs);
  const diff = await plugin.diff(urn("pd"), found.inputs, inputs, found.outputs);
  return { ...found, due: diff.getChanges() === pb.DiffResponse.DiffChanges.DIFF_SOME };
}

describe("What was overwritten by a run that was killed before it could put it back is put back by the next", () => {
  it("create", async () => {
    await cutOff((plugin) => created(plugin, cluster(1)));
    await created(await run(), cluster(1));
    expect(entries()).toEqual(["- name: a", "- name: b", "- name: pd", "  port: 1", "- name: z"]);
  });

  it("update, although the refresh finds all as it is declared", async () => {
    const state = await created(await run(), cluster(1));
    const news = cluster(2);
    await cutOff(async (plugin) => {
      const { inputs } = await plugin.check(urn("pd"), news, state.inputs);
      return plugin.update(urn("pd"), state, inputs);
    });
    const found = await refreshed(state, news);
    expect(found).toMatchObject({ due: true, inputs: { entries: news["entries"] } });
    expect(entries()).not.toContain("- name: b");
    const outputs = await world.plugin.update(urn("pd"), found, found.inputs);
    expect(entries()).toEqual(["- name: a", "- name: b", "- name: pd", "  port: 2", "- name: z"]);
    expect(await refreshed({ ...found, outputs }, news)).toMatchObject({ due: false });
  });

  it("delete, although the refresh finds that all is gone", async () => {
    const state = await created(await run(), cluster(1));
    await cutOff((plugin) => plugin.delete(urn("pd"), state));
    const found = await refreshed(state, cluster(1));
    await world.plugin.delete(urn("pd"), found);
    expect(entries()).toEqual(["- name: a", "- name: b", "- name: z"]);
    expect(await world.plugin.read(urn("pd"), state.id, state)).toMatchObject({ id: "" });
  });
});

async function created(plugin: Plugin, news: Plain): Promise<State> {
  const { inputs } = await plugin.check(urn("pd"), news);
  const { id, outputs } = await plugin.create(urn("pd"), inputs);
  return { id, inputs, outputs };
}

it("A guard that somebody's commit breaks in that moment is said, and nothing stays", async () => {
  const guarded = {
    ...oneFile("pd"),
    forbids: [
      {
        folder: "clusters",
        where: { equals: { kind: "Forbidding" } },
        when: "hold",
        message: "{file} forbids it.\nRemove it.",
      },
    ],
  };
  const plugin = await run();
  void gitlab.server.windows.during("checked", () =>
    project.repository.push({ "clusters/x.yaml": "kind: Forbidding\n" }),
  );
  await expect(created(plugin, guarded)).rejects.toMatchObject({
    details: expect.stringMatching(/^clusters\/x\.yaml forbids it\.\nRemove it\./) as string,
  });
  expect(project.repository.git("ls-tree", "-r", "--name-only", "main")).not.toContain("pd.yaml");
});
