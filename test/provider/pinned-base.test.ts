import { startGitServer } from "../../sandbox/git-server";
import type { Plugin } from "../support/plugin";
import { rejection } from "../support/plugin";
import type { Engine } from "./engine";
import { startEngine } from "./engine";
import type { Plain, State } from "./world";
import { oneFile, urn, World } from "./world";

const file = "clusters/pd.yaml";
const spec = { kind: "Cluster", spec: { by: "ours" } };

let world: World;
let engine: Engine;
beforeEach(async () => {
  world = new World();
  engine = await startEngine();
  await world.start();
});
afterEach(async () => {
  await world.stop();
  engine.stop();
});

async function registered() {
  const repository = world.repository();
  const inputs = { ...oneFile("pd", spec), repository: repository.name };
  const state = await world.created("pd", inputs);
  function edit(by: string): string {
    const text = repository.text(file).replace(/by: .*/, `by: ${by}`);
    return repository.commit({ [file]: text }, `Say ${by}`, "Alice <alice@example.com>");
  }
  return { repository, state, edit };
}

/** A process whose run is pinned. */
async function pinned(environment: NodeJS.ProcessEnv, config: Plain = {}): Promise<Plugin> {
  const plugin = await world.start(config, environment);
  await plugin.handshake(engine.address);
  return plugin;
}

async function refreshed(plugin: Plugin, state: State): Promise<State> {
  return plugin.read(urn("pd"), state.id, state);
}

describe("A run that is pinned to a commit", () => {
  it("stops at what others changed since, and goes on with what they changed before", async () => {
    const { repository, state, edit } = await registered();
    const shown = edit("alice");
    repository.commit({ "other.yaml": "a: 1\n" }, "Something else");
    const on = { [repository.name]: shown };
    const found = await refreshed(await pinned({ NAUTES_BASE: JSON.stringify(on) }), state);
    expect(JSON.stringify(found.inputs)).toContain("alice");
    await world.plugin.delete(urn("pd"), found);
    expect(repository.paths()).toEqual(["README.md", "other.yaml"]);
  });

  it.each(["repository", "repository@branch", "default"])(
    "by its %s: what came later is named with commit and author",
    async (by) => {
      const { repository, state, edit } = await registered();
      const base = repository.head();
      const later = edit("alice");
      const key = by === "repository" ? repository.name : `${repository.name}@main`;
      const PULUMI_CONFIG = JSON.stringify({ base: JSON.stringify({ [key]: base }) });
      const plugin =
        by === "default"
          ? await pinned({ NAUTES_BASE: base }, { repository: repository.name })
          : await pinned({ PULUMI_CONFIG });
      const { details } = await rejection(refreshed(plugin, state));
      expect(details).toContain(`after the commit ${base.slice(0, 12)}, to which`);
      expect(details).toContain(later.slice(0, 12));
      expect(details).toContain("Alice <alice@example.com>");
    },
  );

  it("costs nothing that a look at the head does not, as long as nothing drifted", async () => {
    const { repository, state } = await registered();
    const server = await startGitServer({ root: world.repositories.folder });
    try {
      const git = JSON.stringify({ url: server.url });
      const costs: number[] = [];
      // The first fills the cache; then preview and update, and one that is pinned to the head.
      for (const base of ["", "", "", repository.head()]) {
        const other = await startEngine();
        const config = { git, repository: repository.name };
        const plugin = await world.start(config, { NAUTES_BASE: base });
        await plugin.handshake(other.address);
        const before = server.requests.length;
        await refreshed(plugin, state);
        costs.push(server.requests.length - before);
        other.stop();
      }
      expect(costs.slice(1)).toEqual([2, 2, 2]);
    } finally {
      await server.stop();
    }
  });

  it("is refused if the branch does not contain that commit, before anything is written", async () => {
    const { repository, state } = await registered();
    const base = "0123456789".repeat(4);
    const plugin = await pinned({ NAUTES_BASE: JSON.stringify({ [repository.name]: base }) });
    const head = repository.head();
    for (const call of [
      refreshed(plugin, state),
      plugin.create(urn("x"), { ...oneFile("x"), repository: repository.name }),
    ]) {
      const { code, details } = await rejection(call);
      expect(code).toBe(9);
      expect(details).toMatch(/^The run is pinned to the commit 0123456789\w+, which is not in/);
      expect(details).toContain("NAUTES_BASE");
      expect(details).toContain("[base-unusable]");
    }
    expect(repository.head()).toBe(head);
  });

  it("is told by a preview, once for each branch, and not by an update", async () => {
    const { repository, state } = await registered();
    const plugin = await pinned({}, { repository: repository.name });
    await refreshed(plugin, state);
    for (const name of ["x", "y"]) {
      await plugin.create(urn(name), { ...oneFile(name), repository: repository.name }, true);
    }
    const [told, ...more] = await engine.logged(1);
    expect(more).toEqual([]);
    expect(told).toEqual({
      urn: "",
      severity: "INFO",
      message: expect.stringMatching(
        new RegExp(`NAUTES_BASE=${repository.head()} pulumi up --skip-preview$`),
      ),
    });
  });

  it("has neither commit nor force in what is kept of the provider", async () => {
    const base = "0".repeat(40);
    const PULUMI_CONFIG = JSON.stringify({ base, force: "true" });
    const plugin = await pinned({ PULUMI_CONFIG });
    const kept = await plugin.checkedConfig({ repository: "x", base, force: "true" });
    expect(kept).toEqual({ inputs: { repository: "x" }, failures: [] });
    const [failure, ...more] = await plugin.checkConfig({ base: "1".repeat(40) });
    expect(failure).toMatch(/^base holds for one run.*NAUTES_BASE/);
    expect(more).toEqual([]);
  });
});
