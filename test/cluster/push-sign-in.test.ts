import { PushStage } from "./push-stage";
import type { Cluster } from "../../sandbox/cluster";

/** Dex as its chart leaves it, but for comments and what others keep in it. */
const config = `# the tenant's Dex
issuer: https://dex.example.com   # kept
storage:
  type: kubernetes
  config: { inCluster: true }
staticClients:
- id: other          # theirs
  redirectURIs:
  - https://theirs.example.com/callback
  secretEnv: OTHER
- id: nautes
  name: Nautes
  # clusters come and go here
  redirectURIs:
  - https://nautes.example.com/api/v1/callback # by hand
  secretEnv: NAUTES
expiry:
  idTokens: 24h
`;
const folder = "/api/v1/namespaces/sso/configmaps";

let stage: PushStage;
let one: Cluster;

beforeAll(async () => {
  stage = await new PushStage().start();
  one = await stage.plane("one");
  const { request } = one.plane;
  await request("POST", "/api/v1/namespaces", { metadata: { name: "sso" } });
  const data = { "config.yaml": config, other: "untouched" };
  await request("POST", folder, { metadata: { name: "dex-config" }, data });
});

afterAll(() => stage.stop());

async function dex(): Promise<{ readonly data: Record<string, string> }> {
  return (await one.plane.request("GET", `${folder}/dex-config`)) as Awaited<
    ReturnType<typeof dex>
  >;
}

async function uris(): Promise<string[]> {
  const lines = (await dex()).data["config.yaml"]?.split("\n") ?? [];
  return lines.filter((line) => /^ {2}- https:/.test(line)).map((line) => line.slice(4));
}

/** A program whose Dex is known after the update has begun only. */
function program(body: string): string {
  const { kubeconfig, server } = one.plane;
  return `
const later = new nautes.GeneratedSecret("later").value;
const given = (value) => later.apply(() => value);
tenant.dex = { kubeconfig: given(${JSON.stringify(kubeconfig)}), namespace: given("sso"), configMap: "dex-config" };
const common = { tenant, apiServer: ${JSON.stringify(server)}, kubeconfig: ${JSON.stringify(kubeconfig)} };
${body}`;
}

const theirs = ["https://nautes.example.com/api/v1/callback # by hand"];
const foreign = ["https://theirs.example.com/callback"];
const ofHost = ["https://auth.h.h.example.com:30443/oauth2/callback"];
const ofWorker = [
  "https://argocd.pp.pp.example.com:30444/api/dex/callback",
  "https://auth.pp.pp.example.com:30444/oauth2/callback",
];

test("two stacks keep their redirect URIs in one Dex, and leave it byte for byte as it was", async () => {
  const before = await dex();
  const host = await stage.project(
    "host",
    program(
      'new nautes.HostCluster("h", { ...common, delivery: "push", primaryDomain: "h.example.com" });',
    ),
  );
  stage.repositories.create("nautes/other");
  const worker = await stage.project(
    "worker",
    program(`
Object.assign(tenant, { repositoryUrl: "ssh://git@git.example.com/nautes/other.git", caCertificate: "an authority" });
Object.assign(tenant.oidc, { existingSecret: "nautes-oidc" });
Object.assign(tenant.vault, { caCertificate: "an authority" });
tenant.git = { address: "https://git.example.com", caCertificate: "an authority" };
const deployment = { additions: { host: "argocd.pp.pp.example.com" } };
const components = { deployment, gateway: { additions: { httpsNodePort: 30444 } } };
new nautes.PhysicalCluster("pp", { ...common, delivery: "pull", workerType: "pipeline", components, primaryDomain: "pp.example.com" });`),
    { "nautes:repository": "nautes/other" },
  );

  const previews = await Promise.all([host.preview(), worker.preview()]);
  expect(previews.map(({ code, output }) => (code === 0 ? "" : output))).toEqual(["", ""]);
  expect(previews[0].output).toContain(ofHost[0]);
  expect(await dex()).toEqual(before);

  const ups = await Promise.all([host.up(), worker.up()]);
  expect(ups.map(({ code, output }) => (code === 0 ? "" : output))).toEqual(["", ""]);
  expect((await uris()).sort()).toEqual([...foreign, ...theirs, ...ofHost, ...ofWorker].sort());
  expect((await dex()).data["other"]).toBe("untouched");
  const again = await worker.up("--expect-no-changes");
  expect(again.code === 0 ? "" : again.output).toBe("");

  const resources = await host.resources();
  function needs(name: string): readonly string[] {
    return resources.find(({ urn }) => urn.endsWith(`::${name}`))?.dependencies ?? [];
  }
  expect(needs("h-sign-in").join()).toContain("::h-registration");
  expect(needs("h-oauth2-proxy").join()).toContain("::h-sign-in");

  const gone = await host.destroy();
  expect(gone.code === 0 ? "" : gone.output).toBe("");
  expect((await uris()).sort()).toEqual([...foreign, ...theirs, ...ofWorker].sort());
  const last = await worker.destroy();
  expect(last.code === 0 ? "" : last.output).toBe("");
  expect((await dex()).data).toEqual(before.data);
});

test("a client that Dex does not have is said in the preview, before anything is written", async () => {
  const commits = stage.tenant.subjects();
  const { kubeconfig, server } = one.plane;
  const project = await stage.project(
    "stranger",
    `tenant.dex = { kubeconfig: ${JSON.stringify(kubeconfig)}, namespace: "sso", configMap: "dex-config" };
     tenant.oidc.clientId = "stranger";
     new nautes.HostCluster("h", { tenant, delivery: "push", apiServer: ${JSON.stringify(server)}, kubeconfig: ${JSON.stringify(kubeconfig)} });`,
  );
  const preview = await project.preview();
  expect(preview.code).not.toBe(0);
  expect(preview.output).toContain("staticClients[id=stranger].redirectURIs");
  expect(preview.output).toContain("config-map-unsuitable");
  expect(stage.tenant.subjects()).toEqual(commits);
});
