import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PulumiProject } from "../support/pulumi-project";
import { clusterSource, runtimeSource, Stage } from "../support/stage";

const { pd, pp, h, vd, vp } = clusterSource;
const everything = pd + pp + h + vd + vp + runtimeSource;
const tenantFiles = { "README.md": "ours since 2022\n" };
const types: Readonly<Record<string, string>> = {
  pd: "PhysicalCluster",
  pp: "PhysicalCluster",
  h: "HostCluster",
  vd: "VirtualCluster",
  vp: "VirtualCluster",
  "dr-dev": "DeploymentRuntime",
};

/** Resource name → import id, as the refusals of a preview tell them. */
function offered(output: string): Map<string, string> {
  const offers = output.matchAll(/as nautes:index:ConfigFiles (\S+) with the id "([^"]+)"/g);
  return new Map([...offers].map(([, name = "", id = ""]) => [name, id]));
}

async function importAll(project: PulumiProject, ids: ReadonlyMap<string, string>): Promise<void> {
  const resources = [...ids].flatMap(([name, id]) => {
    const parent = name.replace(/-registration$/, "");
    return [
      { type: `nautes:index:${types[parent]}`, name: parent, component: true },
      { type: "nautes:index:ConfigFiles", name, id, parent },
    ];
  });
  writeFileSync(join(project.folder, "import.json"), JSON.stringify({ resources }));
  const imported = await project.pulumi(
    "import",
    "--file",
    "import.json",
    "--yes",
    "--protect=false",
    "--generate-code=false",
  );
  expect([imported.code, imported.code === 0 ? "" : imported.output]).toEqual([0, ""]);
}

describe("An existing registration", () => {
  /** Registrations as this package writes them, in repositories that this stack knows nothing of. */
  let stage: Stage;
  beforeEach(async () => {
    const origin = new Stage(tenantFiles);
    const product = origin.product();
    try {
      const project = await origin.project("origin", everything);
      const { code, output } = await project.up();
      if (code !== 0) throw new Error(output);
      stage = new Stage(Object.fromEntries(origin.tenant.files()));
      stage.product(Object.fromEntries(product.files()));
    } finally {
      origin.close();
    }
  });
  afterEach(() => stage.close());

  it("of each class, and of a runtime, is imported by the ids that the refusals offer; then nothing changes", async () => {
    const head = stage.tenant.head();
    const project = await stage.project("imports", everything);
    const imported = new Map<string, string>();
    for (let level = 0; level < 3; level += 1) {
      const refused = await project.preview();
      expect(refused.code).not.toBe(0);
      const ids = offered(refused.output);
      expect(ids.size).toBeGreaterThan(0);
      expect(refused.output.match(/with the id "/g)).toHaveLength(ids.size);
      await importAll(project, ids);
      for (const [name, id] of ids) imported.set(name, id);
    }
    expect([...imported.keys()].sort()).toEqual(
      Object.keys(types)
        .map((name) => `${name}-registration`)
        .sort(),
    );
    const preview = await project.preview("--expect-no-changes");
    expect([preview.code, preview.code === 0 ? "" : preview.output]).toEqual([0, ""]);
    expect((await project.up("--expect-no-changes")).code).toBe(0);
    expect(stage.tenant.head()).toBe(head);
    expect((await project.destroy()).code).toBe(0);
    expect(Object.fromEntries(stage.tenant.files())).toEqual(tenantFiles);
  });

  it("that somebody changed by hand is imported as it is, and shows as what up will change back", async () => {
    const path = "nautes/overlays/production/clusters/pd.yaml";
    const written = stage.tenant.text(path);
    const byHand = written.replace(
      "primaryDomain: 10.0.1.9.nip.io",
      "primaryDomain: hand.example.com",
    );
    const app = "runtimes/pd-runtime/runtime-app.yaml";
    stage.tenant.commit({ [path]: `# by hand\n${byHand}`, [app]: null }, "By hand");
    const project = await stage.project("imports", pd);
    const refused = await project.preview();
    expect(refused.output).toContain(`The file ${path} exists already, with other content`);
    expect(refused.output.match(/or import it\./g)).toHaveLength(1);
    await importAll(project, offered(refused.output));
    const preview = await project.preview();
    expect(preview.code).toBe(0);
    expect(preview.stdout).toContain('"hand.example.com" => "10.0.1.9.nip.io"');
    expect((await project.up()).code).toBe(0);
    expect(stage.tenant.text(path)).toBe(written);
    expect(stage.tenant.changed()).toEqual([path, app]);
  });
});
