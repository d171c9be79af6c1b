import type { Plain, State } from "./world";
import { oneFile, urn, World } from "./world";

const list = "clusters/kustomization.yaml";
const scaffold =
  "# Made by a test; goes with its last entry.\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n";

function guard(when: "hold" | "release", kind: string): Plain {
  const where = { equals: { kind } };
  return { folder: "clusters", where, when, message: `${kind} {metadata.name} is in the way.` };
}

/** All that a program says of a cluster. */
function cluster(name: string, repository: string): Plain {
  return {
    ...oneFile(name),
    repository,
    branch: "main",
    entries: {
      [list]: { list: "resources", values: [`${name}.yaml`], scaffold, whenEmpty: "delete" },
    },
    requires: [{ ...guard("hold", "Host"), message: `${name} needs a host.` }],
    forbids: [guard("hold", "Rival"), guard("release", "Tenant")],
  };
}

const host = { "clusters/host.yaml": "kind: Host\nmetadata:\n  name: h\n" };

describe("The state", () => {
  let world: World;
  beforeAll(async () => {
    world = new World();
    await world.start();
  });
  afterAll(() => world.stop());

  it("keeps guards to release, and marks of those to hold and of scaffolds", async () => {
    const { inputs } = await world.plugin.check(urn("pd"), cluster("pd", "nautes/tenant"));
    expect(inputs).toEqual({
      ...oneFile("pd"),
      repository: "nautes/tenant",
      branch: "main",
      entries: {
        [list]: {
          list: "resources",
          values: ["pd.yaml"],
          scaffold: expect.stringMatching(/^sha1:[\da-f]{16}$/),
        },
      },
      requires: ["h"],
      forbids: ["h", guard("release", "Tenant")],
    });
  });

  it("leaves guards as they are where a secret is among them", async () => {
    const secretly = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: "p",
    };
    const requires = [guard("hold", "Host"), { ...guard("release", "Host"), message: secretly }];
    const { inputs } = await world.plugin.check(urn("secret"), { ...oneFile("secret"), requires });
    expect(inputs["requires"]).toEqual(requires);
  });

  it("has no part in what is asked before files are taken up", async () => {
    const repository = world.repository();
    const { inputs } = await world.plugin.check(urn("a"), cluster("a", repository.name));
    const creation = world.plugin.create(urn("a"), inputs);
    await expect(creation).rejects.toMatchObject({ details: /^a needs a host\./ });

    const made = world.repository(host);
    const state = await world.created("b", cluster("b", made.name));
    made.commit({ "clusters/rival.yaml": "kind: Rival\nmetadata:\n  name: r\n" }, "Change");
    const changed = { ...cluster("b", made.name), documents: { "clusters/b.yaml": { kind: "B" } } };
    const checked = await world.plugin.check(urn("b"), changed, state.inputs);
    const update = world.plugin.update(urn("b"), state, checked.inputs);
    await expect(update).rejects.toMatchObject({ details: /^Rival r is in the way\./ });
  });

  /** As today's version writes it, and as the one wrote it that kept all. */
  it.each<[string, (state: State, said: Plain) => State]>([
    ["as it is written", (state) => state],
    ["as it was written once", (state, said) => ({ ...state, inputs: said })],
  ])("is enough to give files up, %s", async (_, stateOf) => {
    const repository = world.repository(host);
    const before = repository.files();
    const said = { a: cluster("a", repository.name), b: cluster("b", repository.name) };
    const states = {
      a: stateOf(await world.created("a", said.a), said.a),
      b: stateOf(await world.created("b", said.b), said.b),
    };
    const later = await world.start();
    for (const name of ["a", "b"] as const) {
      const found = await later.read(urn(name), states[name].id, states[name]);
      expect(found.inputs).toEqual(states[name].inputs);
    }
    repository.commit({ "clusters/tenant.yaml": "kind: Tenant\nmetadata:\n  name: t\n" }, "Change");
    await expect(later.delete(urn("a"), states.a)).rejects.toMatchObject({
      details: /^Tenant t is in the way\./,
    });
    repository.commit({ "clusters/tenant.yaml": null }, "Change");
    await later.delete(urn("a"), states.a);
    expect(repository.files().get(list)).toContain("- b.yaml");
    await later.delete(urn("b"), states.b);
    expect(repository.files()).toEqual(before);
  });

  it("leaves a list to who wrote a comment into it", async () => {
    const repository = world.repository(host);
    const state = await world.created("c", cluster("c", repository.name));
    const text = repository.files().get(list) ?? "";
    repository.commit(
      { [list]: text.replace("kind:", "# A comment of somebody's\nkind:") },
      "Change",
    );
    await (await world.start()).delete(urn("c"), state);
    expect(repository.files().get(list)).toMatch(/# A comment of somebody's[^]*resources: \[\]/);
  });

  it("as it was written once is updated, and a list that is gone is made anew", async () => {
    const repository = world.repository(host);
    const said = cluster("pd", repository.name);
    const state = { ...(await world.created("pd", said)), inputs: said };
    const later = await world.start();
    const checked = await later.check(urn("pd"), said, state.inputs);
    expect((await later.diff(urn("pd"), state.inputs, checked.inputs)).getChanges()).toBe(1);
    repository.commit({ [list]: null }, "Change");
    const { inputs, outputs } = await later.read(urn("pd"), state.id, state);
    expect((await later.diff(urn("pd"), inputs, checked.inputs)).getChanges()).toBe(2);
    await later.update(urn("pd"), { inputs, outputs }, checked.inputs);
    expect(repository.files().get(list)).toBe(scaffold.replace(" []", "\n- pd.yaml"));
  });

  it("does not serve as a program: the mark of a scaffold is refused as its text", async () => {
    const { inputs } = await world.plugin.check(urn("copied"), cluster("copied", "nautes/tenant"));
    const { failures } = await world.plugin.check(urn("again"), inputs);
    expect(failures.join()).toMatch(/^entries\["clusters\/kustomization.yaml"\]\.scaffold must be/);
    const creation = world.plugin.create(urn("unchecked"), inputs);
    await expect(creation).rejects.toMatchObject({
      code: 3,
      details: /^What requires asks before/,
    });
  });
});
