import { installPlan } from "../../components/charts/catalogue";
import type { ChartChoice, ChartCluster } from "../../components/charts/model";
import { chartNeeds, choiceProblems } from "../../components/charts/needs";
import { virtualClusterPlan } from "../../components/charts/virtual-cluster";
import { classes, clusterOf, signingIn, tenant } from "./clusters";

const jenkins: ChartChoice = {
  name: "jenkins",
  namespace: "ci",
  chart: { repository: "https://charts.example.com", name: "jenkins", version: "5.8.1" },
};

test("jenkins in place of tekton is its namespace and its release, and nothing of tekton stays", () => {
  const plan = installPlan(clusterOf("physical pipeline"), { pipeline: jenkins });
  expect(plan.namespaces["ci"]).toEqual({ "pulumi-nautes/cluster": "c1" });
  expect(plan.releases["jenkins"]).toEqual({
    namespace: "ci",
    wave: 2,
    chart: { repository: "https://charts.example.com", name: "jenkins", version: "5.8.1" },
    values: {},
    timeoutSeconds: 600,
  });
  const { objects, cleanup, readiness, releases } = plan;
  const rest = JSON.stringify([Object.keys(objects), cleanup, readiness, Object.keys(releases)]);
  expect(rest).not.toContain("tekton");
  expect(JSON.stringify(releases["hnc"]?.values)).toContain('"ci"');
  expect(JSON.stringify(releases["hnc"]?.values)).not.toContain("tekton");
});

test("jenkins in a virtual cluster leaves no sign-in of a dashboard at its host", () => {
  const [cluster, host] = [clusterOf("virtual pipeline"), clusterOf("host")];
  const ofTekton = Object.keys(virtualClusterPlan(cluster, host).objects);
  const ofJenkins = Object.keys(
    virtualClusterPlan(cluster, host, {}, { pipeline: jenkins }).objects,
  );
  expect(ofTekton).toEqual(expect.arrayContaining(["oauth-c1", "tekton-dashboard-sign-in-c1"]));
  expect(ofJenkins).toEqual(["c1-ca"]);
});

test("a component without a chart that the catalogue knows is refused, as is a place that a chart cannot have", () => {
  expect(choiceProblems("physical pipeline", { pipeline: { name: "jenkins" } })).toEqual([
    {
      path: "components.pipeline.chart.name",
      message: "is missing; give the name of a chart for jenkins; the catalogue has tekton alone.",
    },
    {
      path: "components.pipeline.chart.version",
      message:
        "is missing; give the version of the chart for jenkins; the catalogue has tekton alone.",
    },
  ]);
  expect(choiceProblems("physical pipeline", { pipeline: { namespace: "ci" } })).toEqual([
    {
      path: "components.pipeline.namespace",
      message: "cannot be changed: tekton works in tekton-pipelines only; leave it out.",
    },
  ]);
  expect(choiceProblems("host", { pipeline: { name: "jenkins" } })).toEqual([]);
  expect(choiceProblems("physical pipeline", { pipeline: jenkins })).toEqual([]);
});

test("two components of one name or in one namespace are refused", () => {
  expect(
    choiceProblems("physical deployment", {
      gateway: { namespace: "argocd" },
      secretSync: { ...jenkins, name: "vault", namespace: "sync" },
    }).map(({ path }) => path),
  ).toEqual(["components.gateway.namespace", "components.secretSync.name"]);
});

test("what moves to another namespace is found there by all that refer to it", () => {
  const plan = installPlan(clusterOf("physical pipeline"), {
    gateway: { namespace: "edge" },
    deployment: { namespace: "cd" },
  });
  expect(plan.releases["traefik"]?.namespace).toBe("edge");
  expect(plan.objects["oauth-c1"]?.manifest.metadata.namespace).toBe("edge");
  expect(plan.objects["argocd-oidc"]).toBeUndefined();
  expect(JSON.stringify(plan.objects["tekton-dashboard-ingress"])).toContain(
    "edge-oauth-c1@kubernetescrd",
  );
  expect(plan.releases["hnc"]?.values).toMatchObject({
    hncExcludeNamespaces: expect.arrayContaining(["edge", "cd"]),
  });
  expect(Object.keys(plan.namespaces)).not.toContain("traefik");
});

test("resources that HNC copies to the namespaces below are named as the API names them", () => {
  const plan = installPlan(clusterOf("physical pipeline"), {
    multiTenant: {
      additions: {
        syncResourceTypes: "tekton.dev/Pipeline, core/Secret,a.example/Policy,b.example/tasks",
      },
    },
  });
  expect(plan.objects["hnc-configuration"]).toMatchObject({
    wave: 4,
    manifest: {
      kind: "HNCConfiguration",
      metadata: { name: "config" },
      spec: {
        resources: [
          { group: "tekton.dev", resource: "pipelines", mode: "Propagate" },
          { group: "", resource: "secrets", mode: "Propagate" },
          { group: "a.example", resource: "policies", mode: "Propagate" },
          { group: "b.example", resource: "tasks", mode: "Propagate" },
        ],
      },
    },
  });
});

test("highly available means two of each that can have a second", () => {
  const cluster: Partial<ChartCluster> = { ha: true };
  const { releases } = installPlan(clusterOf("physical pipeline", cluster), {});
  const rollouts = installPlan(clusterOf("physical deployment", cluster), {}).releases;
  expect({ ...releases, ...rollouts }).toMatchObject({
    traefik: { values: { deployment: { replicas: 2 } } },
    argocd: {
      values: {
        server: { replicas: 2 },
        repoServer: { replicas: 2 },
        applicationSet: { replicas: 2 },
      },
    },
    "argo-rollouts": { values: { controller: { replicas: 2 } } },
    "argo-events": { values: { controller: { replicas: 2 }, webhook: { replicas: 2 } } },
    "external-secrets": {
      values: {
        replicaCount: 2,
        leaderElect: true,
        webhook: { replicaCount: 2 },
        certController: { replicaCount: 2 },
      },
    },
    vault: { values: { injector: { replicas: 2 } } },
    "oauth2-proxy": { values: { replicaCount: 2 } },
    hnc: { values: { ha: { enabled: true } } },
    "tekton-dashboard": { values: { replicas: 2 } },
  });
});

test("a tenant lacks only what a chart of the class needs", () => {
  for (const of of classes) expect(chartNeeds(of, tenant)).toEqual([]);
  const vault = ["tenant.vault.address"];
  const oidc = ["tenant.oidc.issuer", "tenant.oidc.clientId"];
  expect(paths("host", {})).toEqual(oidc);
  expect(paths("physical pipeline", {})).toEqual([...vault, ...oidc]);
  expect(paths("virtual pipeline", {})).toEqual(vault);
  expect(paths("virtual deployment", { oidc: { clientSecret: "s" } })).toEqual([...vault, ...oidc]);
  expect(paths("virtual deployment", signingIn({ issuer: "http://dex.example.com" }))).toEqual([
    "tenant.oidc.issuer",
  ]);
  expect(chartNeeds("physical deployment", {})).toEqual([
    {
      path: "tenant.vault.address",
      message: "is missing; give Vault's URL, for the vault chart.",
    },
  ]);
});

function paths(...given: Parameters<typeof chartNeeds>): readonly string[] {
  return chartNeeds(...given).map(({ path }) => path);
}
