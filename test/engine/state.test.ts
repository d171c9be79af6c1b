import { clusterSource, Stage } from "../support/stage";

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly sourcePosition?: string;
  readonly stackTrace?: readonly { readonly sourcePosition?: string }[];
  readonly inputs?: { readonly [key: string]: unknown };
}

describe("State", () => {
  const stage = new Stage();
  afterAll(() => stage.close());

  it("says where in the program a component is made, and nothing of how it was installed", async () => {
    const { h, vd } = clusterSource;
    const within = `function site() {\n${h}${vd}}\nsite();\n`;
    const project = await stage.project("positions", within);
    expect((await project.up()).code).toBe(0);
    const exported = JSON.parse(await project.exportedState()) as {
      deployment: { resources: Resource[] };
    };
    const { resources } = exported.deployment;
    const made = resources.filter(({ type }) => type.startsWith("nautes:index:"));
    const components = made.filter(({ type }) => !type.endsWith(":ConfigFiles"));
    const files = made.filter(({ type }) => type.endsWith(":ConfigFiles"));
    expect([components.length, files.length]).toEqual([2, 2]);
    for (const { sourcePosition, stackTrace } of components) {
      expect(stackTrace).toHaveLength(2);
      for (const { sourcePosition: position } of stackTrace ?? []) {
        expect(position).toMatch(/^project:\/\/\/index\.js#\d+,\d+$/);
      }
      expect(sourcePosition).toBe(stackTrace?.[0]?.sourcePosition);
    }
    for (const { sourcePosition, stackTrace, inputs } of files) {
      expect([sourcePosition, stackTrace]).toEqual([undefined, undefined]);
      expect(JSON.stringify(inputs)).not.toMatch(/"when":"hold"|Made by pulumi-nautes/);
    }
    expect((await project.preview("--expect-no-changes")).code).toBe(0);
  });
});
