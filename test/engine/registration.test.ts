import { load } from "js-yaml";
import { clusterSource, Stage, tenantSource } from "../support/stage";

const kustomization = "nautes/overlays/production/clusters/kustomization.yaml";
const sharedSets = ["runtime-appset", "runtime-argocd-appset", "runtime-initial-appset"].map(
  (name) => `tenant/production/${name}.yaml`,
);

describe("Registering through the real engine", () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));
  afterEach(() => stage.close());

  it("writes 30, 38, 13, 25 + 1 and 33 + 3 files for the five classes", async () => {
    const { tenant } = stage;
    const { pd, pp, h, vd, vp } = clusterSource;
    const counts: Record<string, number> = {};
    for (const [name, body] of Object.entries({ pd, pp, h })) {
      const alone = new Stage();
      try {
        const project = await alone.project(name, body);
        expect((await project.up()).output).toContain("created");
        counts[name] = alone.tenant.changed().length;
      } finally {
        alone.close();
      }
    }
    const project = await stage.project("virtual", h);
    await project.up();
    for (const [name, body] of Object.entries({ vd: h + vd, vp: h + vd + vp })) {
      const before = new Set(tenant.paths());
      project.program(tenantSource + body);
      expect((await project.up()).code).toBe(0);
      const changed = tenant.changed();
      counts[name] = changed.filter(
        (path) => !path.startsWith("host-clusters/h/") || path.includes("/vclusters/"),
      ).length;
      counts[`${name} of its host`] = changed.length - (counts[name] ?? 0);
      expect(before.size).toBeGreaterThan(0);
    }
    // Of VP's files, kustomization.yaml and the three shared application sets were there already with VD.
    expect(counts).toEqual({
      pd: 30,
      pp: 38,
      h: 13,
      vd: 25,
      "vd of its host": 1,
      vp: 33 - 3,
      "vp of its host": 3,
    });
  });

  it("takes the shared application sets away with the last worker, not with the first", async () => {
    const { tenant } = stage;
    const begin = tenant.treeId();
    const project = await stage.project("workers", clusterSource.pd + clusterSource.pp);
    await project.up();
    expect(tenant.paths()).toEqual(expect.arrayContaining(sharedSets));
    project.program(tenantSource + clusterSource.pp);
    await project.up();
    expect(tenant.paths()).toEqual(expect.arrayContaining(sharedSets));
    project.program(tenantSource);
    await project.up();
    expect(tenant.treeId()).toBe(begin);
  });

  it("makes no commit for an unchanged second up", async () => {
    const project = await stage.project(
      "twice",
      clusterSource.pd + clusterSource.h + clusterSource.vd,
    );
    await project.up();
    const head = stage.tenant.head();
    const second = await project.up();
    expect(second.code).toBe(0);
    expect(second.stdout).toMatch(/unchanged/);
    expect(second.stdout).not.toMatch(/updated|created/);
    expect(stage.tenant.head()).toBe(head);
  });
});

describe("A config repo with 300 foreign files and comments in its lists", () => {
  it("keeps every foreign byte through register, update and deregister", async () => {
    const foreign = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [
        `foreign/${index % 17}/file ${index}.yaml`,
        `# file ${index}\r\nkey:   [ ${index}, "two" ]   # kept\r\n`,
      ]),
    );
    const list =
      "# by hand\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n\nresources:   # all clusters\n" +
      "  - aa.yaml   # the first one\n  # before zz\n  - zz.yaml\n\n# the end\n";
    const stage = new Stage({ ...foreign, [kustomization]: list });
    try {
      const { tenant } = stage;
      const before = tenant.files();
      const begin = tenant.treeId();
      const project = await stage.project("foreign", clusterSource.pd);
      await project.up();
      const during = tenant.files();
      for (const [path, text] of before)
        if (path !== kustomization) expect(during.get(path)).toBe(text);
      expect(during.get(kustomization)).toBe(
        list.replace("  # before zz\n", "  - pd.yaml\n  # before zz\n"),
      );
      expect((load(during.get(kustomization) ?? "") as { resources: string[] }).resources).toEqual([
        "aa.yaml",
        "pd.yaml",
        "zz.yaml",
      ]);
      project.program(tenantSource + clusterSource.pd.replace("10.0.1.9", "10.0.1.10"));
      expect((await project.up()).code).toBe(0);
      expect(tenant.changed()).not.toContain(kustomization);
      expect((await project.destroy()).code).toBe(0);
      expect(tenant.treeId()).toBe(begin);
    } finally {
      stage.close();
    }
  });
});
