import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dump, loadAll } from "js-yaml";

import { installPlan } from "../../components/charts/catalogue";
import type {
  ChartChoice,
  ChartCluster,
  InstallPlan,
  Manifest,
  ReleasePlan,
} from "../../components/charts/model";
import { virtualClusterPlan } from "../../components/charts/virtual-cluster";
import { categoryNames } from "../../components/registration/categories";
import type { ClusterClass } from "../../components/registration/categories";
import { standInFolder, vclusterChartFolder } from "../../sandbox/chart-repository/archives";
import { classes, clusterOf, signingIn, tenant } from "../charts/clusters";
import { packageRoot } from "../support/plugin";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "charts-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const choice: ChartChoice = {
  resources: { limits: { memory: "1Gi" } },
  tolerations: [{ key: "platform", operator: "Exists" }],
};
const mirror = "mirror.example.com:5000/hub";

/** All that a class of cluster can set in the values of its charts. */
const variants: readonly (readonly [string, Partial<ChartCluster>, ChartChoice])[] = [
  ["by default", {}, {}],
  ["with all that can be set", { ha: true, tenant: signingIn({ clientSecret: "s" }) }, choice],
  ["without certificates", { tenant: { ...tenant, caCertificate: undefined } }, {}],
];

describe.each(variants)("%s", (_, more, chosen) => {
  test.each(classes)("helm renders every chart of a %s cluster", (of) => {
    for (const [name, release] of Object.entries(planOf(of, more, chosen).releases))
      expect([name, rendered(name, release).length > 0]).toEqual([name, true]);
  });

  test("helm renders vcluster's own chart, whose schema is closed", () => {
    const objects = rendered("c1", onHost(more, chosen).releases["c1"]!);
    expect(objects.find(({ kind }) => kind === "StatefulSet")?.metadata.name).toBe("c1");
    const service = objects.find(
      ({ kind, metadata }) => kind === "Service" && metadata.name === "c1",
    );
    // One port alone: a second one would take a NodePort of its own.
    expect(service).toMatchObject({ spec: { type: "NodePort", ports: [{ nodePort: 31443 }] } });
  });
});

test("a plan lists the CRDs and webhooks of its charts", () => {
  for (const of of classes) {
    const { releases, cleanup } = planOf(of, {}, {});
    const objects = Object.entries(releases).flatMap(([name, release]) => rendered(name, release));
    expect(namesOf(objects, /^CustomResourceDefinition$/)).toEqual(unique(cleanup.crds));
    expect(namesOf(objects, /WebhookConfiguration$/)).toEqual(
      unique(cleanup.webhookConfigurations.map(({ name }) => name)),
    );
  }
});

describe("with a mirror of images", () => {
  const more = {
    ha: true,
    tenant: { ...signingIn({ clientSecret: "s" }), mirror: { images: mirror } },
  };

  test.each(classes)("no object of a %s cluster names another registry", (of) => {
    for (const [name, release] of Object.entries(planOf(of, more, {}).releases)) {
      const objects = rendered(name, release);
      expectMirrored(name, imagesOf(objects));
      expect(JSON.stringify(objects)).not.toMatch(
        /\b(docker\.io|ghcr\.io|gcr\.io|quay\.io|cgr\.dev|registry\.k8s\.io|public\.aws|amazonaws|microsoft)\b/,
      );
    }
  });

  test("no pod of a virtual cluster's control plane does", () => {
    expectMirrored("c1", imagesOf(rendered("c1", onHost(more, {}).releases["c1"]!)));
  });

  test("without it they come from elsewhere, so that the above is no matter of course", () => {
    const { releases } = planOf("physical pipeline", {}, {});
    const elsewhere = Object.entries(releases).filter(([name, release]) =>
      imagesOf(rendered(name, release)).some((image) => !image.startsWith(`${mirror}/`)),
    );
    expect(elsewhere.map(([name]) => name)).toEqual(Object.keys(releases));
  });
});

test("our charts please helm's strictest look", () => {
  const charts = ["hnc", "tekton-dashboard"].map(ownFolder);
  expect(() => helm(["lint", "--strict", "--quiet", ...charts])).not.toThrow();
});

test("our chart of HNC does without webhooks", () => {
  const release = planOf("virtual deployment", { ha: true }, {}).releases["hnc"]!;
  const values = { ...release.values, webhooks: { enabled: false } };
  const objects = rendered("hnc", { ...release, values });
  expect(namesOf(objects, /Webhook|^Deployment$/)).toEqual(["hnc-controller-manager"]);
  expect(JSON.stringify(objects)).toContain("--no-webhooks");
  const served = rendered("hnc", release);
  expect(namesOf(served, /^Deployment$/)).toEqual([
    "hnc-controller-manager",
    "hnc-controller-manager-ha",
  ]);
  const excluded = ["kube-system", "hnc-system", "argocd", "nautes"];
  for (const name of excluded)
    expect(JSON.stringify(served)).toContain(`--excluded-namespace=${name}`);
});

function planOf(of: ClusterClass, more: Partial<ChartCluster>, chosen: ChartChoice): InstallPlan {
  const choices = Object.fromEntries(categoryNames.map((name) => [name, chosen]));
  return installPlan(clusterOf(of, more), choices);
}

function onHost(more: Partial<ChartCluster>, chosen: ChartChoice): InstallPlan {
  return virtualClusterPlan(clusterOf("virtual pipeline", more), clusterOf("host"), chosen);
}

function rendered(name: string, release: ReleasePlan): readonly Manifest[] {
  const values = join(folder, "values.yaml");
  writeFileSync(values, dump(release.values));
  const { chart, namespace, postrender } = release;
  const source = chart.own
    ? ownFolder(chart.name)
    : chart.name === "vcluster"
      ? (vclusterChartFolder() ?? "")
      : standInFolder(chart.name);
  const through =
    postrender === undefined ? [] : ["--post-renderer", join(packageRoot, postrender)];
  const text = helm([
    "template",
    name,
    source,
    "-n",
    namespace,
    "-f",
    values,
    "--include-crds",
    ...through,
  ]);
  return (loadAll(text) as (Manifest | null)[]).filter((object) => object !== null);
}

function ownFolder(name: string): string {
  return join(packageRoot, "components/charts/own", name);
}

function helm(args: readonly string[]): string {
  return execFileSync("helm", args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** All values of keys that end in "image", in texts of ConfigMaps, too; and arguments that a registry's host begins. */
function imagesOf(objects: readonly Manifest[]): readonly string[] {
  return objects.flatMap((object) =>
    [...JSON.stringify(object).matchAll(/image(?:\\?"|)?: ?\\?"?([^\s"\\,}{[]+)/gi)].map(
      ([, image = ""]) => image,
    ),
  );
}

function expectMirrored(name: string, images: readonly string[]): void {
  expect([name, images.length > 0]).toEqual([name, true]);
  const others = images.filter((image) => !image.startsWith(`${mirror}/`));
  expect([name, others]).toEqual([name, []]);
}

function namesOf(objects: readonly Manifest[], kind: RegExp): readonly string[] {
  return unique(objects.filter((one) => kind.test(one.kind)).map(({ metadata }) => metadata.name));
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
