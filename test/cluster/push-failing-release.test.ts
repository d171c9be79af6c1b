import { diagnostics } from "../support/diagnostics";
import { stepsOf } from "../support/engine-events";
import type { PulumiProject } from "../support/pulumi-project";
import { deployedReleases, objectsOf } from "./plane-objects";
import { commonSource, namesIn, PushStage } from "./push-stage";
import type { Cluster } from "../../sandbox/cluster";

let stage: PushStage;
let host: Cluster;
let project: PulumiProject;

beforeAll(async () => {
  stage = await new PushStage().start();
  host = await stage.plane("one");
  project = await stage.project("failing", "");
});

afterAll(() => stage.stop());

/** A namespace that does not end is waited for 20 s, not for 10 minutes. */
function given(more: object): void {
  stage.program(
    project,
    `${commonSource(host, { ...more })}new nautes.HostCluster("h", common, { customTimeouts: { delete: "20s" } });`,
  );
}

const tooBig = { requests: { cpu: "1000" } };

test("a release that fails keeps what it needs, and the message says which", async () => {
  const before = await objectsOf(host.plane);
  const gateway = { resources: tooBig, chart: { timeoutSeconds: 10 } };
  given({ components: { gateway } });
  const up = await project.up();
  expect(up.code).toBe(1);
  expect(diagnostics(up.output)).toMatch(
    /Helm release "traefik\/traefik" was created, but failed to initialize/,
  );
  expect(await namesIn(project)).toEqual([
    "h nautes:index:HostCluster",
    "h-cleanup nautes:index:ClusterCleanup",
    "h-cookie-secret nautes:index:GeneratedSecret",
    "h-credential nautes:index:ClusterCredential",
    "h-namespace-oauth2-proxy kubernetes:core/v1:Namespace",
    "h-namespace-traefik kubernetes:core/v1:Namespace",
    "h-oauth2-proxy-creds kubernetes:core/v1:Secret",
    "h-registration nautes:index:ConfigFiles",
    "h-traefik kubernetes:helm.sh/v3:Release",
  ]);
  expect(stage.tenant.paths()).toContain("nautes/overlays/production/clusters/h.yaml");
  expect((await objectsOf(host.plane)).filter((object) => !before.includes(object))).toEqual(
    expect.arrayContaining([
      "Deployment traefik/traefik",
      "Secret oauth2-proxy/oauth2-proxy-creds",
    ]),
  );
});

