import { UNKNOWN } from "../../provider/claims/model";
import type { Plain } from "./world";
import { listed, oneFile, secret, urn, World } from "./world";

describe("Check", () => {
  let world: World;
  beforeAll(async () => {
    world = new World();
    await world.start({ repository: "nautes/tenant" });
  });
  afterAll(() => world.stop());

  let count = 0;
  async function failuresOf(inputs: Plain): Promise<string[]> {
    return (await world.plugin.check(urn(`checked${++count}`), inputs)).failures;
  }

  it("adds where the files go, which the provider knows, and nothing else", async () => {
    const { inputs, failures } = await world.plugin.check(urn("a"), oneFile("a"));
    expect(failures).toEqual([]);
    expect(inputs).toEqual({ ...oneFile("a"), repository: "nautes/tenant", branch: "main" });
  });

  it("answers all failures at once, each with the path of its property", async () => {
    const failures = await failuresOf({
      documents: { "a.yaml": "text", "b.yaml": { password: secret("canary") } },
      texts: { "c.txt": 1 },
      entries: { "d.yaml": { list: "resources", values: "x", scaffold: "", whenEmpty: "drop" } },
      requires: [{ where: { like: "x" }, when: "hold", message: "m", path: "p" }],
      forbids: [{ where: { exists: ["a"] }, when: "hold", message: "m", path: "p", folder: "f" }],
      adopt: "yes",
      colour: "red",
    });
    const paths = failures.map((failure) => failure.split(" ")[0]);
    expect(new Set(paths)).toEqual(
      new Set([
        "subject",
        'documents["a.yaml"]',
        'documents["b.yaml"].password',
        'texts["c.txt"]',
        'entries["d.yaml"].values',
        'entries["d.yaml"].whenEmpty',
        "requires[0].where",
        "forbids[0]",
        "adopt",
        "colour",
      ]),
    );
    for (const failure of failures) expect(failure).toMatch(/^\S+ (must|is) [^]+\.$/);
    expect(failures.join()).not.toContain("canary");
  });

  it.each<[string, Plain]>([
    ["a leaf of a document", { documents: { "a.yaml": { spec: { apiServer: UNKNOWN } } } }],
    ["a whole document", { documents: { "a.yaml": UNKNOWN } }],
    ["all documents", { documents: UNKNOWN }],
    ["a text", { texts: { "a.txt": UNKNOWN } }],
    ["an entry", { entries: listed(UNKNOWN) }],
    ["the entries of a file", { entries: { "a.yaml": UNKNOWN } }],
    ["all entries", { entries: UNKNOWN }],
    ["a shared document", { shared: { "a.yaml": { document: UNKNOWN, keepWhile: "x/" } } }],
    ["all shared files", { shared: UNKNOWN }],
    ["a guard", { requires: [UNKNOWN] }],
    [
      "the condition of a guard",
      { forbids: [{ path: "p", where: UNKNOWN, when: "release", message: "m" }] },
    ],
    ["all guards", { requires: UNKNOWN, forbids: UNKNOWN }],
    ["the subject", { subject: UNKNOWN }],
    ["a flag", { adopt: UNKNOWN }],
    ["the repository and the branch", { repository: UNKNOWN, branch: UNKNOWN }],
  ])("lets %s pass that is not known before the update", async (_, inputs) => {
    const all = {
      subject: "files of a test",
      repository: "nautes/tenant",
      branch: "main",
      ...inputs,
    };
    const checked = await world.plugin.check(urn(`unknown${++count}`), all);
    expect(checked.failures).toEqual([]);
    expect(checked.inputs).toEqual(all);
  });

  it("refuses a secret leaf in any kind of file, naming it, unless that is allowed", async () => {
    const inputs = {
      subject: "files of a test",
      documents: { "a.yaml": { data: [{ token: secret("canary") }], kind: "Secret" } },
      texts: { "b.txt": secret("canary") },
      entries: {
        "c.yaml": { values: [secret({ a: "canary" })], scaffold: "", whenEmpty: "keep" },
      },
      shared: { "d.yaml": { document: { a: secret("canary") }, keepWhile: "x/" } },
    };
    const failures = await failuresOf(inputs);
    expect(failures.map((failure) => failure.split(" ")[0])).toEqual([
      'documents["a.yaml"].data[0].token',
      'texts["b.txt"]',
      'entries["c.yaml"].values[0].a',
      'shared["d.yaml"].document.a',
    ]);
    for (const failure of failures) expect(failure).toMatch(/Refer to a Secret on the cluster/);
    expect(failures.join()).not.toContain("canary");
    const allowed = { ...inputs, allowSecretsInFiles: true };
    const checked = await world.plugin.check(urn("allowed"), allowed);
    expect(checked).toEqual({
      failures: [],
      inputs: { ...allowed, repository: "nautes/tenant", branch: "main" },
    });
  });

  it("keeps the mark on a secret that no file holds", async () => {
    const guard = { path: "p", where: { exists: ["a"] }, when: "hold", message: secret("canary") };
    const inputs = { ...oneFile("marked"), requires: [guard] };
    const checked = await world.plugin.check(urn("marked"), inputs);
    expect(checked.inputs["requires"]).toEqual([guard]);
  });

  it("leaves out properties without a value, as programs leave them out", async () => {
    const inputs = { ...oneFile("null"), texts: null, adopt: null };
    const checked = await world.plugin.check(urn("null"), inputs);
    expect(checked.failures).toEqual([]);
    expect(Object.keys(checked.inputs)).not.toContain("texts");
  });

  it("wants a repository that neither the resource nor the provider names", async () => {
    const plugin = await world.start();
    const { failures } = await plugin.check(urn("nowhere"), oneFile("nowhere"));
    expect(failures).toEqual([expect.stringMatching(/^repository is missing.*pulumi config set/)]);
  });
});
