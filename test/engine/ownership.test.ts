import { diagnostics } from "../support/diagnostics";
import { clusterSource, Stage, tenantSource } from "../support/stage";

const { pd, h, vd } = clusterSource;
const h2 =
  'const h2 = new nautes.HostCluster("h2", { delivery: "pull", tenant, apiServer: "https://10.0.7.9:6443" });\n';

/** Before → after: the tree must end as if it had been so from the start. */
const moves: [string, string, string][] = [
  [
    "a resource renamed without alias",
    pd,
    pd.replace('PhysicalCluster("pd", {', 'PhysicalCluster("renamed", { clusterName: "pd",'),
  ],
  [
    "a HostCluster turned into a PhysicalCluster of the same name",
    h,
    'new nautes.PhysicalCluster("h", { delivery: "pull", tenant, workerType: "deployment", apiServer: "https://10.0.0.9:6443" });\n',
  ],
  [
    "a virtual cluster moved to another host",
    h + h2 + vd,
    h + h2 + vd.replace("hostCluster: h,", "hostCluster: h2,"),
  ],
  ["a changed workerType", pd, pd.replace('"deployment"', '"pipeline"')],
  ["a changed cluster name", pd, pd.replace("tenant,", 'clusterName: "edge-1", tenant,')],
];

describe("Ownership", () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));
  afterEach(() => stage.close());

  it.each(moves)("moves without loss: %s", async (_, before, after) => {
    expect(after).not.toBe(before);
    const fresh = new Stage();
    try {
      const expected = await fresh.project("moves", after);
      expect((await expected.up()).code).toBe(0);
      const project = await stage.project("moves", before);
      expect((await project.up()).code).toBe(0);
      const from = stage.tenant.head();
      const kept = stage.tenant.paths().filter((path) => fresh.tenant.paths().includes(path));
      project.program(tenantSource + after);
      const moved = await project.up();
      expect(moved.output).not.toContain("error:");
      expect(stage.tenant.files()).toEqual(fresh.tenant.files());
      for (const commit of stage.tenant
        .git("rev-list", `${from}..main`)
        .split("\n")
        .filter(Boolean)) {
        const then = stage.tenant.git("ls-tree", "-r", "--name-only", commit).trim().split("\n");
        expect(kept.filter((path) => !then.includes(path))).toEqual([]);
      }
      expect((await project.preview("--expect-no-changes")).code).toBe(0);
    } finally {
      fresh.close();
    }
  });

  it("refuses the same cluster in a second stack, naming the first", async () => {
    const first = await stage.project("first", pd);
    expect((await first.up()).code).toBe(0);
    const head = stage.tenant.head();
    const second = await stage.project("second", pd.replace("10.0.1.9", "10.0.1.10"));
    for (const refused of [await second.preview(), await second.up()]) {
      expect(refused.code).not.toBe(0);
      expect(refused.output).toContain("first/dev");
    }
    expect(stage.tenant.head()).toBe(head);
  });

  it("refuses two resources of one program that claim the same files, whichever comes first", async () => {
    const twin =
      'new nautes.PhysicalCluster("a-twin", { delivery: "pull", clusterName: "pd", tenant, workerType: "pipeline", apiServer: "https://10.0.1.9:6443" });\n';
    const project = await stage.project("twins", pd);
    await project.up();
    const head = stage.tenant.head();
    for (const body of [twin + pd, pd + twin]) {
      project.program(tenantSource + body);
      const refused = await project.pulumi("preview");
      expect(refused.code).not.toBe(0);
      expect(diagnostics(refused.output)).toMatch(
        /is claimed by \S+::(pd|a-twin)-registration of the same run, too|belongs to this resource, but \S+ claims it, too/,
      );
    }
    expect(stage.tenant.head()).toBe(head);
  });
});
