import * as pb from "@pulumi/pulumi/proto/provider_pb";
import type { Plain } from "./world";
import { listed, oneFile, urn, World } from "./world";

const { Kind } = pb.PropertyDiff;

let world: World;
beforeAll(async () => {
  world = new World();
  await world.start();
});
afterAll(() => world.stop());

const place = { repository: "nautes/tenant", branch: "main" };
const spec = { spec: { apiServer: "https://10.0.0.9:6443", list: ["a", "b"] }, kind: "Cluster" };
const old: Plain = {
  ...oneFile("pd", spec),
  ...place,
  texts: { "notes.txt": "one\n" },
  entries: listed("pd.yaml", "other.yaml"),
  shared: { "appset.yaml": { document: { kind: "ApplicationSet" }, keepWhile: "runtimes/" } },
};

/** Property path → kind of the difference; undefined: there is none. */
async function differences(news: Plain, olds = old): Promise<Record<string, number> | undefined> {
  const response = await world.plugin.diff(urn("pd"), olds, news);
  const details = response.toObject().detaileddiffMap;
  expect(details.every(([, { inputdiff }]) => inputdiff)).toBe(true);
  if (response.getChanges() === pb.DiffResponse.DiffChanges.DIFF_NONE) {
    expect(details).toEqual([]);
    return undefined;
  }
  expect(response.getHasdetaileddiff()).toBe(true);
  return Object.fromEntries(details.map(([path, { kind }]) => [path, kind]));
}

describe("DiffConfig", () => {
  it("names the keys that changed, and never replaces the provider", async () => {
    const olds = { repository: "a", git: "{}", version: "1.0.0" };
    const news = { repository: "b", branch: "trunk", version: "1.0.1" };
    const response = await world.plugin.diffConfig(olds, news);
    expect(response.getDiffsList().sort()).toEqual(["branch", "git", "repository"]);
    expect(response.getReplacesList()).toEqual([]);
    const same = await world.plugin.diffConfig(olds, { ...olds, version: "1.0.1" });
    expect(same.getChanges()).toBe(pb.DiffResponse.DiffChanges.DIFF_NONE);
  });
});

describe("Diff", () => {
  it("names what changed leaf by leaf, compared with the old inputs", async () => {
    const changed = { spec: { apiServer: "https://10.0.0.8:6443", list: ["a"], extra: 1 } };
    const news = {
      ...old,
      documents: { "clusters/pd.yaml": changed, "new.yaml": {} },
      texts: {},
      entries: listed("pd.yaml", "third.yaml"),
      shared: { "appset.yaml": { document: { kind: "Other" }, keepWhile: "runtimes/" } },
    };
    const file = 'documents["clusters/pd.yaml"]';
    expect(await differences(news)).toEqual({
      [`${file}.spec.apiServer`]: Kind.UPDATE,
      [`${file}.spec.list[1]`]: Kind.DELETE,
      [`${file}.spec.extra`]: Kind.ADD,
      [`${file}.kind`]: Kind.DELETE,
      'documents["new.yaml"]': Kind.ADD,
      'texts["notes.txt"]': Kind.DELETE,
      'entries["clusters/kustomization.yaml"].values[1]': Kind.UPDATE,
      'shared["appset.yaml"].document.kind': Kind.UPDATE,
    });
  });

  it.each([
    ["repository", "shop/default.project"],
    ["branch", "trunk"],
  ])("replaces when the %s changes", async (key, value) => {
    const response = await world.plugin.diff(urn("pd"), old, { ...old, [key]: value });
    expect(response.getReplacesList()).toEqual([key]);
    expect(response.getDetaileddiffMap().get(key)?.getKind()).toBe(Kind.UPDATE_REPLACE);
    expect(response.getDeletebeforereplace()).toBe(false);
  });

  const guard = { path: "p", where: { exists: ["a"] }, when: "hold", message: "m" };
  const unimportant: [string, Plain][] = [
    ["nothing", {}],
    ["the subject", { subject: "host cluster pd" }],
    ["guards", { requires: [guard], forbids: [guard] }],
    ["adopt", { adopt: true }],
    ["allowSecretsInFiles", { allowSecretsInFiles: true }],
    ["the order of entries", { entries: listed("other.yaml", "pd.yaml") }],
    [
      "a scaffold and what happens when it is empty",
      {
        entries: {
          "clusters/kustomization.yaml": {
            list: "resources",
            values: ["pd.yaml", "other.yaml"],
            scaffold: "# other\n",
            whenEmpty: "keep",
          },
        },
      },
    ],
    [
      "the order of keys",
      { documents: { "clusters/pd.yaml": { kind: "Cluster", spec: spec.spec } } },
    ],
  ];
  it.each(unimportant)("is none for a change of %s", async (_, change) => {
    expect(await differences({ ...old, ...change })).toBeUndefined();
  });

  it("is one at the property when files are not known before the update", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect(await differences({ ...old, documents: unknown })).toEqual({ documents: Kind.UPDATE });
    const documents = { "clusters/pd.yaml": { ...spec, kind: unknown } };
    expect(await differences({ ...old, documents })).toEqual({
      'documents["clusters/pd.yaml"].kind': Kind.UPDATE,
    });
  });
});
