import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

import { apiClient, type ApiClient } from "../../sandbox/control-plane/api-client";
import type { VirtualClusterRunner } from "../../sandbox/virtual-clusters/runner";
import { startVirtualClusterRunner } from "../../sandbox/virtual-clusters/runner";
import type { PulumiProject } from "../support/pulumi-project";
import { deployedReleases, objectsOf, unreadyPods } from "./plane-objects";
import { PushStage } from "./push-stage";
import type { Cluster } from "../../sandbox/cluster";

const apis = { vd: "https://127.0.0.1:31856", vp: "https://127.0.0.1:31857" };
const inside = {
  vd: ["argo-rollouts", "argocd", "external-secrets", "hnc", "vault"],
  vp: ["argo-events", "argocd", "external-secrets", "hnc", "tekton", "tekton-dashboard", "vault"],
};
const names = ["vd", "vp"] as const;

const folder = mkdtempSync(join(tmpdir(), "push-virtual-"));
let stage: PushStage;
let host: Cluster;
let runner: VirtualClusterRunner;
let project: PulumiProject;
let before: { readonly objects: string[]; readonly files: string[]; readonly subjects: string[] };

beforeAll(async () => {
  stage = await new PushStage().start();
  host = await stage.plane("host");
  runner = await startVirtualClusterRunner({ host: host.plane, folder });
  const { server: apiServer, kubeconfig } = host.plane;
  project = await stage.project(
    "virtual",
    `const host = new nautes.HostCluster("h", {
       tenant, delivery: "push", apiServer: ${JSON.stringify(apiServer)}, kubeconfig: ${JSON.stringify(kubeconfig)},
     });
     const common = { tenant, delivery: "push", hostCluster: host };
     new nautes.VirtualCluster("vd", { ...common, workerType: "deployment", apiServer: "${apis.vd}" });
     new nautes.VirtualCluster("vp", { ...common, workerType: "pipeline", apiServer: "${apis.vp}" });`,
  );
  before = {
    objects: await objectsOf(host.plane),
    files: stage.tenant.paths(),
    subjects: stage.tenant.subjects(),
  };
});

afterAll(async () => {
  await runner.stop();
  await stage.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("a preview from nothing shows what comes inside, and makes nothing", async () => {
  const { code, output } = await project.preview();
  expect(code === 0 ? "" : output).toBe("");
  for (const name of names) {
    for (const release of ["vcluster", ...inside[name]]) {
      expect(output).toContain(`kubernetes:helm.sh/v3:Release::${name}-${release}]`);
    }
  }
  expect(output).toContain('url                   : "https://argocd.vd.127.0.0.1.nip.io:30443"');
  expect(output).toMatch(/httpsNodePort: 31856/);
  expect(await objectsOf(host.plane)).toEqual(before.objects);
  expect(stage.tenant.subjects()).toEqual(before.subjects);
});

test("up brings a host and both kinds of virtual cluster up from nothing", async () => {
  const { code, output } = await project.up();
  expect(code === 0 ? "" : output).toBe("");
  expect(await deployedReleases(host.plane)).toEqual(["oauth2-proxy", "traefik", ...names]);
  expect(await unreadyPods(host.plane)).toEqual([]);
});

describe.each(names)("%s", (name) => {
  test("its API answers at its NodePort with the kubeconfig that Vault has", async () => {
    const kubeconfig = await kept(name);
    const { clusters } = parse(kubeconfig) as { clusters: { cluster: { server: string } }[] };
    expect(clusters[0]?.cluster.server).toBe(apis[name]);
    await asAdministrator(name, async (client) => {
      expect(await client.request("GET", "/readyz")).toBe("ok");
    });
  });

  test("each release inside is deployed, each pod Ready", async () => {
    await asAdministrator(name, async (client) => {
      expect(await deployedReleases(client)).toEqual(inside[name]);
      expect(await unreadyPods(client)).toEqual([]);
    });
  });
});

test("a second up changes nothing", async () => {
  const { code, output } = await project.up("--expect-no-changes");
  expect(code === 0 ? "" : output).toBe("");
});

test("destroy leaves the host, Vault and the config repo as they were, but for Traefik's CRDs", async () => {
  const { code, output } = await project.destroy();
  expect(code === 0 ? "" : output).toBe("");
  const left = (await objectsOf(host.plane)).filter((object) => !before.objects.includes(object));
  // What the gateway's chart brings in its `crds/`, which Helm leaves.
  expect(
    left.filter((object) => !/^CustomResourceDefinition \/\w+(\.hub)?\.traefik\.io$/.test(object)),
  ).toEqual([]);
  for (const name of ["h", ...names]) {
    const { status } = await stage.vault.request("GET", pathOf(name));
    expect(`${name}: ${status}`).toBe(`${name}: 404`);
  }
  expect(stage.tenant.paths()).toEqual(before.files);
  expect(runner.running()).toEqual([]);
});

async function kept(name: string): Promise<string> {
  const { body } = await stage.vault.request("GET", pathOf(name));
  return (body as { data: { data: { kubeconfig: string } } }).data.data.kubeconfig;
}

function pathOf(name: string): string {
  return `cluster/data/kubernetes/${name}/default/admin`;
}

async function asAdministrator(
  name: string,
  act: (client: ApiClient) => Promise<void>,
): Promise<void> {
  const client = apiClient(await kept(name));
  try {
    await act(client);
  } finally {
    client.close();
  }
}
