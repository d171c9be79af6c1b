import * as pulumi from "@pulumi/pulumi";
import * as nautes from "../../components";
import { specimenKubeconfig } from "../../components/registration";
import type { Inputs, Recording } from "./recorder";
import { record, settle, unknown } from "./recorder";
import { tenant } from "./tenant";

const kubeconfig = specimenKubeconfig("c");
const dex = { kubeconfig };
const signedIn = { ...tenant, dex };
const isPublic = {
  ...tenant,
  dex,
  oidc: { issuer: tenant.oidc.issuer, clientId: "nautes" },
};
const apiServer = "https://10.0.0.9:6443";
const argocd = "https://argocd.c.10.0.0.9.nip.io:30443/api/dex/callback";
const auth = "https://auth.c.10.0.0.9.nip.io:30443/oauth2/callback";

let recording: Recording;

beforeEach(() => {
  recording = record({ preview: true, answer: () => ({ problems: [] }) });
});

afterEach(async () => {
  await settle();
  recording.stop();
});

async function entries(): Promise<Inputs | undefined> {
  await settle();
  expect(recording.failures).toEqual([]);
  return recording.resources.find(({ type }) => type === "nautes:index:ConfigMapEntries")?.inputs;
}

const push = "push" as const;
const pull = "pull" as const;
const physical = { apiServer, kubeconfig };

test.each([
  [
    "a deployment worker by push",
    () => {
      const args = { ...physical, tenant: signedIn, workerType: "deployment" } as const;
      new nautes.PhysicalCluster("c", { ...args, delivery: push });
    },
    [argocd],
  ],
  [
    "a pipeline worker by push",
    () => {
      const args = { ...physical, tenant: signedIn, workerType: "pipeline" } as const;
      new nautes.PhysicalCluster("c", { ...args, delivery: push });
    },
    [argocd, auth],
  ],
  [
    "a pipeline worker by push with a public client, which Argo CD's Dex does not know",
    () => {
      const args = { ...physical, tenant: isPublic, workerType: "pipeline" } as const;
      new nautes.PhysicalCluster("c", { ...args, delivery: push });
    },
    [auth],
  ],
  [
    "a worker by pull, which has all that Nautes writes",
    () => {
      const args = { ...physical, tenant: signedIn, workerType: "deployment" } as const;
      new nautes.PhysicalCluster("c", { ...args, delivery: pull });
    },
    [argocd, auth],
  ],
  [
    "a host",
    () => {
      new nautes.HostCluster("c", { ...physical, tenant: signedIn, delivery: push });
    },
    [auth],
  ],
  [
    "a virtual cluster, which is reached through its host's gateway",
    () => {
      const hostCluster = { clusterName: "h", apiServer, gatewayHttpsNodePort: 30443, kubeconfig };
      const args = { tenant: signedIn, hostCluster, workerType: "pipeline" } as const;
      new nautes.VirtualCluster("c", {
        ...args,
        apiServer: "https://10.0.0.9:31456",
        delivery: push,
      });
    },
    [argocd],
  ],
])("the redirect URIs of %s", async (_, make, uris) => {
  make();
  expect(await entries()).toMatchObject({
    namespace: "dex",
    name: "dex",
    key: "config.yaml",
    list: "staticClients[id=nautes].redirectURIs",
    values: uris,
  });
});

test("without a secret there is nothing on a deployment worker to sign in at", async () => {
  const args = { ...physical, tenant: isPublic, workerType: "deployment" } as const;
  new nautes.PhysicalCluster("c", { ...args, delivery: push });
  expect(await entries()).toBeUndefined();
});

test("what is installed waits for them, and they for the registration", async () => {
  new nautes.HostCluster("c", { ...physical, tenant: signedIn, delivery: push });
  await settle();
  const found = new Map(recording.resources.map((one) => [one.name, one]));
  expect(found.get("c-sign-in")?.dependsOn).toContain("c-registration");
  expect(found.get("c-namespace-traefik")?.dependsOn).toContain("c-sign-in");
});

test("places that are not known yet are unknown, and the rest shows", async () => {
  const later = { kubeconfig: pulumi.output(kubeconfig), namespace: unknown() };
  const args = { ...physical, apiServer: unknown(), primaryDomain: "p.example.com" };
  new nautes.HostCluster("c", { ...args, tenant: { ...tenant, dex: later }, delivery: push });
  const shown = await entries();
  expect(shown?.["name"]).toBe("dex");
  expect(shown?.["namespace"]).not.toBe("dex");
  expect(shown?.["values"]).toEqual(["https://auth.c.p.example.com:30443/oauth2/callback"]);
});

test("a Dex without kubeconfig, or without a client, is refused", async () => {
  const oidc = { issuer: tenant.oidc.issuer };
  const wrong = { ...tenant, dex: { namespace: "dex" }, oidc } as unknown as nautes.TenantArgs;
  new nautes.HostCluster("c", { ...physical, tenant: wrong, delivery: push });
  await settle();
  const [failure] = recording.failures;
  expect(failure?.message).toContain("tenant.dex.kubeconfig: is missing; give that of the cluster");
  expect(failure?.message).toContain("tenant.oidc.clientId: is missing; give the id");
});
