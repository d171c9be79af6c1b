import { renameSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { rejection } from "../support/plugin";
import type { State } from "./world";
import { startEngine } from "./engine";
import type { Logged } from "./engine";
import { listed, oneFile, secret, urn, World } from "./world";

let world: World;
beforeAll(async () => {
  world = new World();
  await world.start();
});
afterAll(() => world.stop());

const spec = { kind: "Cluster", spec: { apiServer: "https://10.0.0.9:6443", fixed: "ours" } };

async function registered(files = {}) {
  const repository = world.repository({ "README.md": "x\n", ...files });
  const state = await world.created("pd", {
    ...oneFile("pd", spec),
    texts: { "notes.txt": "one\n" },
    entries: listed("pd.yaml"),
    shared: { "appset.yaml": { document: { kind: "Set" }, keepWhile: "runtimes/" } },
    repository: repository.name,
  });
  return { repository, state };
}

/** A refresh by a process of its own, as the engine runs it. */
async function refreshed(state: State) {
  await world.start();
  return world.plugin.read(urn("pd"), state.id, state);
}

describe("Read of what is in the state", () => {
  it("answers the very inputs and outputs if nothing changed, secrets with their marks", async () => {
    const repository = world.repository();
    const state = await world.created("pd", {
      ...oneFile("pd", { ...spec, token: secret("canary") }),
      entries: listed("pd.yaml"),
      allowSecretsInFiles: true,
      repository: repository.name,
    });
    expect(await refreshed(state)).toEqual(state);
    repository.commit({ "other.yaml": "a: 1\n" }, "Something else");
    expect(await refreshed(state)).toEqual(state);
  });

  it("does not take another style for a change", async () => {
    const { repository, state } = await registered();
    const restyled = `# by hand\n{ kind: Cluster, spec: { fixed: "ours", apiServer: "https://10.0.0.9:6443" } }\n`;
    repository.commit({ "clusters/pd.yaml": restyled }, "Restyle");
    expect((await refreshed(state)).inputs).toEqual(state.inputs);
  });

  it("shows a leaf that somebody changed, and where it is seen", async () => {
    const { repository, state } = await registered();
    const edited = repository.text("clusters/pd.yaml").replace("ours", "drifted");
    repository.commit({ "clusters/pd.yaml": edited }, "Meddle");
    const found = await refreshed(state);
    expect(found.inputs["documents"]).toEqual({
      "clusters/pd.yaml": { ...spec, spec: { ...spec.spec, fixed: "drifted" } },
    });
    expect(found.inputs["texts"]).toEqual(state.inputs["texts"]);
    expect(found.outputs["commit"]).toBe(state.outputs["commit"]);
    const [change] = Object.keys(
      Object.fromEntries(
        (await world.plugin.diff(urn("pd"), found.inputs, state.inputs)).toObject().detaileddiffMap,
      ),
    );
    expect(change).toBe('documents["clusters/pd.yaml"].spec.fixed');
    // What was seen may be overwritten by who was shown it.
    await world.plugin.update(urn("pd"), found, state.inputs);
    expect(repository.text("clusters/pd.yaml")).toContain("fixed: ours");
  });

  it("leaves a file out that is gone, and one that became no YAML is shown as text", async () => {
    const { repository, state } = await registered();
    repository.commit({ "notes.txt": null, "clusters/pd.yaml": "kind: [\n" }, "Break");
    const found = await refreshed(state);
    expect(found.inputs["documents"]).toEqual({});
    expect(found.inputs["texts"]).toEqual({ "clusters/pd.yaml": "kind: [\n" });
    await world.plugin.update(urn("pd"), found, state.inputs);
    expect(repository.text("notes.txt")).toBe("one\n");
    expect((await refreshed(state)).inputs).toEqual(state.inputs);
  });

  it("shows entries that somebody took out, and only ours", async () => {
    const { repository, state } = await registered();
    const list = "clusters/kustomization.yaml";
    repository.commit({ [list]: "# clusters\nresources:\n- theirs.yaml\n" }, "Take out");
    const found = await refreshed(state);
    expect(found.inputs["entries"]).toMatchObject({ [list]: { list: "resources", values: [] } });
    await world.plugin.update(urn("pd"), found, state.inputs);
    expect(repository.text(list)).toMatch(/- pd\.yaml\n- theirs\.yaml\n/);
  });

  it("shows a shared file that somebody changed", async () => {
    const { repository, state } = await registered();
    repository.commit({ "appset.yaml": "kind: Other\n" }, "Meddle");
    const found = await refreshed(state);
    expect(found.inputs["shared"]).toEqual({
      "appset.yaml": { document: { kind: "Other" }, keepWhile: "runtimes/" },
    });
  });

  it("answers nothing when all is gone", async () => {
    const repository = world.repository();
    const state = await world.created("pd", { ...oneFile("pd"), repository: repository.name });
    repository.commit({ "clusters/pd.yaml": null }, "Remove");
    expect(await refreshed(state)).toEqual({ id: "", inputs: {}, outputs: {} });
  });
});

describe("Read when the server does not let us know", () => {
  /** The state that a refresh with this configuration answers, and what the user is told. */
  async function refreshedWith(state: State, config = {}): Promise<[State, Logged[]]> {
    const engine = await startEngine();
    const plugin = await world.start(config);
    try {
      await plugin.handshake(engine.address);
      const found = await plugin.read(urn("pd"), state.id, state);
      return [found, await engine.logged(1)];
    } finally {
      engine.stop();
    }
  }

  function warning(words: string) {
    return [{ urn: urn("pd"), severity: "WARNING", message: expect.stringContaining(words) }];
  }

  it("keeps the state with a warning when the repository cannot be reached", async () => {
    const { state } = await registered();
    const { folder } = world.repositories;
    renameSync(folder, `${folder}-away`);
    try {
      expect(await refreshedWith(state)).toEqual([state, warning("Drift unknown: ")]);
    } finally {
      renameSync(`${folder}-away`, folder);
    }
  });

  it("keeps the state with a warning when the credential is refused", async () => {
    const { state } = await registered();
    const server = createServer((_, response) => {
      response.writeHead(401, { "WWW-Authenticate": 'Basic realm="test"' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const git = JSON.stringify({ url, username: "me", password: "canary" });
      const [found, told] = await refreshedWith(state, { git });
      expect(found).toEqual(state);
      expect(told).toEqual(warning("Drift unknown: The credential"));
      expect(JSON.stringify(told)).not.toContain("canary");
    } finally {
      server.close();
      await world.start();
    }
  });
});

describe("Read of an import", () => {
  const id =
    "clusters/pd.yaml,notes.txt,clusters/kustomization.yaml#resources=pd.yaml,appset.yaml#shared";

  it("finds the inputs of what an id lists, so that nothing is to be done for them", async () => {
    const { repository, state } = await registered();
    const imported = await world.plugin.read(urn("pd"), `${repository.name}@main:${id}`);
    expect(imported.id).toBe(`${repository.name}@main:appset.yaml`);
    expect(imported.outputs).toEqual({ commit: repository.head(), seen: {} });
    expect((await world.plugin.check(urn("pd"), imported.inputs)).failures).toEqual([]);
    const difference = await world.plugin.diff(urn("pd"), imported.inputs, state.inputs);
    expect(difference.toObject().detaileddiffMap).toEqual([]);
  });

  it("remembers files that are in another style, so that they may be changed", async () => {
    const { repository } = await registered({ "by-hand.yaml": "{ a: 1 }\n" });
    const imported = await world.plugin.read(urn("x"), `${repository.name}@main:by-hand.yaml`);
    expect(Object.keys(imported.outputs["seen"] as object)).toEqual(["by-hand.yaml"]);
    const changed = { ...imported.inputs, documents: { "by-hand.yaml": { a: 2 } } };
    await world.plugin.update(urn("x"), imported, changed);
    expect(repository.text("by-hand.yaml")).toBe("a: 2\n");
  });

  it.each([
    ["a file that is not there", "none.yaml", 5, "none.yaml"],
    ["an entry that is not there", "clusters/kustomization.yaml#resources=x", 5, "x in resources"],
    ["a part that is none", "a#b", 3, "#list=value"],
    ["nothing", ",", 3, "names no file"],
  ])("refuses an id with %s, and says how ids are written", async (_, list, code, words) => {
    const { repository } = await registered();
    const reading = world.plugin.read(urn("pd"), `${repository.name}@main:${list}`);
    const refused = await rejection(reading);
    expect(refused.code).toBe(code);
    expect(refused.details).toContain(words);
    expect(refused.details).toMatch(/^The import id .*\.\n(Give|Name) .*\./);
  });

  it("wants to know the repository if the provider has none", async () => {
    const refused = await rejection(world.plugin.read(urn("pd"), "clusters/pd.yaml"));
    expect(refused.details).toMatch(/repository@branch/);
  });
});
