import type { StateResource } from "../support/pulumi-project";
import { clusterSource, runtimeSource, Stage, tenantSource } from "../support/stage";

const { pd, pp, h, vd, vp } = clusterSource;

function urnOf(resources: readonly StateResource[], name: string): string {
  return resources.find(({ urn }) => urn.endsWith(`::${name}-registration`))!.urn;
}

describe("Deregistering", () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));
  afterEach(() => stage.close());

  it("takes runtimes, then virtual clusters, then hosts away, one commit a wave, and leaves no trace", async () => {
    const { tenant } = stage;
    const product = stage.product();
    const before = [tenant.treeId(), product.treeId()];
    const project = await stage.project("waves", h + vd + vp + pd + pp + runtimeSource);
    expect((await project.up()).code).toBe(0);
    expect(tenant.subjects().slice(0, 2)).toEqual([
      "Register 2 clusters: vd, vp",
      "Register 3 clusters: h, pd, pp",
    ]);
    expect(product.subjects()[0]).toBe("Register deployment runtime dr-dev");
    const destroyed = await project.destroy();
    expect(destroyed.code).toBe(0);
    expect([tenant.treeId(), product.treeId()]).toEqual(before);
    const [last, ...earlier] = tenant.subjects();
    expect(last).toMatch(/^Deregister .*\bh\b/);
    expect(earlier.slice(0, earlier.indexOf("Register 2 clusters: vd, vp")).join("\n")).toMatch(
      /vd, vp/,
    );
    const deleted = [...destroyed.stdout.matchAll(/ConfigFiles (\S+)-registration deleted/g)].map(
      ([, name]) => name,
    );
    expect(deleted.slice(0, 1)).toEqual(["dr-dev"]);
    expect(deleted.slice(1, 3).sort()).toEqual(["vd", "vp"]);
    expect(deleted.slice(3).sort()).toEqual(["h", "pd", "pp"]);
    expect(await project.resources()).toEqual([]);
  });

  it("of a host with a virtual cluster of somebody else is refused with its name; the host's registration stays", async () => {
    const { tenant } = stage;
    const project = await stage.project("host", h);
    await project.up();
    const theirs =
      "apiVersion: nautes.resource.nautes.io/v1alpha1\nkind: Cluster\nmetadata:\n  name: theirs\nspec:\n  hostCluster: h\n  usage: worker\n";
    tenant.commit({ "nautes/overlays/production/clusters/theirs.yaml": theirs }, "Theirs");
    const tree = tenant.treeId();
    const refused = await project.destroy();
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("theirs");
    expect(tenant.treeId()).toBe(tree);
    expect((await project.resources()).some(({ type }) => type.endsWith("ConfigFiles"))).toBe(true);
  });

  it("is refused while an Environment of one of the productRepositories names the cluster", async () => {
    const product = stage.product();
    const project = await stage.project("used", h + vd, {
      "nautes:productRepositories": ["shop/default.project"],
    });
    expect((await project.up()).code).toBe(0);
    const head = stage.tenant.head();
    const refused = await project.destroy();
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("env-dev");
    expect(stage.tenant.head()).toBe(head);
    product.commit({ "envs/env-dev.yaml": null }, "No environment");
    expect((await project.destroy()).code).toBe(0);
  });

  it("forgets without deregistering with retainOnDelete", async () => {
    const retained = pd.replace(
      '"https://10.0.1.9:6443" }',
      '"https://10.0.1.9:6443" }, { retainOnDelete: true }',
    );
    const project = await stage.project("retained", retained);
    await project.up();
    const head = stage.tenant.head();
    expect((await project.destroy()).code).toBe(0);
    expect(stage.tenant.head()).toBe(head);
    expect(await project.resources()).toEqual([]);
  });

  it("is refused by protect", async () => {
    const guarded = pd.replace(
      '"https://10.0.1.9:6443" }',
      '"https://10.0.1.9:6443" }, { protect: true }',
    );
    const project = await stage.project("protected", guarded);
    await project.up();
    const head = stage.tenant.head();
    expect((await project.destroy()).code).not.toBe(0);
    expect(stage.tenant.head()).toBe(head);
  });

  it("of one --target touches nothing else, and needs the dependants to be named, too", async () => {
    const project = await stage.project("targets", h + vd + pd);
    await project.up();
    const resources = await project.resources();
    expect((await project.destroy("--target", urnOf(resources, "h"))).code).not.toBe(0);
    expect((await project.destroy("--target", urnOf(resources, "pd"))).code).toBe(0);
    expect(stage.tenant.paths().filter((path) => /\bpd\b/.test(path))).toEqual([]);
    expect(stage.tenant.paths()).toContain("nautes/overlays/production/clusters/vd.yaml");
  });

  it("of one cluster by taking it out of the program keeps its neighbours", async () => {
    const project = await stage.project("one", h + vd + vp);
    await project.up();
    project.program(tenantSource + h + vd);
    expect((await project.up()).code).toBe(0);
    const fresh = new Stage();
    try {
      const expected = await fresh.project("one", h + vd);
      await expected.up();
      expect(stage.tenant.files()).toEqual(fresh.tenant.files());
    } finally {
      fresh.close();
    }
  });
});
