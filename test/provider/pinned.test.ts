import { readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "../support/plugin";
import { rejection } from "../support/plugin";
import type { Engine, Logged } from "./engine";
import { startEngine } from "./engine";
import type { Plain, State } from "./world";
import { listed, oneFile, urn, World } from "./world";

const FAILED_PRECONDITION = 9;
const file = "clusters/pd.yaml";
const spec = { kind: "Cluster", spec: { by: "ours", other: 1 } };

let world: World;
const engines: Engine[] = [];
beforeEach(() => (world = new World()));
afterEach(async () => {
  await world.stop();
  for (const engine of engines.splice(0)) engine.stop();
});

/** A phase of the engine: an address of its own, and a process of the plugin. */
async function phase(config: Plain = {}, environment = {}): Promise<[Plugin, Engine]> {
  const engine = await startEngine();
  engines.push(engine);
  const plugin = await world.start(config, environment);
  await plugin.handshake(engine.address);
  return [plugin, engine];
}

async function registered() {
  await world.start();
  const repository = world.repository();
  const inputs = { ...oneFile("pd", spec), entries: listed("pd.yaml") };
  const state = await world.created("pd", { ...inputs, repository: repository.name });
  function edit(by: string): string {
    const text = repository.text(file).replace(/by: .*/, `by: ${by}`);
    return repository.commit({ [file]: text }, `Say ${by}`, "Alice <alice@example.com>");
  }
  return { repository, state, edit };
}

async function refreshed(plugin: Plugin, state: State): Promise<State> {
  return plugin.read(urn("pd"), state.id, state);
}

function warnings(logged: readonly Logged[]): string {
  return logged
    .filter(({ severity }) => severity === "WARNING")
    .map(({ message }) => message)
    .join("\n");
}

describe("What others change between the preview and the update of a run", () => {
  it("stops the run at the refresh, naming file, commit and author, and what to do", async () => {
    const { state, edit, repository } = await registered();
    const [preview] = await phase();
    expect(await refreshed(preview, state)).toEqual(state);
    await preview.stop();
    const commit = edit("alice");
    const [update] = await phase();
    const refused = await rejection(refreshed(update, state));
    expect(refused.code).toBe(FAILED_PRECONDITION);
    expect(refused.details).toMatch(/^The file clusters\/pd\.yaml was changed by others: /);
    expect(refused.details).toContain(commit.slice(0, 12));
    expect(refused.details).toContain("Alice <alice@example.com>");
    expect(refused.details).toContain("after the preview of this run, and nothing was written");
    expect(refused.details).toContain("run again");
    expect(refused.details).toContain("[changed-since-preview");
    expect(repository.head()).toBe(commit);
    // Run again: its preview shows it, and pins anew.
    await update.stop();
    const [, again] = [await refreshedIn(state), await refreshedIn(state)];
    expect(again.inputs["documents"]).toEqual({
      [file]: { ...spec, spec: { ...spec.spec, by: "alice" } },
    });
  });

  async function refreshedIn(state: State): Promise<State> {
    const [plugin] = await phase();
    const found = await refreshed(plugin, state);
    await plugin.stop();
    return found;
  }

  it("does not stop it if the preview showed the same, and does if it showed another change", async () => {
    const { state, edit } = await registered();
    edit("alice");
    const [preview, engine] = await phase();
    await refreshed(preview, state);
    expect(warnings(await engine.logged(1))).toMatch(
      /The file clusters\/pd\.yaml was changed by others: Alice .*\n.*destroy` deletes it/,
    );
    const [update, second] = await phase();
    const found = await refreshed(update, state);
    await update.update(urn("pd"), found, state.inputs);
    expect(await second.logged(0)).toEqual([]);

    edit("bob");
    await refreshedIn(state);
    edit("carol");
    const [last] = await phase();
    expect((await rejection(refreshed(last, state))).details).toContain("(Say carol)");
  });

  it("does not stop it if it is another's entry in a shared file, a style, or gone again", async () => {
    const { state, repository, edit } = await registered();
    await refreshedIn(state);
    const list = repository.text("clusters/kustomization.yaml");
    repository.commit({ "clusters/kustomization.yaml": `${list}- theirs.yaml\n` }, "Theirs");
    const before = repository.text(file);
    edit("alice");
    repository.commit({ [file]: `# by hand\n${before}` }, "Take it back");
    expect((await refreshedIn(state)).inputs).toEqual(state.inputs);
  });

  it("stops it if our entry was taken out of a shared file, or our file removed", async () => {
    const { state, repository } = await registered();
    await refreshedIn(state);
    repository.commit({ "clusters/kustomization.yaml": "resources: []\n" }, "Out");
    const [update] = await phase();
    expect((await rejection(refreshed(update, state))).details).toMatch(
      /^What this registration has in clusters\/kustomization\.yaml was changed by others/,
    );
    await refreshedIn(state);
    repository.commit({ [file]: null }, "Gone");
    const [last] = await phase();
    expect((await rejection(refreshed(last, state))).details).toMatch(
      /^The file clusters\/pd\.yaml was removed by others/,
    );
  });

  it("does not stop what follows an update: each preview pins anew, and an update leaves no pin", async () => {
    const { state, edit } = await registered();
    const [watched] = await phase();
    await refreshed(watched, state);
    const outputs = await watched.update(urn("pd"), state, state.inputs);
    edit("alice");
    // As `pulumi watch` does: updates without previews in one engine process.
    const found = await refreshedIn({ ...state, outputs });
    expect(found.outputs["edited"]).toEqual([file]);
  });

  it("is looked at by all processes of the update, also one that comes later and refreshes nothing", async () => {
    const { state, edit, repository } = await registered();
    edit("alice");
    await refreshedIn(state);
    const [update, engine] = await phase();
    const found = await refreshed(update, state);
    const other = await world.start();
    await other.handshake(engine.address);
    await other.delete(urn("pd"), found);
    expect(repository.paths()).toEqual(["README.md"]);
  });
});

describe("What others changed and no preview showed", () => {
  it("is not deleted, neither at the second try, nor by an update that leaves the file out", async () => {
    const { state, edit, repository } = await registered();
    const commit = edit("alice");
    let standing = state;
    for (let count = 0; count < 2; count += 1) {
      const [plugin] = await phase();
      standing = await refreshed(plugin, standing);
      const refused = await rejection(plugin.delete(urn("pd"), standing));
      expect(refused.code).toBe(FAILED_PRECONDITION);
      expect(refused.details).toMatch(
        /^The file clusters\/pd\.yaml was changed by others: Alice .*\nNo preview/,
      );
      expect(refused.details).toContain("NAUTES_FORCE=true");
      const without = { ...standing.inputs, documents: { "clusters/new.yaml": spec } };
      const left = await rejection(plugin.update(urn("pd"), standing, without));
      expect(left.details).toContain("No preview has shown");
    }
    expect(repository.head()).toBe(commit);
  });

  it.each([
    ["the environment", {}, { NAUTES_FORCE: "true" }],
    ["the stack's configuration", {}, { PULUMI_CONFIG: JSON.stringify({ force: "true" }) }],
    [
      "the environment, without a look for drift",
      { detectDrift: "false" },
      { NAUTES_FORCE: "true" },
    ],
  ])("is deleted with force from %s", async (_, config, environment) => {
    const { state, edit, repository } = await registered();
    edit("alice");
    const [plugin] = await phase(config, environment);
    const standing = "detectDrift" in config ? state : await refreshed(plugin, state);
    await plugin.delete(urn("pd"), standing);
    expect(repository.paths()).toEqual(["README.md"]);
  });

  it("is overwritten with a warning that names commit and author, and is others' no more then", async () => {
    const { state, edit } = await registered();
    const commit = edit("alice");
    const [plugin, engine] = await phase();
    const found = await refreshed(plugin, state);
    expect(warnings(await engine.logged(1))).toContain(`commit ${commit.slice(0, 12)}`);
    const outputs = await plugin.update(urn("pd"), found, state.inputs);
    expect(outputs).not.toHaveProperty("edited");
    // Taken over as it is, it is written once more without a change.
    const same = await plugin.diff(urn("pd"), found.inputs, found.inputs, found.outputs);
    expect(same.getDiffsList()).toEqual(["edited"]);
  });

  it("is our own if a run of this stack that was cut off wrote it", async () => {
    const { state, repository } = await registered();
    const [plugin, engine] = await phase();
    const news = { ...state.inputs, documents: { [file]: { ...spec, more: true } } };
    await plugin.update(urn("pd"), state, news);
    const [destroy] = await phase();
    await destroy.delete(urn("pd"), await refreshed(destroy, state));
    expect(repository.paths()).toEqual(["README.md"]);
    expect(warnings(await engine.logged(0))).toBe("");
  });
});

describe("The record of a preview", () => {
  it("is the user's alone, and goes when it is old", async () => {
    const { state } = await registered();
    const folder = join(world.cache, "pulumi-nautes", "previews");
    await refreshed((await phase())[0], state);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const [name = ""] = readdirSync(folder);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    const old = join(folder, "old.jsonl");
    writeFileSync(old, "");
    utimesSync(old, 1, 1);
    await refreshed((await phase())[0], state);
    expect(readdirSync(folder)).toEqual([name]);
  });
});
