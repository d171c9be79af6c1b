import { catalogue, installPlan } from "../../components/charts/catalogue";
import type { InstallPlan } from "../../components/charts/model";
import { emptyPlan, mergePlans, plan } from "../../components/charts/plans";
import { virtualClusterPlan, virtualKubernetes } from "../../components/charts/virtual-cluster";
import { categoryNames } from "../../components/registration/categories";
import type { ClusterClass } from "../../components/registration/categories";
import { versionProblem } from "../../provider/functions/cluster-preflight-version";
import { classes, clusterOf, tenant } from "./clusters";

/** Release → wave, the time it may take, namespace. */
const releases = {
  hnc: "3, 300 s, hnc-system",
  "external-secrets": "2, 300 s, external-secrets",
  argocd: "2, 600 s, argocd",
  vault: "2, 300 s, vault",
  traefik: "1, 300 s, traefik",
  "argo-rollouts": "2, 300 s, argo-rollouts",
  "argo-events": "2, 300 s, argo-events",
  tekton: "2, 600 s, tekton-pipelines",
  "tekton-dashboard": "4, 300 s, tekton-pipelines",
  "oauth2-proxy": "4, 300 s, oauth2-proxy",
};

const ofEveryWorker = ["hnc", "external-secrets", "argocd", "vault"] as const;
const dashboards = ["tekton", "tekton-dashboard"] as const;

const expected: Readonly<Record<ClusterClass, readonly (keyof typeof releases)[]>> = {
  "physical deployment": [...ofEveryWorker, "traefik", "argo-rollouts"],
  "physical pipeline": [...ofEveryWorker, "traefik", "argo-events", "oauth2-proxy", ...dashboards],
  host: ["traefik", "oauth2-proxy"],
  "virtual deployment": [...ofEveryWorker, "argo-rollouts"],
  "virtual pipeline": [...ofEveryWorker, "argo-events", ...dashboards],
};

test.each(classes)("a %s cluster gets its releases, each in its wave and namespace", (of) => {
  const planned = Object.entries(installPlan(clusterOf(of), {}).releases).map(
    ([name, { wave, timeoutSeconds, namespace }]) => [
      name,
      `${wave}, ${timeoutSeconds} s, ${namespace}`,
    ],
  );
  const wanted = expected[of].map((name) => [name, releases[name]]);
  expect(Object.fromEntries(planned)).toEqual(Object.fromEntries(wanted));
});

test.each(classes)("every namespace that a %s cluster's plan names is made by it", (of) => {
  const planned = installPlan(clusterOf(of), {});
  const named = [
    ...Object.values(planned.releases).map(({ namespace }) => namespace),
    ...Object.values(planned.objects).flatMap(({ manifest }) => manifest.metadata.namespace ?? []),
  ];
  expect(Object.keys(planned.namespaces).sort()).toEqual([...new Set(named)].sort());
});

test.each(classes)("every namespace of a %s cluster says whose it is", (of) => {
  const cluster = clusterOf(of);
  for (const labels of Object.values(installPlan(cluster, {}).namespaces))
    expect(labels).toMatchObject({ "pulumi-nautes/cluster": cluster.name });
});

test("hnc is alone in its wave, after all that makes pods of others", () => {
  for (const of of classes) {
    const alone = Object.entries(installPlan(clusterOf(of), {}).releases)
      .filter(([, { wave }]) => wave === 3)
      .map(([name]) => name);
    expect(alone).toEqual(of === "host" ? [] : ["hnc"]);
  }
});

test("certificates and credentials come before the releases, all else after them", () => {
  for (const of of classes)
    for (const { wave, manifest } of Object.values(installPlan(clusterOf(of), {}).objects))
      expect([manifest.kind, wave]).toEqual([manifest.kind, manifest.kind === "Secret" ? 0 : 4]);
});

