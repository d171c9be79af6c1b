import { diagnostics } from "../support/diagnostics";
import { clusterSource, runtimeSource, Stage } from "../support/stage";

const { pd, h, vd } = clusterSource;
const record = "nautes/overlays/production/clusters/vd.yaml";
const pushed = `apiVersion: nautes.resource.nautes.io/v1alpha1
kind: Cluster
metadata:
  name: vd
  labels:
    pulumi-nautes/delivery: push
spec:
  usage: worker
  workerType: deployment
`;

function runtime(changes: string): string {
  return runtimeSource.replace("cluster: vd,", changes);
}

describe("A runtime that is not delivered like its cluster", () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));
  afterEach(() => stage.close());

  it("is refused by pull where the cluster's record says push, in preview and in up", async () => {
    const product = stage.product();
    stage.tenant.commit({ [record]: pushed }, "A pushed cluster");
    const given = 'cluster: { clusterName: "vd" }, delivery: "pull",';
    const project = await stage.project("pulled", runtime(given));
    const head = product.head();
    for (const refused of [await project.pulumi("preview"), await project.up()]) {
      expect(refused.code).not.toBe(0);
      expect(diagnostics(refused.output)).toContain(
        'Runtime dr-dev is delivered by pull, and cluster vd by push. Give dr-dev delivery: "push", or another cluster.',
      );
    }
    expect(product.head()).toBe(head);
    stage.tenant.commit({ [record]: pushed.replace(": push", ": other") }, "No more");
    expect((await project.up()).code).toBe(0);
  });

  it("is refused by push on a component that pull delivers, beside what else is wrong", async () => {
    stage.product();
    const body = h + vd + runtime('cluster: vd, delivery: "push", runtimeName: "DR",');
    const project = await stage.project("pushed", body);
    const refused = await project.pulumi("preview");
    expect(refused.code).not.toBe(0);
    const said = diagnostics(refused.output);
    expect(said).toContain('delivery: is "push", and cluster vd is delivered by pull; give');
    expect(said).toContain("cluster.kubeconfig: is missing");
    expect(said).toContain("runtimeName: ");
  });

  it("is delivered like the component that it names, without being told", async () => {
    stage.product();
    const project = await stage.project("same", pd + h + vd + runtimeSource);
    expect((await project.up()).code).toBe(0);
    const types = (await project.resources()).map(({ type }) => type);
    expect(types.filter((type) => type.startsWith("kubernetes:"))).toEqual([]);
  });
});
