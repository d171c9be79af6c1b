import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import type { Plain } from "./plugin-world";
import { nowhere, PluginWorld } from "./plugin-world";

let world: PluginWorld;
let folder: string;
beforeAll(async () => {
  world = await PluginWorld.start();
  folder = mkdtempSync(join(tmpdir(), "diagnosis-"));
  writeFileSync(join(folder, "kubeconfig"), world.plane.kubeconfig);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.stop();
});

/** A workload that pod security admission lets into a `restricted` namespace, but for what `more` says. */
function workload(
  kind: "Deployment" | "StatefulSet",
  name: string,
  more: Plain,
  context: Plain = {},
) {
  const labels = { app: name };
  const securityContext = {
    runAsNonRoot: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
    ...context,
  };
  const containers = [{ name: "main", image: "example.com/main:1", securityContext }];
  const template = { metadata: { labels }, spec: { containers, ...more } };
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name },
    spec: { selector: { matchLabels: labels }, template },
  };
}

/** Has the real Helm install a chart of these manifests, and fail to in a few seconds. */
async function helmInstall(release: string, namespace: string, manifests: readonly object[]) {
  const chart = join(folder, release);
  mkdirSync(join(chart, "templates"), { recursive: true });
  writeFileSync(join(chart, "Chart.yaml"), "apiVersion: v2\nname: bad\nversion: 1.0.0\n");
  writeFileSync(
    join(chart, "templates", "all.yaml"),
    manifests.map((manifest) => stringify(manifest)).join("---\n"),
  );
  const flags = ["--namespace", namespace, "--kubeconfig", join(folder, "kubeconfig")];
  const args = ["install", release, chart, ...flags, "--wait", "--timeout", "4s"];
  return promisify(execFile)("helm", args).catch((error: unknown) => String(error));
}

async function warnings(releases: readonly Plain[], more: Plain = {}): Promise<string[]> {
  const { result } = await world.plugin.invoke("nautes:index:clusterPreflight", {
    kubeconfig: world.plane.kubeconfig,
    releases,
    ...more,
  });
  return result["warnings"] as string[];
}

test("of a release that Helm gave up is said which workloads are not ready, and why", async () => {
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  await world.namespace("locked", { labels });
  const said = await helmInstall("bad", "locked", [
    workload("Deployment", "forbidden", {}, { privileged: true, allowPrivilegeEscalation: true }),
    workload("Deployment", "homeless", { nodeSelector: { "example.com/disk": "none" } }),
    workload("StatefulSet", "unmade", { hostNetwork: true }),
    workload("Deployment", "fine", {}),
  ]);
  expect(said).toContain("context deadline exceeded");
  const [warning, ...others] = await warnings([{ name: "bad", namespace: "locked" }]);
  expect(others).toEqual([]);
  expect(warning).toMatch(
    /^Release bad in namespace locked is not deployed \(failed since \d{4}-\d\d-\d\dT[\d:]+Z\): /,
  );
  expect(warning).toMatch(
    /Deployment forbidden: pods "forbidden-.*" is forbidden: violates PodSec/,
  );
  expect(warning).toMatch(/Deployment homeless: Pod homeless-.*: Unschedulable, .* node/);
  expect(warning).toMatch(
    /StatefulSet unmade: .*FailedCreate: .*violates PodSecurity.*hostNetwork/,
  );
  expect(warning).not.toContain("fine");
  expect(warning).toMatch(/\nRemove that cause, then run `pulumi up` again\.$/);
});

test("one that became ready after Helm gave up says so", async () => {
  const selector = { "example.com/disk": "late" };
  await helmInstall("late", "default", [
    workload("Deployment", "late", { nodeSelector: selector }),
  ]);
  const patch = { spec: { template: { spec: { nodeSelector: null } } } };
  const path = "/apis/apps/v1/namespaces/default/deployments/late";
  await world.plane.request("PATCH", path, patch);
  await world.until(path, (found) => {
    const { status } = found as unknown as { status?: Record<string, unknown> };
    return status?.["updatedReplicas"] === 1 && status["availableReplicas"] === 1;
  });
  expect(await warnings([{ name: "late", namespace: "default" }])).toEqual([
    expect.stringMatching(/what it consists of is ready by now: run `pulumi up` again\.$/),
  ]);
});

test("one whose operation was cut off is named with the record that Helm stumbles over", async () => {
  await world.plane.request("POST", "/api/v1/namespaces/default/secrets", {
    metadata: {
      name: "sh.helm.release.v1.cut.v1",
      labels: { owner: "helm", name: "cut", status: "pending-install", version: "1" },
    },
  });
  expect(await warnings([{ name: "cut", namespace: "default" }])).toEqual([
    expect.stringMatching(
      /\(pending-install\): .* cut off.*\n.*Secret sh\.helm\.release\.v1\.cut\.v1/,
    ),
  ]);
});

test("one whose removal was cut off is to be destroyed again", async () => {
  await world.plane.request("POST", "/api/v1/namespaces/default/secrets", {
    metadata: {
      name: "sh.helm.release.v1.going.v3",
      labels: { owner: "helm", name: "going", status: "uninstalling", version: "3" },
    },
  });
  const [warning = ""] = await warnings([{ name: "going", namespace: "default" }]);
  expect(warning).toMatch(/\(uninstalling\): its removal was cut off/);
  expect(warning).toContain("run `pulumi destroy` again");
  expect(warning).not.toContain("delete Secret");
});

test("one that was mended after it failed is well", async () => {
  for (const [version, status] of Object.entries({ 1: "failed", 2: "deployed" })) {
    const labels = { owner: "helm", name: "mended", status, version };
    const metadata = { name: `sh.helm.release.v1.mended.v${version}`, labels };
    await world.plane.request("POST", "/api/v1/namespaces/default/secrets", { metadata });
  }
  expect(await warnings([{ name: "mended", namespace: "default" }])).toEqual([]);
});

test("of what is deployed, not there, or cannot be asked for nothing is said", async () => {
  await helmInstall("good", "default", [
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "g" } },
  ]);
  const releases = [
    { name: "good", namespace: "default" },
    { name: "absent", namespace: "none" },
  ];
  expect(await warnings(releases)).toEqual([]);
  expect(await warnings(releases, { kubeconfig: nowhere })).toEqual([]);
});
