import { clusterSource, Stage, tenantSource } from "../support/stage";

const { h, pd } = clusterSource;

function marker(text: string, secret: string): string {
  return `new nautes.ConfigFiles("m", { subject: "marker m", allowSecretsInFiles: true,
    documents: { "m.yaml": { text: "${text}", secret: pulumi.secret("${secret}") } } });`;
}

describe("The command plan in a project", () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));
  afterEach(() => stage.close());

  it("tells what pulumi up would do to each file, without secrets, writes nothing, and fails as the preview does", async () => {
    const project = await stage.project("plan", h + marker("one", "hushhush"));
    expect((await project.up()).code).toBe(0);
    const written = stage.tenant.paths();
    project.program(tenantSource + pd + marker("two", "hushhush2"));
    stage.tenant.commit({ "m.yaml": "secret: other\ntext: drifted\n" }, "Meddle");
    const before = [stage.tenant.head(), stage.tenant.objects()];
    const { code, stdout } = await project.command("plan");
    expect(code).toBe(0);
    expect([stage.tenant.head(), stage.tenant.objects()]).toEqual(before);
    expect(stdout).toContain("## Plan of `plan/dev`");
    expect(stdout).toMatch(/^This registers 1, updates 1, deregisters 1: /m);
    // What somebody else wrote is what the change begins with.
    expect(stdout).toContain("-text: drifted\n+text: two");
    expect(stdout).not.toMatch(/hushhush/);
    expect((await project.up()).code).toBe(0);
    const now = stage.tenant.paths();
    for (const path of now.filter((one) => !written.includes(one))) expect(stdout).toContain(path);
    for (const path of written.filter((one) => !now.includes(one))) {
      expect(stdout).toContain(`\`${path}\``);
    }
    project.program(tenantSource + pd.replace("https://10.0.1.9:6443", "localhost"));
    const failed = await project.command("plan", "--json", "--stack", "dev");
    expect(failed.code).toBe(1);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      ok: false,
      diagnostics: expect.arrayContaining([
        expect.objectContaining({ severity: "error", about: "pd" }),
      ]) as unknown,
    });
  });

  it("without a stack says so, as Pulumi does", async () => {
    const project = await stage.project("nostack", "");
    const { code, stdout, stderr } = await project.command("plan", "--stack", "nowhere");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/pulumi preview gave no plan\.\n.*no stack named 'nowhere'/);
  });
});
