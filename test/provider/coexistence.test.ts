import { rejection } from "../support/plugin";
import { SharedTenant, asked, clustersList, hostFiles, ours } from "./coexisting";
import { urn } from "./world";

// Each request to Nautes is whole clones: a second alone, several on a machine with more to do.
jest.setTimeout(120_000);

const hosts = "tenant/production/host-cluster-appset.yaml";

let tenant: SharedTenant;
beforeEach(() => {
  tenant = new SharedTenant();
});
afterEach(() => tenant.end());

it("a virtual cluster of ours lives on a host of Nautes', whose next writes keep it", async () => {
  await tenant.begin();
  await tenant.byNautes("hn", asked.host());
  const own = await tenant.byUs("vo", ours.virtual("vo", "hn", 31001));
  expect(tenant.repository.text(clustersList)).toContain("  - vo.yaml\n");
  const alone = tenant.repository.paths();
  const { set, ingress, middleware } = hostFiles("hn");

  // Its middlewares are glued together now: the host has two virtual pipeline clusters.
  await tenant.byNautes("vn", asked.virtual("hn", 31002));
  expect(tenant.repository.text(middleware)).toContain("30443---\n");
  expect([tenant.listed(), tenant.inSet(set)]).toEqual([
    ["hn", "vn", "vo"],
    ["vn", "vo"],
  ]);
  expect((await tenant.drift("vo", own)).sort()).toEqual([ingress, middleware]);
  const mended = await tenant.up("vo", own);
  expect(await tenant.drift("vo", mended)).toEqual([]);
  expect(tenant.documents(ingress).map(({ metadata }) => metadata.name)).toEqual([
    "vn-tekton-dashboard",
    "vo-tekton-dashboard",
  ]);
  expect(tenant.documents(middleware)).toHaveLength(4);

  await tenant.nautes.deleteCluster("vn");
  expect(await tenant.nautes.settled()).toEqual([]);
  expect(tenant.repository.paths()).toEqual(alone);
  await expect(tenant.nautes.deleteCluster("hn")).rejects.toThrow("referenced by vo");
  expect(await tenant.drift("vo", mended)).toEqual([]);
  await tenant.destroy("vo", mended);
  expect([tenant.listed(), tenant.inSet(hosts)]).toEqual([["hn"], ["hn"]]);
  expect(tenant.repository.paths().filter((path) => path.includes("vo"))).toEqual([]);
});

it("what Nautes writes over a host of ours, for a virtual cluster of its own, is drift and restored", async () => {
  await tenant.begin();
  const host = await tenant.byUs("ho", ours.host("ho"));
  await tenant.byNautes("vn", asked.virtual("ho", 31001, "deployment"));
  const proxy = "host-clusters/ho/production/oauth2-proxy-app.yaml";
  expect(tenant.repository.text(proxy)).toContain("clientSecret: plain");
  // The other files say the same in another style; of text within a file, as of values, the style counts.
  const values = "host-clusters/ho/production/traefik-app.yaml";
  expect((await tenant.drift("ho", host)).sort()).toEqual([proxy, values]);
  const restored = await tenant.up("ho", host);
  expect(tenant.repository.text(proxy)).not.toContain("plain");
  expect(tenant.repository.text(proxy)).toContain("existingSecret: oidc-client");
  expect(await tenant.drift("ho", restored)).toEqual([]);
  expect(tenant.inSet(hostFiles("ho").set)).toEqual(["vn"]);

  const refused = await rejection(tenant.destroy("ho", restored));
  expect(refused.details).toMatch(/vn/);
  await tenant.nautes.deleteCluster("vn");
  expect(await tenant.nautes.settled()).toEqual([]);
  await tenant.destroy("ho", await tenant.up("ho", restored));
  expect(tenant.repository.paths().filter((path) => path.includes("ho/"))).toEqual([]);
});

it("comments and entries without a file get lost when Nautes writes a list; ours come back", async () => {
  const list = "kind: Kustomization\nresources:\n  # by hand\n  - ../extra/by-hand.yaml\n";
  await tenant.begin({}, { [clustersList]: list });
  const own = await tenant.byUs("po", ours.worker("po"));
  expect(tenant.repository.text(clustersList)).toContain("# by hand");
  await tenant.byNautes("pn", asked.worker("deployment"));
  expect(tenant.repository.text(clustersList)).not.toContain("by-hand");
  expect(tenant.listed()).toEqual(["po", "pn"]);
  // Nautes takes the members from the files, so one whose file does not parse drops out, and is drift.
  const record = "nautes/overlays/production/clusters/po.yaml";
  tenant.repository.commit({ [record]: "kind: [\n" }, "Break");
  await tenant.byNautes("pn", asked.worker("deployment"));
  expect(tenant.listed()).toEqual(["pn"]);
  expect((await tenant.drift("po", own)).sort()).toEqual([clustersList, record].sort());
  const restored = await tenant.up("po", own);
  expect(tenant.listed().sort()).toEqual(["pn", "po"]);
  await tenant.destroy("po", restored);
  await tenant.nautes.deleteCluster("pn");
  expect(tenant.listed()).toEqual([]);
});

it("a cluster that Nautes wrote is refused, named with its last commit, and taken over with adopt", async () => {
  await tenant.begin();
  await tenant.byNautes("pn", asked.worker("deployment"));
  const before = tenant.repository.head();
  const { plugin, repository } = { plugin: tenant.world.plugin, repository: tenant.repository };
  const inputs = { ...ours.worker("pn"), repository: repository.name };
  const checked = await plugin.check(urn("pn"), inputs);
  const refused = await rejection(plugin.create(urn("pn"), checked.inputs));
  expect(refused.details).toMatch(/Nautes Caller[^]*adopt/);
  expect(repository.head()).toBe(before);
  const own = await tenant.byUs("pn", ours.worker("pn"), { adopt: true });
  expect(await tenant.drift("pn", own)).toEqual([]);
  expect(tenant.listed()).toEqual(["pn"]);
  // Nautes' own save of it afterwards is drift like any other.
  await tenant.byNautes("pn", asked.worker("deployment"));
  expect((await tenant.drift("pn", own)).length).toBeGreaterThan(2);
  await tenant.destroy("pn", await tenant.up("pn", own));
  expect(repository.paths().filter((path) => path.includes("pn"))).toEqual([]);
});
