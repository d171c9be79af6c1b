import { diagnostics } from "../support/diagnostics";
import type { PulumiProject } from "../support/pulumi-project";
import { deployedReleases, objectsOf } from "./plane-objects";
import { until, untilGone } from "./control-plane-world";
import { commonSource, PushStage } from "./push-stage";
import type { Cluster } from "../../sandbox/cluster";

let stage: PushStage;
let host: Cluster;
let project: PulumiProject;
let before: readonly string[];

beforeAll(async () => {
  stage = await new PushStage().start();
  host = await stage.plane("one");
  project = await stage.project("refused", "");
  before = await objectsOf(host.plane);
});

afterAll(() => stage.stop());

/** What a preview tells is wrong; it must be wrong, and nothing may have changed. */
async function refusal(more: object): Promise<string> {
  stage.program(project, `${commonSource(host, { ...more })}new nautes.HostCluster("h", common);`);
  const { code, output } = await project.pulumi("preview");
  expect(code).toBe(1);
  await expectNothing();
  return diagnostics(output).replaceAll(/^ +/gm, "");
}

async function expectNothing(): Promise<void> {
  expect(await objectsOf(host.plane)).toEqual(before);
  expect(stage.tenant.paths()).toEqual(["README.md"]);
  expect(await kept()).toBe(404);
}

async function kept(): Promise<number> {
  const path = "cluster/data/kubernetes/h/default/admin";
  return (await stage.vault.request("GET", path)).status;
}

test("a chart's version that is not there is named with those that are", async () => {
  const components = { gateway: { chart: { version: "1.2.3" } } };
  expect(await refusal({ components })).toContain(
    `error: Chart traefik 1.2.3 is not in ${stage.charts.url}: it has 41.3.0.\n` +
      "Correct the chart's name or version, or bring the mirror up to date. [chart-not-found]\n",
  );
});

test("a NodePort in use is named with the Service that has it", async () => {
  const services = "/api/v1/namespaces/default/services";
  await host.plane.request("POST", services, {
    metadata: { name: "foreign" },
    spec: { type: "NodePort", ports: [{ port: 80, nodePort: 30443 }] },
  });
  const there = before;
  before = await objectsOf(host.plane);
  expect(await refusal({})).toContain(
    "error: NodePort 30443, wanted for the gateway's HTTPS, is taken by Service default/foreign.\n" +
      "Choose another port, or change that Service. [node-port-taken]\n",
  );
  await host.plane.request("DELETE", `${services}/foreign`);
  before = there;
});

test("a namespace that somebody else made is refused, and stays as it is", async () => {
  const namespaces = "/api/v1/namespaces";
  await host.plane.request("POST", namespaces, { metadata: { name: "traefik" } });
  await host.plane.request("POST", `${namespaces}/traefik/configmaps`, {
    metadata: { name: "theirs" },
  });
  // What Kubernetes itself puts into each.
  await until(host.plane, `${namespaces}/traefik/serviceaccounts/default`, () => true);
  await until(host.plane, `${namespaces}/traefik/configmaps/kube-root-ca.crt`, () => true);
  const there = before;
  before = await objectsOf(host.plane);
  const sentence =
    "error: Namespace traefik is there already and was made by somebody else: it has no label pulumi-nautes/cluster=h.\n";
  expect(await refusal({})).toContain(sentence);
  const up = await project.up();
  expect(up.code).toBe(1);
  expect(diagnostics(up.output).replaceAll(/^ +/gm, "")).toContain(sentence);
  const destroy = await project.destroy();
  expect(destroy.code === 0 ? "" : destroy.output).toBe("");
  await expectNothing();
  await host.plane.request("DELETE", `${namespaces}/traefik`);
  await untilGone(host.plane, `${namespaces}/traefik`);
  before = there;
});

test("a Secret that the user makes is asked for before anything is installed, where it can be made", async () => {
  const oidc = { issuer: "https://dex.example.com", clientId: "nautes", existingSecret: "sso" };
  const source = `${commonSource(host)}new nautes.HostCluster("h", common);`;
  stage.program(project, source, { oidc });
  const up = await project.up();
  expect(up.code).toBe(1);
  expect(diagnostics(up.output).replaceAll(/^ +/gm, "")).toContain(
    "Secret oauth2-proxy/sso does not exist.\nCreate Secret sso now in namespace oauth2-proxy, which is there for it, " +
      "with client-id, client-secret, cookie-secret, then run again;",
  );
  expect(await deployedReleases(host.plane)).toEqual([]);

  const data = { "client-id": "YQ==", "client-secret": "YQ==", "cookie-secret": "YQ==" };
  await host.plane.request("POST", "/api/v1/namespaces/oauth2-proxy/secrets", {
    metadata: { name: "sso" },
    data,
  });
  const again = await project.up();
  expect(again.code === 0 ? "" : again.output).toBe("");
  expect(await deployedReleases(host.plane)).toEqual(["oauth2-proxy", "traefik"]);
  const destroy = await project.destroy();
  expect(destroy.code === 0 ? "" : destroy.output).toBe("");
  const objects = await objectsOf(host.plane);
  before = [...before, ...objects.filter((name) => name.startsWith("CustomResourceDefinition "))];
  expect(objects).toEqual([...new Set(before)].sort());
  before = objects;
});

test("an expired client certificate is told with its date", async () => {
  const kubeconfig = host.plane.clientFor("admin", ["system:masters"], { expired: true });
  expect(await refusal({ kubeconfig })).toMatch(
    /error: nautes:index:ClusterCredential resource 'h-credential' has a problem: kubeconfig has a client certificate that ended on \d{4}-\d\d-\d\d; give a kubeconfig with a new one/,
  );
});

test("a token that the API server does not accept is told as such", async () => {
  const kubeconfig = host.plane.kubeconfig.replace(
    /client-certificate-data: .*\n +client-key-data: .*/,
    "token: canary-refused",
  );
  const told = await refusal({ kubeconfig });
  expect(told).toContain(
    `error: The API server ${host.plane.server} does not accept the kubeconfig's credential.\n`,
  );
  expect(told).toContain("[cluster-credentials-refused]");
  expect(told).not.toContain("canary");
});

test("an API server that nobody answers for is told with what to do", async () => {
  const { server, kubeconfig } = host.plane;
  const told = await refusal({ kubeconfig: kubeconfig.replace(server, "https://127.0.0.1:1") });
  expect(told).toContain(
    "error: The API server https://127.0.0.1:1 cannot be reached: nobody listens there.\n",
  );
  expect(told).toContain("[cluster-unreachable]");
});

test("a sealed Vault ends a preview and a run before anything is written, and unsealed it is as if nothing had been", async () => {
  await stage.vault.seal();
  stage.program(project, `${commonSource(host)}new nautes.HostCluster("h", common);`);
  const sentence = `Vault at ${stage.vault.address} is sealed.`;
  const preview = await project.pulumi("preview");
  expect(preview.code).toBe(1);
  expect(diagnostics(preview.output)).toContain(sentence);
  expect(preview.output).not.toContain("[cancelled]");
  const up = await project.up();
  expect(up.code).toBe(1);
  expect(diagnostics(up.output)).toContain(sentence);
  expect(up.output).not.toContain("[cancelled]");
  await stage.vault.unseal();
  await expectNothing();

  const again = await project.up();
  expect(again.code === 0 ? "" : again.output).toBe("");
  expect(await kept()).toBe(200);
  const destroy = await project.destroy();
  expect(destroy.code === 0 ? "" : destroy.output).toBe("");
});
