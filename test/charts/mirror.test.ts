import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";

import { installPlan } from "../../components/charts/catalogue";
import type { ChartSourceChoice, ChartTenant } from "../../components/charts/model";
import { mirrorImages } from "../../components/charts/own-charts";
import { virtualClusterPlan } from "../../components/charts/virtual-cluster";
import { packageRoot } from "../support/plugin";
import { classes, clusterOf, tenant } from "./clusters";

function mirrored(mirror: ChartTenant["mirror"]): { tenant: ChartTenant } {
  return { tenant: { ...tenant, mirror } };
}

function chartOfArgoCd(mirror: ChartTenant["mirror"], chart?: ChartSourceChoice) {
  const cluster = clusterOf("virtual deployment", mirror && mirrored(mirror));
  return installPlan(cluster, { deployment: { chart } }).releases["argocd"]?.chart;
}

test.each(classes)("all charts of a %s cluster come from the mirror, but for our own", (of) => {
  const cluster = clusterOf(of, mirrored({ charts: "https://charts.example.com/all/" }));
  const releases = [
    ...Object.values(installPlan(cluster, {}).releases),
    ...(of.startsWith("virtual")
      ? Object.values(virtualClusterPlan(cluster, clusterOf("host")).releases)
      : []),
  ];
  for (const { chart } of releases) {
    const repository = chart.own ? undefined : "https://charts.example.com/all";
    expect([chart.name, chart.repository]).toEqual([chart.name, repository]);
  }
  const own = releases.filter(({ chart }) => chart.own).map(({ chart }) => chart.name);
  const dashboard = of.endsWith("pipeline") ? ["tekton-dashboard"] : [];
  expect(own).toEqual(of === "host" ? [] : ["hnc", ...dashboard]);
});

test("a registry is a mirror of charts, too", () => {
  expect(chartOfArgoCd({ charts: "oci://registry.example.com/charts/" })).toEqual({
    repository: undefined,
    name: "oci://registry.example.com/charts/argo-cd",
    version: "10.1.1",
  });
});

test("what a user says of a chart goes before the mirror", () => {
  const mirror = { charts: "https://charts.example.com" };
  expect(chartOfArgoCd(mirror, { version: "10.0.0" })).toEqual({
    repository: "https://charts.example.com",
    name: "argo-cd",
    version: "10.0.0",
  });
  expect(chartOfArgoCd(mirror, { repository: "https://mine.example.com" })).toEqual({
    repository: "https://mine.example.com",
    name: "argo-cd",
    version: "10.1.1",
  });
  expect(chartOfArgoCd(mirror, { name: "oci://mine.example.com/cd" })).toEqual({
    repository: undefined,
    name: "oci://mine.example.com/cd",
    version: "10.1.1",
  });
  expect(chartOfArgoCd(undefined, { name: "our-cd" })).toMatchObject({
    repository: "https://argoproj.github.io/argo-helm",
    name: "our-cd",
  });
});

test("a chart of our own gives way to one that the user names", () => {
  const plan = installPlan(clusterOf("virtual deployment"), {
    multiTenant: { chart: { name: "oci://mine.example.com/hnc", version: "2.0.0" } },
  });
  expect(plan.releases["hnc"]?.chart).toEqual({
    repository: undefined,
    name: "oci://mine.example.com/hnc",
    version: "2.0.0",
  });
});

test("a mirror has twice the time, a limit of the user's stays", () => {
  const cluster = clusterOf("virtual deployment", mirrored({ images: "m.example.com" }));
  const plan = installPlan(cluster, { secretSync: { chart: { timeoutSeconds: 60 } } });
  expect(plan.releases["argocd"]?.timeoutSeconds).toBe(1200);
  expect(plan.releases["external-secrets"]?.timeoutSeconds).toBe(60);
});

describe("the post-renderer of tekton", () => {
  const program = join(packageRoot, mirrorImages);

  function rendered(manifests: string) {
    return spawnSync(process.execPath, [program], { input: manifests, encoding: "utf8" });
  }

  test("is used with a mirror of images, and can be run", () => {
    const cluster = clusterOf("virtual pipeline", mirrored({ images: "m.example.com" }));
    expect(installPlan(cluster, {}).releases["tekton"]?.postrender).toBe(mirrorImages);
    const plain = installPlan(clusterOf("virtual pipeline"), {}).releases["tekton"];
    expect(plain && "postrender" in plain).toBe(false);
    expect(() => {
      accessSync(program, constants.X_OK);
    }).not.toThrow();
  });

  test("moves images and arguments that are images to where the controller's is, and nothing else", () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const { stdout, status } = rendered(`---
kind: ConfigMap
data:
  _example: "gcr.io/example/image:v1"
---
kind: Deployment
spec:
  containers:
    - image: "m.example.com:5000/hub/tektoncd/pipeline/controller-1a2b:v1.9.1@${digest}"
      args: [-nop-image, "ghcr.io/tektoncd/pipeline/nop:v1", -shell-image, 'cgr.dev/chainguard/busybox@${digest}', --url=https://hub.tekton.dev/v1:x]
    - image: busybox
    - name: other
      image: registry.k8s.io/pause:3.9 # a comment
      env: [{ name: METRICS_DOMAIN, value: tekton.dev/pipeline }]
`);
    expect(status).toBe(0);
    expect(stdout).toBe(`---
kind: ConfigMap
data:
  _example: "gcr.io/example/image:v1"
---
kind: Deployment
spec:
  containers:
    - image: "m.example.com:5000/hub/tektoncd/pipeline/controller-1a2b:v1.9.1@${digest}"
      args: [-nop-image, "m.example.com:5000/hub/tektoncd/pipeline/nop:v1", -shell-image, 'm.example.com:5000/hub/chainguard/busybox@${digest}', --url=https://hub.tekton.dev/v1:x]
    - image: m.example.com:5000/hub/busybox
    - name: other
      image: m.example.com:5000/hub/pause:3.9 # a comment
      env: [{ name: METRICS_DOMAIN, value: tekton.dev/pipeline }]
`);
    expect(rendered(stdout).stdout).toBe(stdout);
  });

  test("fails without the controller's image rather than let others through", () => {
    const { stdout, stderr, status } = rendered("kind: Deployment\nimage: ghcr.io/a/b:1\n");
    expect([stdout, status]).toEqual(["", 1]);
    expect(stderr).toContain("its mirror is unknown");
  });
});
