import * as pulumi from "@pulumi/pulumi";
import * as nautes from "../../components";
import { specimenKubeconfig } from "../../components/registration";
import type { Inputs, Recording } from "./recorder";
import { record, settle, unknown } from "./recorder";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const kubeconfig = specimenKubeconfig("c");
const tenant = {
  name: "tenant1",
  oidc: { issuer: "https://dex.example.com", clientId: "nautes" },
  vault: { address: "https://vault.example.com:8200" },
};
const pushed = {
  tenant,
  delivery: "push",
  apiServer: "https://10.0.0.9:6443",
  kubeconfig,
} as const;
const worker = { ...pushed, workerType: "deployment" } as const;

let recording: Recording;

function start(preview: boolean): void {
  recording = record({ preview, answer: () => ({ problems: [] }) });
}

afterEach(async () => {
  await settle();
  recording.stop();
});

async function found(name: string): Promise<Inputs> {
  await settle();
  expect(recording.failures).toEqual([]);
  return recording.resources.find((one) => one.name === name)?.inputs ?? {};
}

describe("What charts lack", () => {
  const lacking = { ...worker, tenant: { name: "tenant1" } };

  test("fails a preview at its end, for all components, and nothing of these is written", async () => {
    start(true);
    new nautes.PhysicalCluster("a", lacking);
    new nautes.HostCluster("b", { ...pushed, tenant: { name: "tenant1" } });
    const fine = new nautes.HostCluster("fine", pushed);
    await settle();
    expect(recording.failures.map(({ message }) => message).sort()).toEqual([
      expect.stringMatching(/^cluster "a" has 1 problem[^]*tenant\.vault\.address: is missing/),
      expect.stringMatching(/^cluster "b" has 2 problems[^]*tenant\.oidc\.issuer: is missing/),
    ]);
    const names = recording.resources.map(({ name }) => name);
    expect(names).toContain("fine-registration");
    expect(names.filter((name) => /^[ab]-(registration|traefik)/.test(name))).toEqual([]);
    expect(fine.clusterName).toBe("fine");
  });

  test("ends an update before a file is written", async () => {
    start(false);
    expect(() => new nautes.PhysicalCluster("a", lacking)).toThrow(/tenant\.vault\.address/);
    await settle();
    expect(recording.resources.map(({ name }) => name)).not.toContain("a-registration");
  });

  test("of a virtual cluster leaves out its files, too", async () => {
    start(true);
    const hostCluster = {
      clusterName: "h",
      apiServer: pushed.apiServer,
      gatewayHttpsNodePort: 30443,
      kubeconfig,
    };
    new nautes.VirtualCluster("v", {
      delivery: "push",
      tenant: { name: "tenant1" },
      workerType: "deployment",
      apiServer: "https://10.0.0.9:31456",
      hostCluster,
    });
    await settle();
    expect(recording.failures).toHaveLength(1);
    const names = recording.resources.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("v-"))).toEqual([]);
  });
});

describe("An output", () => {
  beforeEach(() => {
    start(true);
  });

  test("for the Git server hides only the certificates whose key it gives", async () => {
    const git = { address: unknown(), caCertificate: "an authority" };
    new nautes.PhysicalCluster("c", { ...worker, tenant: { ...tenant, git } });
    const { values } = await found("c-argocd");
    expect(values.configs.tls.certificates).toBe(UNKNOWN);
    expect(values.global.domain).toBe("argocd.c.10.0.0.9.nip.io");
    expect(JSON.stringify(await found("c-registration"))).not.toContain(UNKNOWN);
  });

  test("for the Git server gives the key once it is known", async () => {
    const git = {
      address: pulumi.output("https://git.example.com"),
      caCertificate: "an authority",
    };
    new nautes.PhysicalCluster("c", { ...worker, tenant: { ...tenant, git } });
    const { values } = await found("c-argocd");
    expect(values.configs.tls.certificates).toEqual({ "git.example.com": "an authority" });
  });

  test("with several resource types gives all of them", async () => {
    const syncResourceTypes = pulumi.output("tekton.dev/Pipeline,core/Secret,tekton.dev/Task");
    const components = { multiTenant: { additions: { syncResourceTypes } } };
    new nautes.PhysicalCluster("c", { ...worker, components });
    const { spec } = await found("c-hnc-configuration");
    expect(spec.resources).toMatchObject(
      ["pipelines", "secrets", "tasks"].map((resource) => ({ resource, mode: "Propagate" })),
    );
  });

  test("in place of all values of a chart goes over the catalogue's, as plain values do", async () => {
    const more = { server: { extraArgs: ["--x"] }, notifications: { enabled: true } };
    const values = pulumi.output(more);
    new nautes.PhysicalCluster("c", { ...worker, components: { deployment: { values } } });
    new nautes.PhysicalCluster("d", {
      ...worker,
      components: { deployment: { values: { ...more, server: pulumi.output(more.server) } } },
    });
    for (const name of ["c", "d"]) {
      const made = (await found(`${name}-argocd`))["values"];
      expect(made.server).toMatchObject({ extraArgs: ["--x"], ingress: { enabled: true } });
      expect(made.notifications).toEqual({ enabled: true });
    }
  });

  test("for resources and versions of charts is a leaf like any other", async () => {
    const resources = { limits: { cpu: unknown() } };
    const components = { gateway: { resources, chart: { version: unknown() } } };
    new nautes.PhysicalCluster("c", { ...worker, components });
    const { values, version } = await found("c-traefik");
    expect(version).toBe(UNKNOWN);
    expect(values.resources.limits).toEqual({ cpu: UNKNOWN });
    expect(values.ports.websecure.nodePort).toBe(30443);
  });

  test("that decides what is installed is refused, by name", async () => {
    const components = { gateway: { namespace: unknown() } };
    new nautes.PhysicalCluster("c", { ...worker, components });
    await settle();
    expect(recording.failures.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^cluster "c" has[^]*components\.gateway\.namespace: is known only later/,
      ),
    ]);
  });
});

test("a virtual cluster's host is asked about the charts of what comes inside, too", async () => {
  start(true);
  const hostCluster = {
    clusterName: "h",
    apiServer: pushed.apiServer,
    gatewayHttpsNodePort: 30443,
    kubeconfig,
  };
  const apiServer = "https://10.0.0.9:31456";
  const chart = { repository: "https://charts.example.com", version: "7.0.0" };
  new nautes.VirtualCluster("v", {
    tenant,
    delivery: "push",
    workerType: "deployment",
    apiServer,
    hostCluster,
    components: { deployment: { chart } },
  });
  await settle();
  expect(recording.failures).toEqual([]);
  const asked = recording.calls.map(({ inputs }) => inputs as { charts?: readonly Inputs[] });
  const { charts = [] } = asked.find((one) => (one.charts ?? []).length > 0) ?? {};
  expect(charts.map(({ name }) => String(name).split("/").at(-1)).sort()).toEqual(
    ["argo-cd", "argo-rollouts", "external-secrets", "hnc", "vault", "vcluster"].sort(),
  );
  expect(charts).toContainEqual({ ...chart, name: "argo-cd" });
});

test("customTimeouts of a component are those of all that it consists of", async () => {
  start(true);
  new nautes.HostCluster("c", pushed, { customTimeouts: { create: "42m" } });
  await settle();
  const made = recording.resources.filter(
    ({ name, custom }) => custom && !/kubernetes|cookie/.test(name),
  );
  expect(made.length).toBeGreaterThan(5);
  expect(
    made.filter(({ createTimeout }) => createTimeout !== "42m").map(({ name }) => name),
  ).toEqual([]);
});
