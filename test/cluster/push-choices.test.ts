import { dump } from "js-yaml";

import type { PulumiProject } from "../support/pulumi-project";
import { deployedReleases, objectsOf, unreadyPods } from "./plane-objects";
import { commonSource, PushStage } from "./push-stage";
import type { Cluster } from "../../sandbox/cluster";

/** Nothing listens there, and nothing need: kwok pulls no image. */
const images = "mirror.example.com:5000/hub";

let stage: PushStage;
let one: Cluster;
let project: PulumiProject;
let before: readonly string[];

beforeAll(async () => {
  stage = await new PushStage().start();
  one = await stage.plane("one");
  project = await stage.project("choices", "");
  before = await objectsOf(one.plane);
});

afterAll(() => stage.stop());

function given(more: object): void {
  stage.program(
    project,
    `${commonSource(one, { ha: true, ...more })}new nautes.PhysicalCluster("pp", { ...common, workerType: "pipeline" });`,
    { mirror: { charts: stage.charts.url, images } },
  );
}

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: Record<"containers" | "initContainers", readonly { image: string }[] | undefined>;
}

interface Workload {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly replicas: number };
}

async function listed<Item>(path: string): Promise<readonly Item[]> {
  return ((await one.plane.request("GET", path)) as { items: readonly Item[] }).items;
}

test("with a mirror no object on the cluster names another host of charts or images", async () => {
  given({});
  const up = await project.up();
  expect(up.code === 0 ? "" : up.output).toBe("");
  expect(await unreadyPods(one.plane)).toEqual([]);

  const pods = await listed<Pod>("/api/v1/pods");
  const pulled = pods.flatMap(({ spec }) =>
    [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ image }) => image),
  );
  expect(pulled.length).toBeGreaterThan(10);
  expect(pulled.filter((image) => !image.startsWith(`${images}/`))).toEqual([]);
  expect(registriesIn(dump(await workloads()))).toEqual([]);
  expect(registriesIn(dump(await listed("/api/v1/configmaps")))).toEqual([]);
});

test("highly available means two of each that can have a second", async () => {
  const deployments = await listed<Workload>("/apis/apps/v1/deployments");
  const replicas = Object.fromEntries(
    deployments.map(({ metadata, spec }) => [metadata.name, spec.replicas]),
  );
  expect(replicas).toMatchObject({ traefik: 2, "oauth2-proxy": 2, "external-secrets": 2 });
});

test("jenkins in place of tekton is installed when tekton has gone, and the rest stays; HNC's configuration alone outlives it", async () => {
  const chart = { repository: stage.charts.url, name: "jenkins", version: "5.8.0" };
  const values = { controller: { image: { registry: images } } };
  const pipeline = { name: "jenkins", namespace: "jenkins", chart: { ...chart, values } };
  const multiTenant = { additions: { syncResourceTypes: "core/Secret" } };
  given({ components: { pipeline, multiTenant } });
  const up = await project.up();
  expect(up.code === 0 ? "" : up.output).toBe("");
  expect(await deployedReleases(one.plane)).toEqual([
    "argo-events",
    "argocd",
    "external-secrets",
    "hnc",
    "jenkins",
    "oauth2-proxy",
    "traefik",
    "vault",
  ]);
  expect(await unreadyPods(one.plane)).toEqual([]);
  const objects = await objectsOf(one.plane);
  expect(objects).toContain("StatefulSet jenkins/jenkins");
  expect(objects.filter((name) => /^(?!CustomResourceDefinition ).*\btekton/.test(name))).toEqual(
    [],
  );

  const destroy = await project.destroy();
  expect(destroy.code === 0 ? "" : destroy.output).toBe("");
  const left = (await objectsOf(one.plane)).filter((object) => !before.includes(object));
  expect(left.filter((object) => !object.startsWith("CustomResourceDefinition "))).toEqual([
    "HNCConfiguration /config",
  ]);
});

async function workloads(): Promise<readonly unknown[]> {
  const kinds = ["deployments", "statefulsets", "daemonsets"].map((kind) => `apps/v1/${kind}`);
  return (
    await Promise.all([...kinds, "batch/v1/jobs"].map((kind) => listed(`/apis/${kind}`)))
  ).flat();
}

/** Hosts that public images come from, in a text; not those of labels and API groups. */
function registriesIn(text: string): string[] {
  const hosts =
    /\b(docker\.io|ghcr\.io|quay\.io|gcr\.io|registry\.k8s\.io|cgr\.dev|public\.ecr\.aws|[\w.-]+\.gcr\.io)\/[\w./-]+/g;
  return [...new Set(text.match(hosts) ?? [])];
}
