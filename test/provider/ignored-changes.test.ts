import type { Plain, State } from "./world";
import { oneFile, urn, World } from "./world";

const list = "clusters/kustomization.yaml";
const scaffold = "# Made by a test; goes with its last entry.\nresources: []\n";
const rival = { "clusters/rival.yaml": "kind: Rival\nmetadata:\n  name: r\n" };
const host = { "clusters/host.yaml": "kind: Host\nmetadata:\n  name: h\n" };

function guard(kind: string): Plain {
  const where = { equals: { kind } };
  return { folder: "clusters", where, when: "hold", message: `${kind} is in the way or missing.` };
}

function said(repository: string, document: Plain): Plain {
  return {
    ...oneFile("pd", document),
    repository,
    branch: "main",
    entries: { [list]: { list: "resources", values: ["pd.yaml"], scaffold } },
    requires: [guard("Host")],
    forbids: [guard("Rival")],
  };
}

/** What the engine gives Check: the program's inputs, but what is ignored as the state has it. */
function ignoring(parts: readonly string[], news: Plain, { inputs }: State): Plain {
  const kept = parts.filter((part) => part in inputs).map((part) => [part, inputs[part]] as const);
  const rest = Object.entries(news).filter(([key]) => !parts.includes(key));
  return Object.fromEntries([...rest, ...kept]);
}

describe("With ignoreChanges", () => {
  let world: World;
  beforeAll(async () => {
    world = new World();
    await world.start();
  });
  afterAll(() => world.stop());

  /** A resource of an earlier run; its update is that of a process which has not seen it. */
  async function standing(): Promise<{
    repository: ReturnType<World["repository"]>;
    state: State;
    update: (parts: readonly string[], state: State) => Promise<unknown>;
  }> {
    const repository = world.repository(host);
    const state = await world.created("pd", said(repository.name, { kind: "A" }));
    const later = await world.start();
    return {
      repository,
      state,
      update: async (parts, before) => {
        const news = ignoring(parts, said(repository.name, { kind: "B" }), before);
        const { inputs, failures } = await later.check(urn("pd"), news, before.inputs);
        expect(failures).toEqual([]);
        return later.update(urn("pd"), before, inputs);
      },
    };
  }

  it("entries stay as they are, and other files are written", async () => {
    const { repository, state, update } = await standing();
    await update(["entries"], state);
    expect(repository.files().get("clusters/pd.yaml")).toContain("kind: B");
    expect(repository.files().get(list)).toContain("- pd.yaml");
  });

  it.each([
    ["is gone", null],
    ["says nothing", "# Nothing.\n"],
  ])(
    "entries of a list that %s are refused, as nobody knows what to begin it with",
    async (_, text) => {
      const { repository, state, update } = await standing();
      repository.commit({ [list]: text }, "Change");
      const files = repository.files();
      await expect(update(["entries"], state)).rejects.toMatchObject({
        code: 3,
        details: /^The file clusters\/kustomization.yaml is not there[^]*Leave `entries` out/,
      });
      expect(repository.files()).toEqual(files);
    },
  );

  it.each(["forbids", "requires"])(
    "guards to hold are never dropped without a word: %s",
    async (part) => {
      const { repository, state, update } = await standing();
      repository.commit({ ...rival, "clusters/host.yaml": null }, "Change");
      const files = repository.files();
      await expect(update([part], state)).rejects.toMatchObject({
        code: 3,
        details: new RegExp(`^What ${part} asks before physical cluster pd[^]*Leave ${part} out`),
      });
      expect(repository.files()).toEqual(files);
    },
  );

  it("guards of a state that has them whole are asked", async () => {
    const { repository, state, update } = await standing();
    repository.commit(rival, "Change");
    const whole = { ...state, inputs: said(repository.name, { kind: "A" }) };
    await expect(update(["entries", "requires", "forbids"], whole)).rejects.toMatchObject({
      details: /^Rival is in the way/,
    });
  });

  it("guards that the program no longer has are no longer asked", async () => {
    const { repository, state } = await standing();
    repository.commit(rival, "Change");
    const news: Plain = { ...said(repository.name, { kind: "B" }), forbids: [] };
    const { inputs } = await world.plugin.check(urn("pd"), news, state.inputs);
    await world.plugin.update(urn("pd"), state, inputs);
    expect(repository.files().get("clusters/pd.yaml")).toContain("kind: B");
  });

  it("a process that has checked the program before does not take its guards for the state's", async () => {
    const { repository, state, update } = await standing();
    await world.plugin.check(urn("pd"), said(repository.name, { kind: "B" }), state.inputs);
    await expect(update(["forbids"], state)).rejects.toMatchObject({
      details: /^What forbids asks/,
    });
  });

  it("a resource that is not targeted, or only refreshed, is checked as the state has it", async () => {
    const { state } = await standing();
    const { inputs, failures } = await world.plugin.check(urn("pd"), state.inputs, state.inputs);
    expect([inputs, failures]).toEqual([state.inputs, []]);
    const found = await world.plugin.read(urn("pd"), state.id, state);
    expect(found.inputs).toEqual(state.inputs);
    expect((await world.plugin.diff(urn("pd"), state.inputs, inputs)).getChanges()).toBe(1);
  });

  it("a mark that is not the state's is refused", async () => {
    const { repository, state } = await standing();
    const news = {
      ...said(repository.name, { kind: "B" }),
      entries: { [list]: { list: "resources", values: [], scaffold: "sha1:0123456789abcdef" } },
    };
    const { failures } = await world.plugin.check(urn("pd"), news, state.inputs);
    expect(failures.join()).toMatch(/scaffold must be the text of the file/);
    const copied = await world.plugin.check(urn("other"), { ...news, forbids: ["h"] });
    expect(copied.failures.join("\n")).toMatch(/forbids\[0\]/);
  });
});
