import { diagnostics } from "../support/diagnostics";
import { clusterSource, productFiles, runtimeSource, Stage, tenantSource } from "../support/stage";

const { pd, pp, h, vd, vp } = clusterSource;
const everything = h + vd + vp + pd + pp + runtimeSource;

/** Leaves of a physical deployment cluster's files that derive from the URL of its API server. */
const derivedLeaves = ["apiServer", "host", "primaryDomain", "url", "values"];

describe("A preview", () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));
  afterEach(() => stage.close());

  it("of the whole quickstart on a repository without clusters succeeds, names every file with its content, and writes nothing", async () => {
    const product = stage.product();
    const before = [stage.tenant, product].map((one) => [one.head(), one.objects()]);
    const project = await stage.project("first", everything);
    const preview = await project.preview();
    expect(preview.output).not.toContain("error:");
    expect(preview.code).toBe(0);
    expect([stage.tenant, product].map((one) => [one.head(), one.objects()])).toEqual(before);
    expect((await project.up()).code).toBe(0);
    for (const repository of [stage.tenant, product]) {
      const written = repository
        .paths()
        .filter((path) => !/README|envs|code-repos|projects/.test(path));
      expect(written.filter((path) => !preview.stdout.includes(path))).toEqual([]);
    }
    expect(preview.stdout).toMatch(/apiServer\s*: "https:\/\/10\.0\.0\.9:31456"/);
  });

  it("of a cluster whose API server is not known yet shows all paths and all other leaves", async () => {
    const unknown =
      'const marker = new nautes.ConfigFiles("marker", { subject: "marker file", documents: { "marker.yaml": { a: 1 } } });\n' +
      'new nautes.PhysicalCluster("pd", { delivery: "pull", tenant, workerType: "deployment", apiServer: marker.commit.apply((id) => `https://10.0.1.${id.length}:6443`) });\n';
    const project = await stage.project("unknown", unknown);
    const preview = await project.preview();
    expect(preview.code).toBe(0);
    expect((await project.up()).code).toBe(0);
    const paths = stage.tenant.paths().filter((path) => path !== "README.md");
    expect(paths.filter((path) => !preview.stdout.includes(path))).toEqual([]);
    expect(preview.stdout).toMatch(/apiServer\s*: \[unknown\]/);
    expect(preview.stdout).toMatch(/workerType\s*: "deployment"/);
    const unknowns = [...preview.stdout.matchAll(/([\w"\[\].-]+)\s*: \[unknown\]/g)].map(
      ([, leaf]) => leaf,
    );
    expect([...new Set(unknowns)].sort()).toEqual(derivedLeaves);
    expect(stage.tenant.text("nautes/overlays/production/clusters/pd.yaml")).toContain(
      "apiServer: https://10.0.1.40:6443",
    );
  });

  it("shows everything of a cluster whose host comes from a stack reference", async () => {
    const host = await stage.project("host", `${h}exports.host = h.reference;\n`);
    host.program(`${tenantSource}${h}module.exports = { host: h.reference };\n`);
    expect((await host.up()).code).toBe(0);
    const body =
      'const other = new pulumi.StackReference("organization/host/dev");\n' +
      vd.replace("hostCluster: h,", 'hostCluster: other.getOutput("host"),');
    const project = await stage.project("virtual", body, {}, host);
    const preview = await project.preview();
    expect(preview.output).not.toContain("error:");
    expect(preview.stdout).not.toContain("[unknown]");
    expect(preview.stdout).toContain("host-clusters/h/vclusters/vd/vcluster-app.yaml");
    expect((await project.up()).code).toBe(0);
    expect(stage.tenant.text("host-clusters/h/production/vcluster-appset.yaml")).toContain(
      "cluster: vd",
    );
  });

  it("with five independent mistakes reports all five", async () => {
    stage.tenant.commit({ "runtimes/pp-runtime/runtime-app.yaml": "kind: Mine\n" }, "In the way");
    const mistakes =
      pp + // a foreign file is in the way
      pd.replace("https://10.0.1.9:6443", "localhost") + // no URL
      'new nautes.PhysicalCluster("Bad_Name", { delivery: "pull", tenant, workerType: "deployment", apiServer: "https://10.0.3.9:6443" });\n' +
      vd.replace(
        "hostCluster: h,",
        'hostCluster: { clusterName: "nowhere", apiServer: "https://10.0.0.9:6443", gatewayHttpsNodePort: 30443 },',
      ) + // no such host
      'new nautes.PhysicalCluster("ports", { delivery: "pull", tenant, workerType: "deployment", apiServer: "https://10.0.4.9:6443", components: { gateway: { name: "traefik", additions: { httpsNodePort: "99999" } } } });\n';
    const project = await stage.project("mistakes", mistakes);
    const preview = await project.pulumi("preview");
    expect(preview.code).not.toBe(0);
    const told = diagnostics(preview.output);
    for (const sentence of [
      /The file runtimes\/pp-runtime\/runtime-app\.yaml exists already, with other content/,
      /apiServer: "localhost"/,
      /clusterName: "Bad_Name"/,
      /needs nowhere as its host, and no host of that name is registered/,
      /httpsNodePort: "99999"/,
    ]) {
      expect(told).toMatch(sentence);
    }
    expect(preview.output).not.toMatch(/\n\s+at .*\.js:\d+/);
    expect(stage.tenant.subjects()[0]).toBe("In the way");
  });

  it("refuses a runtime whose product is not as it needs it, saying everything that is missing", async () => {
    stage.product({
      ...productFiles,
      "envs/env-dev.yaml": "kind: Nothing\n",
      "projects/api-server/api-server.yaml": "kind: Nothing\n",
    });
    const project = await stage.project("runtime", h + vd + runtimeSource);
    const preview = await project.pulumi("preview");
    expect(preview.code).not.toBe(0);
    const told = diagnostics(preview.output);
    expect(told).toMatch(/nvironment .*env-dev/);
    expect(told).toMatch(/roject .*api-server/);
  });
});