test("a run with what was wrong put right says why it had failed, and finishes", async () => {
  const commits = stage.tenant.subjects();
  given({});
  const up = await project.up();
  expect(up.code === 0 ? "" : up.output).toBe("");
  expect(diagnostics(up.output)).toMatch(
    /Release traefik in namespace traefik is not deployed \(failed since .*Insufficient cpu/,
  );
  expect(stage.tenant.subjects()).toEqual(commits);
  const again = await project.up("--expect-no-changes");
  expect(again.code === 0 ? "" : again.output).toBe("");
});

test("another client certificate changes the credential, and no release", async () => {
  const commits = stage.tenant.subjects();
  given({ kubeconfig: host.plane.clientFor("admin", ["system:masters"]) });
  const { ran, steps } = await stepsOf(project, "up");
  expect(ran.code === 0 ? "" : ran.output).toBe("");
  const done = steps.filter(({ type }) => type !== "pulumi:pulumi:Stack");
  expect(done.map(({ op, name }) => `${op} ${name}`).sort()).toEqual([
    "update h-cleanup",
    "update h-credential",
    "update h-installed",
    "update h-kubernetes",
    "update h-readiness",
  ]);
  expect(stage.tenant.subjects()).toEqual(commits);
});

test("a webhook that never answers is named before anything is deleted", async () => {
  const before = await namesIn(project);
  await hang(host);
  const hung = await project.destroy();
  expect(hung.code).toBe(1);
  expect(diagnostics(hung.output)).toMatch(
    /The webhook foreign\.example\.com of ValidatingWebhookConfiguration foreign does not answer, so that we cannot delete \w+ oauth2-proxy\//,
  );
  expect(diagnostics(hung.output)).toContain(
    "(`kubectl delete validatingwebhookconfiguration foreign`), then run again.",
  );
  expect(await namesIn(project)).toEqual(before);
  await host.plane.request("DELETE", `${admission}/foreign`);
});

test("a virtual cluster of another stack is named before anything of its host is deleted", async () => {
  const before = await namesIn(project);
  const releases = await deployedReleases(host.plane);
  const file = "nautes/overlays/production/clusters/foreign.yaml";
  const spec = "spec: { usage: worker, workerType: deployment, hostCluster: h }";
  const record = `kind: Cluster\nmetadata: { name: foreign }\n${spec}\n`;
  stage.tenant.commit({ [file]: record }, "Add a virtual cluster");
  const refused = await project.destroy();
  expect(refused.code).toBe(1);
  expect(diagnostics(refused.output)).toMatch(
    /Virtual cluster foreign is on host h\. Deregister or move it first\..* \[guard-failed/,
  );
  expect(await namesIn(project)).toEqual(before);
  expect(await deployedReleases(host.plane)).toEqual(releases);
  stage.tenant.commit({ [file]: null }, "Remove it");
});

test("that a living cluster would be forgotten with all that is on it is told before", async () => {
  given({ ifUnreachable: "detach" });
  const { code, output } = await project.preview();
  expect(code === 0 ? "" : output).toBe("");
  expect(output).toMatch(/leave it on a cluster that is there\.\s+Set `ifUnreachable`/);
  given({});
});

test("a failed step of a destroy keeps all that it needs, and a run without its cause finishes", async () => {
  const files = stage.tenant.paths();
  const maps = "/api/v1/namespaces/traefik/configmaps";
  const finalizers = ["example.com/hold"];
  await host.plane.request("POST", maps, { metadata: { name: "anchor", finalizers } });
  const stuck = await project.destroy();
  expect(stuck.code).toBe(1);
  expect(diagnostics(stuck.output)).toContain(
    "warning: Namespace traefik cannot end while it holds ConfigMap traefik/anchor (finalizer example.com/hold)",
  );
  expect(await namesIn(project)).toEqual([
    "h nautes:index:HostCluster",
    "h-cookie-secret nautes:index:GeneratedSecret",
    "h-credential nautes:index:ClusterCredential",
    "h-namespace-traefik kubernetes:core/v1:Namespace",
    "h-registration nautes:index:ConfigFiles",
  ]);
  expect(stage.tenant.paths()).toEqual(files);

  await host.plane.request("PATCH", `${maps}/anchor`, { metadata: { finalizers: null } });
  const destroy = await project.destroy();
  expect(destroy.code === 0 ? "" : destroy.output).toBe("");
  expect(await namesIn(project)).toEqual([]);
  expect(stage.tenant.paths()).toEqual(["README.md"]);
});

const admission = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";

/** From now on nothing in the proxy's namespace is deleted: somebody else's webhook never answers. */
async function hang({ plane, webhooks }: Cluster): Promise<void> {
  await webhooks.behave("default/foreign", "hang");
  await plane.request("POST", "/api/v1/namespaces/default/services", {
    metadata: { name: "foreign" },
    spec: { ports: [{ port: 443 }] },
  });
  await plane.request("POST", admission, {
    metadata: { name: "foreign" },
    webhooks: [
      {
        name: "foreign.example.com",
        failurePolicy: "Fail",
        sideEffects: "None",
        timeoutSeconds: 2,
        admissionReviewVersions: ["v1"],
        clientConfig: { service: { namespace: "default", name: "foreign" } },
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "oauth2-proxy" } },
        rules: [{ apiGroups: ["*"], apiVersions: ["*"], operations: ["DELETE"], resources: ["*"] }],
      },
    ],
  });
}
