import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigFilesInputs } from "../../provider/resources/config-files-inputs";
import { packageRoot, rejection } from "../support/plugin";
import { oneFile, urn, World } from "./world";

interface Schema {
  name: string;
  language: { nodejs: { packageName: string } };
  config: { variables: object };
  provider: { inputProperties: object };
  types: Record<string, { properties: object }>;
  resources: Record<string, { inputProperties: object; requiredInputs: string[] }>;
  functions: object;
}

let world: World;
beforeAll(async () => {
  world = new World();
  await world.start({ repository: "nautes/tenant1" });
});
afterAll(() => world.stop());

describe("The schema", () => {
  it("is what schema.json says, and names this package for import lines", async () => {
    const text = readFileSync(join(packageRoot, "schema.json"), "utf8");
    const schema = (await world.plugin.schema()) as Schema;
    expect(schema).toEqual(JSON.parse(text));
    expect(schema.name).toBe("nautes");
    expect(schema.language.nodejs.packageName).toBe("pulumi-nautes");
  });

  it("describes each input of ConfigFiles and each key of the configuration, and no other", async () => {
    const schema = (await world.plugin.schema()) as Schema;
    const resource = schema.resources["nautes:index:ConfigFiles"]!;
    const { shape } = ConfigFilesInputs;
    expect(Object.keys(resource.inputProperties).sort()).toEqual(Object.keys(shape).sort());
    const required = Object.entries(shape).filter(([, type]) => !type.safeParse(undefined).success);
    expect(resource.requiredInputs).toEqual(required.map(([key]) => key));
    const keys = [
      ["", schema.config.variables],
      // What holds for one run is no argument of a provider, which is kept.
      ["", { ...schema.provider.inputProperties, base: {}, force: {} }],
      ["git", schema.types["nautes:index:Git"]!.properties],
      ["commit", schema.types["nautes:index:Commit"]!.properties],
      ["batch", schema.types["nautes:index:Batch"]!.properties],
      ["timeouts", schema.types["nautes:index:Timeouts"]!.properties],
    ] as const;
    for (const [at, properties] of keys) {
      const wrong = { nonesuch: "1" };
      const args = at === "" ? wrong : { [at]: JSON.stringify(wrong) };
      const failures = await world.plugin.checkConfig(args);
      const [, known = ""] = /known here are ([^.]*)\./.exec(failures.join("\n")) ?? [];
      expect(known.split(", ").sort()).toEqual(Object.keys(properties).sort());
    }
  });
});

describe("announce", () => {
  it("takes counts", async () => {
    const answer = await world.plugin.invoke("nautes:index:announce", { levels: [0], parallel: 8 });
    expect(answer).toEqual({ result: {}, failures: [] });
  });

  it.each([
    ["nothing", {}],
    ["a number", { levels: 3 }],
    ["texts", { levels: ["3"] }],
    ["less than none", { levels: [-1] }],
    ["halves", { levels: [1.5] }],
  ])("refuses %s, naming the argument", async (_, args) => {
    const { failures } = await world.plugin.invoke("nautes:index:announce", args);
    expect(failures).toEqual([expect.stringMatching(/^levels must be a list of counts/)]);
  });
});

describe("findDocuments", () => {
  const token = "nautes:index:findDocuments";
  const where = { equals: { kind: "Environment" } };

  it("finds the documents of a folder, also in streams, and passes over what does not parse", async () => {
    const repository = world.repository({
      "envs/a.yaml": "kind: Environment\nname: a\n---\nkind: Other\n",
      "envs/deep/b.yml": "kind: Environment\nname: b\n",
      "envs/broken.yaml": "kind: [Environment\n",
      "envs/note.txt": "kind: Environment\n",
      "others/c.yaml": "kind: Environment\n",
    });
    const folders = ["envs", "envs/"];
    for (const folder of folders) {
      const args = { repository: repository.name, folder, where };
      const { result } = await world.plugin.invoke(token, args);
      expect(result["documents"]).toEqual([
        { path: "envs/a.yaml", document: { kind: "Environment", name: "a" } },
        { path: "envs/deep/b.yml", document: { kind: "Environment", name: "b" } },
      ]);
    }
    const everywhere = { repository: repository.name, folder: "", where };
    const { result } = await world.plugin.invoke(token, everywhere);
    expect(result["documents"]).toHaveLength(3);
  });

  it("sees what the same preview has planned", async () => {
    const { name } = world.repository();
    const inputs = { ...oneFile("e", { kind: "Environment" }), repository: name, branch: "main" };
    await world.plugin.create(urn("e"), inputs, true);
    const args = { repository: name, folder: "clusters", where };
    const { result } = await world.plugin.invoke(token, args);
    expect(result["documents"]).toHaveLength(1);
  });

  it("refuses all bad arguments at once, each with its name and what to give", async () => {
    const args = { repository: 1, branch: {}, folder: [], where: { like: "x" } };
    const { failures } = await world.plugin.invoke(token, args);
    expect(failures.map((failure) => failure.split(" ")[0])).toEqual([
      "repository",
      "branch",
      "folder",
      "where",
    ]);
    for (const failure of failures) expect(failure).toMatch(/must be/);
  });

  it("fails with the repository's name if there is none", async () => {
    const args = { repository: "nautes/none", folder: "", where };
    const refused = await rejection(world.plugin.invoke(token, args));
    expect(refused).toMatchObject({ code: 5, details: expect.stringContaining("nautes/none") });
  });
});

describe("What the plugin does not have", () => {
  it("is refused by its name, with what there is", async () => {
    const unknown = "urn:pulumi:dev::clusters::nautes:index:Nonesuch::x";
    const resource = await rejection(world.plugin.check(unknown, {}));
    expect(resource.code).toBe(5);
    expect(resource.details).toMatch(
      /^The nautes provider has no resource nautes:index:Nonesuch\.\nIt has .*ConfigFiles.*one version/,
    );
    const invoked = await rejection(world.plugin.invoke("nautes:index:nonesuch", {}));
    expect(invoked.code).toBe(5);
    expect(invoked.details).toMatch(
      /^The nautes provider has no function nautes:index:nonesuch\.\nIt has .*announce/,
    );
  });

  it("is not there before it is configured, and says so", async () => {
    const plugin = await world.unconfigured();
    const refused = await rejection(plugin.check(urn("x"), oneFile("x")));
    expect(refused.details).toContain("not configured");
  });
});
