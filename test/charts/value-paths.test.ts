import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";

import { installPlan } from "../../components/charts/catalogue";
import type { ChartCluster, InstallPlan } from "../../components/charts/model";
import { ownCharts } from "../../components/charts/own-charts";
import { virtualClusterPlan } from "../../components/charts/virtual-cluster";
import { categoryNames } from "../../components/registration/categories";
import { packageRoot } from "../support/plugin";
import { classes, clusterOf, signingIn } from "./clusters";
import { leavesOf, shown } from "./leaves";
import { partsOf, valuePaths } from "./value-paths";

/** Read by the charts' templates, too: seen in what was rendered with them. */
const rendered: Readonly<Record<string, readonly string[]>> = {
  traefik: ["ingressClass.enabled"],
  "oauth2-proxy": ["ingress.pathType"],
  vcluster: ["controlPlane.distro.k8s.enabled"],
};

/** All that changes which values there are. */
const variants: Readonly<Record<string, Partial<ChartCluster>>> = {
  plain: {},
  "highly available": { ha: true },
  "signing in with a secret": { tenant: signingIn({ clientSecret: "s" }) },
  "signing in with an existing secret": { tenant: signingIn({ existingSecret: "s" }) },
  "with a mirror and a Git server of its own authority": {
    tenant: {
      ...signingIn({}),
      mirror: { charts: "https://charts.example.com", images: "mirror.example.com" },
      git: { address: "https://git.example.com:8443", caCertificate: "Git's authority" },
    },
  },
};

const resources = { limits: { memory: "1Gi" } };
const tolerations = [{ key: "platform", operator: "Exists" }];
const choices = Object.fromEntries(categoryNames.map((name) => [name, { resources, tolerations }]));

describe.each(Object.keys(variants))("%s", (variant) => {
  test.each(classes)("a %s cluster sets no value that its charts do not have", (clusterClass) => {
    const plan = installPlan(clusterOf(clusterClass, variants[variant]), choices);
    expect(unknownPaths(plan)).toEqual([]);
  });

  test("a virtual cluster's release sets no value that its chart does not have", () => {
    const cluster = clusterOf("virtual pipeline", variants[variant]);
    const plan = virtualClusterPlan(cluster, clusterOf("host"), { resources, tolerations });
    expect(unknownPaths(plan)).toEqual([]);
  });
});

test("resources and tolerations get to every chart", () => {
  for (const clusterClass of classes) {
    const { releases } = installPlan(clusterOf(clusterClass), choices);
    for (const [name, { values }] of Object.entries(releases)) {
      const text = JSON.stringify(values);
      expect([name, text.includes(JSON.stringify(tolerations))]).toEqual([name, true]);
      // The dashboard is no component of its own, so a user's choice is Tekton's.
      const given = text.includes(JSON.stringify(resources));
      expect([name, given]).toEqual([name, name !== "tekton-dashboard"]);
    }
  }
});

test("the versions of our own charts are those that they say", () => {
  for (const { name, version } of Object.values(ownCharts))
    expect(ownFile(name, "Chart.yaml")).toMatchObject({ name, version });
});

test("our chart of HNC has the values of the one that was never published", () => {
  const own = leavesOf(ownFile("hnc", "values.yaml")).map(({ path }) => shown(path).slice(1));
  const upstream = valuePaths.hnc.paths.filter((path) => path !== "hrq.enabled");
  const missing = upstream.filter((path) => !own.some((one) => one.startsWith(path)));
  expect(missing).toEqual([]);
});

test("the catalogue's charts are those of the versions whose values are known", () => {
  const versions = classes
    .flatMap((clusterClass) =>
      Object.values(installPlan(clusterOf(clusterClass), {}).releases).map(({ chart }) => chart),
    )
    .filter(({ own }) => !own);
  const known = Object.values(valuePaths).map(({ chart, version }) => `${chart} ${version}`);
  expect(versions.length).toBeGreaterThan(20);
  for (const { name, version } of versions) expect(known).toContain(`${name} ${version}`);
});

function unknownPaths({ releases }: InstallPlan): readonly string[] {
  return Object.entries(releases).flatMap(([name, { chart, values }]) => {
    const known = knownPaths(chart.name);
    return leavesOf(values)
      .filter(({ path }) => !known.some((one) => one.every((part, i) => part === path[i])))
      .map(({ path }) => `${name}: ${shown(path)}`);
  });
}

function knownPaths(chart: string): readonly (readonly string[])[] {
  const own = Object.values(ownCharts).some(({ name }) => name === chart);
  if (own) return leavesOf(ownFile(chart, "values.yaml")).map(({ path }) => path);
  const facts = Object.values(valuePaths).find((known) => known.chart === chart);
  return [...(facts?.paths ?? []), ...(rendered[chart] ?? [])].map(partsOf);
}

function ownFile(chart: string, file: string): unknown {
  return load(readFileSync(join(packageRoot, "components/charts/own", chart, file), "utf8"));
}
