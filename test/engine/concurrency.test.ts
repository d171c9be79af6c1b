import { Stage } from "../support/stage";

function clusters(prefix: string, count: number): string {
  return `for (let n = 0; n < ${count}; n++) new nautes.PhysicalCluster(\`${prefix}-\${n}\`, { tenant, delivery: "pull", workerType: "deployment", apiServer: \`https://10.0.\${n}.9:6443\` });\n`;
}

function registered(paths: string[]): number {
  const record = /^nautes\/overlays\/production\/clusters\/[ab]-\d+\.yaml$/;
  return paths.filter((path) => record.test(path)).length;
}

describe("Many at once", () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));
  afterEach(() => stage.close());

  it("two stacks of 20 clusters on one repository both succeed, lose no commit and keep history linear", async () => {
    const { tenant } = stage;
    const [a, b] = await Promise.all([
      stage.project("stack-a", clusters("a", 20)),
      stage.project("stack-b", clusters("b", 20)),
    ]);
    const ran = await Promise.all([a.up(), b.up()]);
    expect(ran.map(({ code }) => code)).toEqual([0, 0]);
    expect(registered(tenant.paths())).toBe(40);
    expect(tenant.merges()).toBe(0);
    expect(
      new Set(
        tenant
          .messages()
          .join("\n")
          .match(/Registers: .*/g),
      ).size,
    ).toBe(40);
    const gone = await Promise.all([a.destroy(), b.destroy()]);
    expect(gone.map(({ code }) => code)).toEqual([0, 0]);
    expect(tenant.paths()).toEqual(["README.md"]);
  });

  it("a hundred clusters make no more than 20 commits", async () => {
    const project = await stage.project("hundred", clusters("a", 100));
    const before = stage.tenant.subjects().length;
    expect((await project.up()).code).toBe(0);
    expect(registered(stage.tenant.paths())).toBe(100);
    expect(stage.tenant.subjects().length - before).toBeLessThanOrEqual(20);
  });
});
