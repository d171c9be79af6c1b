import { load } from "js-yaml";

import { installPlan } from "../../components/charts/catalogue";
import { virtualClusterPlan } from "../../components/charts/virtual-cluster";
import { classValues, virtualClusterValues } from "./class-values";
import { classes, clusterOf } from "./clusters";
import { leavesOf, shown } from "./leaves";

/** What we set beyond what is needed, and why it does no harm. */
const besides = [
  // The chart's own defaults.
  "traefik.providers.kubernetesIngress.ingressEndpoint.hostname",
  "traefik.ingressClass.enabled",
  "traefik.ingressClass.isDefaultClass",
  "hnc.image.repository",
  "hnc.image.tag",
  "tekton-dashboard.image.repository",
  // What others than the first example have left out.
  "hnc.manager.resources.limits.cpu",
  "hnc.manager.resources.limits.memory",
  "hnc.manager.resources.requests.cpu",
  "hnc.manager.resources.requests.memory",
  "external-secrets.extraVolumes",
  "external-secrets.extraVolumeMounts",
  'argocd.configs.cm["kustomize.buildOptions"]',
  "oauth2-proxy.extraArgs.cookie-secure",
  "oauth2-proxy.extraArgs.provider-ca-file",
  "oauth2-proxy.extraVolumes",
  "oauth2-proxy.extraVolumeMounts",
  // A bus of a version that the chart's list is sure to have.
  "argo-events.configs.jetstream.versions",
  // A client without a secret.
  "oauth2-proxy.extraArgs.code-challenge-method",
  "oauth2-proxy.extraArgs.client-secret-file",
  // Users of the virtual cluster's API sign in as those of the dashboards do.
  "c1.controlPlane.distro.k8s.apiServer.extraArgs",
  "c1.controlPlane.statefulSet.persistence.addVolumes",
  "c1.controlPlane.statefulSet.persistence.addVolumeMounts",
];

test.each(classes)("a %s cluster gets the values that its charts need", (clusterClass) => {
  const { releases } = installPlan(clusterOf(clusterClass), {});
  expectValues(load(classValues[clusterClass]), valuesOf(releases));
});

test("a virtual cluster gets the values that its chart needs", () => {
  const { releases } = virtualClusterPlan(clusterOf("virtual deployment"), clusterOf("host"));
  expectValues({ c1: load(virtualClusterValues) }, valuesOf(releases));
});

test("a host with a name gives its Ingresses that, not an address", () => {
  const plan = installPlan(clusterOf("host", { nodeAddress: "node.example.com" }), {});
  expect(plan.releases["traefik"]?.values).toMatchObject({
    providers: { kubernetesIngress: { ingressEndpoint: { ip: "", hostname: "node.example.com" } } },
  });
});

function valuesOf(
  releases: Readonly<Record<string, { readonly values: unknown }>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(releases).map(([name, { values }]) => [name, values]));
}

function expectValues(needed: unknown, planned: unknown): void {
  const ours = new Map(leavesOf(planned).map(({ path, value }) => [shown(path).slice(1), value]));
  const theirs = new Map(leavesOf(needed).map(({ path, value }) => [shown(path).slice(1), value]));
  expect(Object.fromEntries(ours)).toMatchObject(Object.fromEntries(theirs));
  const more = [...ours.keys()].filter((path) => !theirs.has(path) && !besides.includes(path));
  expect(more).toEqual([]);
}