test("operators are asked to delete their resources, in an order in which none needs one that is gone", () => {
  expect(installPlan(clusterOf("physical pipeline"), {}).cleanup.drain).toEqual([
    "subnamespaceanchors.hnc.x-k8s.io",
    "hierarchyconfigurations.hnc.x-k8s.io",
    "clusterpushsecrets.external-secrets.io",
    "pushsecrets.external-secrets.io",
    "clusterexternalsecrets.external-secrets.io",
    "externalsecrets.external-secrets.io",
    "secretstores.external-secrets.io",
    "clustersecretstores.external-secrets.io",
    "applicationsets.argoproj.io",
    "applications.argoproj.io",
    "appprojects.argoproj.io",
    "sensors.argoproj.io",
    "eventsources.argoproj.io",
    "eventbus.argoproj.io",
    "pipelineruns.tekton.dev",
    "taskruns.tekton.dev",
    "customruns.tekton.dev",
  ]);
  expect(installPlan(clusterOf("host"), {}).cleanup.drain).toEqual([]);
  const rollouts = catalogue.progressiveDelivery(clusterOf("physical deployment"), {}).cleanup;
  expect(rollouts.drain).toEqual([]);
});

test("every CRD that a chart leaves behind is known", () => {
  const counts = categoryNames.map((name) => {
    const of = name === "progressiveDelivery" ? "physical deployment" : "physical pipeline";
    return [name, new Set(catalogue[name](clusterOf(of), {}).cleanup.crds).size];
  });
  expect(Object.fromEntries(counts)).toEqual({
    deployment: 3,
    eventListener: 3,
    gateway: 25,
    multiTenant: 4,
    oauthProxy: 0,
    // Eight of Tekton, one of its dashboard.
    pipeline: 9,
    progressiveDelivery: 5,
    secretManagement: 0,
    secretSync: 25,
  });
});

test("webhooks that can block a cluster are waited for, and not left behind", () => {
  const planned = installPlan(clusterOf("physical pipeline"), {});
  const names = planned.readiness.webhooks.map(({ kind, name }) => `${kind.slice(0, 3)} ${name}`);
  expect(names.sort()).toEqual([
    "Mut hnc-mutating-webhook-configuration",
    "Mut vault-agent-injector-cfg",
    "Mut webhook.pipeline.tekton.dev",
    "Val config.webhook.pipeline.tekton.dev",
    "Val externalsecret-validate",
    "Val hnc-validating-webhook-configuration",
    "Val secretstore-validate",
    "Val validation.webhook.pipeline.tekton.dev",
  ]);
  expect(sorted(planned.cleanup.webhookConfigurations)).toEqual(sorted(planned.readiness.webhooks));
  expect(planned.readiness.probes.map(({ kind }) => kind)).toEqual(["Namespace"]);
});

test("the newest of the charts' demands on Kubernetes holds for all", () => {
  const lowest = classes.map((of) => installPlan(clusterOf(of), {}).kubernetes.atLeast);
  expect(lowest).toEqual(["1.25", "1.28", "1.25", "1.25", "1.28"]);
  const [narrow, wide] = [
    plan({ kubernetes: { atLeast: "1.9", below: "1.40" } }),
    plan({ kubernetes: { atLeast: "1.10", below: "1.36" } }),
  ];
  expect(mergePlans([narrow, wide]).kubernetes).toEqual({ atLeast: "1.10", below: "1.36" });
});

test.each(classes.filter((of) => of.startsWith("virtual")))(
  "what comes inside a %s cluster fits the Kubernetes that runs there",
  (of) => {
    const { atLeast, below } = installPlan(clusterOf(of), {}).kubernetes;
    const range = { minVersion: atLeast, belowVersion: below };
    expect(versionProblem(virtualKubernetes, range)).toBeUndefined();
  },
);

test("a host has, for each virtual cluster, its release in a namespace of its own", () => {
  const of = clusterOf("virtual deployment");
  const onHost = virtualClusterPlan(of, clusterOf("host"));
  expect(onHost.namespaces).toEqual({ c1: { "pulumi-nautes/cluster": "c1" } });
  expect(onHost.releases).toMatchObject({ c1: { namespace: "c1", timeoutSeconds: 900 } });
  expect(Object.keys(onHost.objects)).toEqual(["c1-ca"]);
  const bare = virtualClusterPlan({ ...of, tenant: { ...tenant, oidc: {} } }, clusterOf("host"));
  expect(bare.objects).toEqual({});
  expect(JSON.stringify(bare.releases)).not.toContain("oidc");
});

test("two plans of one release are a mistake, none at all is nothing", () => {
  const one = installPlan(clusterOf("host"), {});
  expect(() => mergePlans([one, one])).toThrow("both install traefik");
  expect(mergePlans([])).toEqual(emptyPlan);
});

function sorted(list: InstallPlan["readiness"]["webhooks"]): readonly unknown[] {
  return [...list].sort((a, b) => a.name.localeCompare(b.name));
}
