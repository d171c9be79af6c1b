import { clusterSource, Stage, tenantSource } from "../support/stage";
import { RepositoryFolder } from "../support/bare-repository";

const { pd, pp } = clusterSource;

describe("A stack's configuration", () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));
  afterEach(() => stage.close());

  it("that changes holds from the next run on, and replaces nothing", async () => {
    const project = await stage.project("moved", pd);
    await project.up();
    const elsewhere = new RepositoryFolder();
    try {
      const moved = elsewhere.create("nautes/tenant", Object.fromEntries(stage.tenant.files()));
      project.configure({
        "nautes:repository": "nautes/tenant",
        "nautes:git": { url: elsewhere.folder },
        "nautes:commit": { author: "Ada <ada@example.com>", message: "nautes: {summary}" },
      });
      project.program(tenantSource + pd + pp);
      const head = stage.tenant.head();
      const second = await project.up();
      expect(second.output).not.toContain("error:");
      expect(second.output).not.toMatch(/replac/);
      expect(stage.tenant.head()).toBe(head);
      expect(moved.subjects()[0]).toBe("nautes: Register physical cluster pp");
      expect(moved.git("log", "-1", "--format=%an <%ae>", "main").trim()).toBe(
        "Ada <ada@example.com>",
      );
    } finally {
      elsewhere.remove();
    }
  });

  it("is what an explicit provider without arguments goes by, and stays out of its inputs", async () => {
    const project = await stage.project(
      "explicit",
      'const own = new nautes.Provider("own", { branch: "main" });\n' +
        pd.replace('9:6443" }', '9:6443" }, { provider: own }'),
    );
    expect((await project.up()).output).toContain("created");
    expect(stage.tenant.subjects()[0]).toBe("Register physical cluster pd");
    expect((await project.destroy()).code).toBe(0);
  });
});
