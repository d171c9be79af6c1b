import { UNKNOWN } from "../../provider/claims/model";
import { rejection } from "../support/plugin";
import { holdPushes, listed, oneFile, secret, urn, World } from "./world";

let world: World;
beforeAll(async () => {
  world = new World();
  await world.start();
});
afterAll(() => world.stop());

describe("Create", () => {
  it("predicts in preview, checks what up would refuse, and writes nothing", async () => {
    const repository = world.repository({ "clusters/taken.yaml": "kind: Other\n" });
    const before = [repository.head(), repository.objects()];
    const inputs = { ...oneFile("pd"), repository: repository.name };
    const predicted = await world.plugin.create(urn("pd"), inputs, true);
    expect(predicted).toEqual({ id: "", outputs: { commit: UNKNOWN, seen: {} } });
    const taken = { ...oneFile("taken"), repository: repository.name };
    const refused = await rejection(world.plugin.create(urn("taken"), taken, true));
    expect(refused.code).toBe(9);
    expect(refused.details).toMatch(/^The file clusters\/taken\.yaml exists already/);
    expect(refused.details).toContain("Somebody Else <else@example.com>");
    expect([repository.head(), repository.objects()]).toEqual(before);
  });

  it("previews the leaves that are known of what is not known whole", async () => {
    const { name } = world.repository();
    const documents = { "clusters/pd.yaml": { spec: { apiServer: UNKNOWN } } };
    for (const inputs of [{ documents }, { documents: UNKNOWN }]) {
      const all = { subject: "physical cluster pd", repository: name, ...inputs };
      const predicted = await world.plugin.create(urn(`pd${Object.keys(all).length}`), all, true);
      expect(predicted.outputs).toEqual({ commit: UNKNOWN, seen: {} });
    }
  });

  it("answers with the commit that made it, and an id that says where the files are", async () => {
    const repository = world.repository();
    const state = await world.created("pd", { ...oneFile("pd"), repository: repository.name });
    expect(state.id).toBe(`${repository.name}@main:clusters/pd.yaml`);
    expect(state.outputs).toEqual({ commit: repository.head(), seen: {} });
    expect(repository.messages()[0]).toBe(
      "Register physical cluster pd\n\nPulumi-Stack: clusters/dev\nRegisters: physical cluster pd",
    );
  });

  it("of many at once is one commit", async () => {
    await world.start();
    const repository = world.repository();
    const names = Array.from({ length: 24 }, (_, index) => `pd${index}`);
    await world.plugin.invoke("nautes:index:announce", { levels: [names.length] });
    const states = await Promise.all(
      names.map((name) =>
        world.plugin.create(urn(name), {
          ...oneFile(name),
          entries: listed(`${name}.yaml`),
          repository: repository.name,
        }),
      ),
    );
    expect(repository.subjects()).toHaveLength(2);
    expect(repository.subjects()[0]).toMatch(/^Register 24 clusters: pd0, .*\(\+21\)$/);
    expect(new Set(states.map(({ outputs }) => outputs["commit"]))).toEqual(
      new Set([repository.head()]),
    );
    expect(repository.paths()).toHaveLength(26);
  });

  it("of one bad among many fails alone", async () => {
    const repository = world.repository({ "clusters/b.yaml": "kind: Other\n" });
    const outcomes = await Promise.allSettled(
      ["a", "b", "c"].map((name) =>
        world.plugin.create(urn(name), { ...oneFile(name), repository: repository.name }),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(outcomes[1]).toMatchObject({
      reason: { code: 9, details: expect.stringMatching(/clusters\/b\.yaml.*\n.*adopt/) },
    });
    expect(repository.subjects()).toHaveLength(2);
    expect(repository.paths()).toEqual(
      expect.arrayContaining(["clusters/a.yaml", "clusters/c.yaml"]),
    );
  });

  it("writes secrets only into files where that is allowed, and none into outputs or the commit", async () => {
    const repository = world.repository();
    const inputs = {
      ...oneFile("pd", { data: { token: secret("canary") } }),
      allowSecretsInFiles: true,
      repository: repository.name,
    };
    const { outputs } = await world.created("pd", inputs);
    expect(repository.text("clusters/pd.yaml")).toContain("token: canary");
    expect(JSON.stringify(outputs)).not.toContain("canary");
    expect(repository.messages().join()).not.toContain("canary");
    expect(world.plugin.stderr).not.toContain("canary");
  });

  it("that has no time left is refused without a write", async () => {
    const repository = world.repository();
    const before = repository.head();
    const push = holdPushes(repository);
    // The second cannot be pushed before the first one is done, and its time runs out before that.
    const first = { ...oneFile("first"), repository: repository.name };
    const creating = world.plugin.create(urn("first"), first);
    await push.began;
    const inputs = { ...oneFile("late"), repository: repository.name };
    const refused = await rejection(world.plugin.create(urn("late"), inputs, false, 0.2));
    expect(refused.code).toBe(4);
    expect(refused.details).toMatch(/ran out before anything was written\.\n.*customTimeouts/);
    expect(repository.head()).toBe(before);
    push.letGo();
    await creating;
    expect(repository.paths()).not.toContain("clusters/late.yaml");
  });

  it("in an unknown repository is refused, naming it, with a clean status", async () => {
    const inputs = { ...oneFile("pd"), repository: "nautes/none" };
    for (const preview of [true, false]) {
      const refused = await rejection(world.plugin.create(urn("pd"), inputs, preview));
      expect(refused.code).toBe(5);
      expect(refused.details).toContain("nautes/none");
    }
  });
});

describe("Update", () => {
  it("moves files: what is new comes and what is gone goes in one commit", async () => {
    const repository = world.repository();
    const before = { ...oneFile("old"), entries: listed("old.yaml"), repository: repository.name };
    const state = await world.created("pd", before);
    const after = { ...oneFile("new"), entries: listed("new.yaml"), repository: repository.name };
    const outputs = await world.plugin.update(urn("pd"), state, after);
    expect(repository.changed()).toEqual([
      "clusters/kustomization.yaml",
      "clusters/new.yaml",
      "clusters/old.yaml",
    ]);
    expect(repository.paths()).not.toContain("clusters/old.yaml");
    expect(repository.text("clusters/kustomization.yaml")).toMatch(/- new\.yaml\n$/);
    expect(outputs).toEqual({ commit: repository.head(), seen: {} });
    expect(repository.subjects()[0]).toBe("Update physical cluster new");
  });

  it("writes nothing in preview, and nothing when nothing changes", async () => {
    const repository = world.repository();
    const inputs = { ...oneFile("pd"), repository: repository.name };
    const state = await world.created("pd", inputs);
    const before = [repository.head(), repository.objects()];
    const changed = { ...inputs, documents: { "clusters/pd.yaml": { kind: "Changed" } } };
    const predicted = await world.plugin.update(urn("pd"), state, changed, true);
    expect(predicted).toEqual({ commit: UNKNOWN, seen: {} });
    await world.plugin.update(urn("pd"), state, state.inputs);
    expect([repository.head(), repository.objects()]).toEqual(before);
  });

  it("does not overwrite what somebody else changed meanwhile", async () => {
    const repository = world.repository();
    const state = await world.created("pd", { ...oneFile("pd"), repository: repository.name });
    const head = repository.commit({ "clusters/pd.yaml": "kind: Mine\n" }, "Meddle");
    const changed = { ...state.inputs, documents: { "clusters/pd.yaml": { kind: "Changed" } } };
    const refused = await rejection(world.plugin.update(urn("pd"), state, changed));
    expect(refused.code).toBe(9);
    expect(refused.details).toContain(head.slice(0, 12));
    expect(repository.head()).toBe(head);
  });
});

describe("Delete", () => {
  it("brings back the tree of before, and may be asked again", async () => {
    const repository = world.repository();
    const before = repository.treeId();
    const inputs = { ...oneFile("pd"), entries: listed("pd.yaml"), repository: repository.name };
    const state = await world.created("pd", inputs);
    await world.plugin.delete(urn("pd"), state);
    expect(repository.treeId()).toBe(before);
    const head = repository.head();
    await world.plugin.delete(urn("pd"), state);
    expect(repository.head()).toBe(head);
  });

  it("succeeds when somebody else deleted the files", async () => {
    const repository = world.repository();
    const state = await world.created("pd", { ...oneFile("pd"), repository: repository.name });
    const head = repository.commit({ "clusters/pd.yaml": null }, "Remove");
    await world.plugin.delete(urn("pd"), state);
    expect(repository.head()).toBe(head);
  });

  it("keeps what somebody else changed, naming the commit", async () => {
    const repository = world.repository();
    const state = await world.created("pd", { ...oneFile("pd"), repository: repository.name });
    const head = repository.commit({ "clusters/pd.yaml": "kind: Mine\n" }, "Meddle");
    const refused = await rejection(world.plugin.delete(urn("pd"), state));
    expect(refused.code).toBe(9);
    expect(refused.details).toContain(head.slice(0, 12));
    expect(repository.head()).toBe(head);
  });
});
