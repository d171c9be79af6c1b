import { deployedReleases, objectsOf, unreadyPods } from "./plane-objects";
import { PushStage } from "./push-stage";
import type { Cluster } from "../../sandbox/cluster";

let stage: PushStage;
let physical: Cluster;

beforeAll(async () => {
  stage = await new PushStage().start();
  physical = await stage.plane("one");
});

afterAll(() => stage.stop());

const classes = {
  "a physical deployment cluster": {
    name: "pd",
    source: 'new nautes.PhysicalCluster("pd", { ...common, workerType: "deployment" });',
    releases: ["argo-rollouts", "argocd", "external-secrets", "hnc", "traefik", "vault"],
  },
  "a physical pipeline cluster": {
    name: "pp",
    source: 'new nautes.PhysicalCluster("pp", { ...common, workerType: "pipeline" });',
    releases: [
      "argo-events",
      "argocd",
      "external-secrets",
      "hnc",
      "oauth2-proxy",
      "tekton",
      "tekton-dashboard",
      "traefik",
      "vault",
    ],
  },
  "a host": {
    name: "h",
    source: 'new nautes.HostCluster("h", common);',
    releases: ["oauth2-proxy", "traefik"],
  },
};

describe.each(Object.entries(classes))("%s", (_, { name, source, releases }) => {
  test("comes up from nothing, stays as it is, and leaves only CRDs", async () => {
    const { plane } = physical;
    const before = await objectsOf(plane);
    const subjects = stage.tenant.subjects();
    const files = stage.tenant.paths();
    const project = await stage.project(
      name,
      `const common = ${JSON.stringify({ delivery: "push", apiServer: plane.server, kubeconfig: plane.kubeconfig })};
       common.tenant = tenant;
       ${source}`,
    );
    const preview = await project.preview();
    expect(preview.code === 0 ? "" : preview.output).toBe("");
    expect(preview.output).toContain("kubernetes:helm.sh/v3:Release");
    expect(await objectsOf(plane)).toEqual(before);
    expect(stage.tenant.subjects()).toEqual(subjects);

    const up = await project.up();
    expect(up.code === 0 ? "" : up.output).toBe("");
    expect(await deployedReleases(plane)).toEqual(releases);
    expect(await unreadyPods(plane)).toEqual([]);
    const kept = await stage.vault.request("GET", `cluster/data/kubernetes/${name}/default/admin`);
    expect(kept.status).toBe(200);

    const again = await project.up("--expect-no-changes");
    expect(again.code === 0 ? "" : again.output).toBe("");

    const destroy = await project.destroy();
    expect(destroy.code === 0 ? "" : destroy.output).toBe("");
    const left = [...(await objectsOf(plane))].filter((object) => !before.includes(object));
    expect(left.filter((object) => !object.startsWith("CustomResourceDefinition "))).toEqual([]);
    const gone = await stage.vault.request("GET", `cluster/data/kubernetes/${name}/default/admin`);
    expect(gone.status).toBe(404);
    expect(stage.tenant.paths()).toEqual(files);
  });
});
