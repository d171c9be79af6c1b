import * as nautes from "../../components";
import { specimenKubeconfig } from "../../components/registration";
import type { Inputs, Recording } from "./recorder";
import { record, settle } from "./recorder";

const pushed = {
  tenant: {
    name: "tenant1",
    oidc: { issuer: "https://dex.example.com", clientId: "nautes" },
    vault: { address: "https://vault.example.com:8200" },
  },
  delivery: "push",
  apiServer: "https://10.0.0.9:6443",
  kubeconfig: specimenKubeconfig("c"),
} as const;

let recording: Recording;

function start(preview: boolean, answer: Inputs): void {
  recording = record({
    preview,
    answer: ({ token }) => (token === "nautes:index:clusterPreflight" ? answer : {}),
  });
}

afterEach(async () => {
  await settle();
  recording.stop();
});

const problems = [
  { code: "cluster-too-old", message: "It is too old.\nUpgrade it." },
  { code: "node-port-taken", message: "A port is taken." },
];

test("an update says all that a preflight has found, in one failure", async () => {
  start(false, { problems });
  const { tenant, delivery, apiServer, kubeconfig } = pushed;
  const host = { clusterName: "h", apiServer, gatewayHttpsNodePort: 30443, kubeconfig };
  new nautes.VirtualCluster("v", {
    tenant,
    delivery,
    hostCluster: host,
    workerType: "deployment",
    apiServer: "https://10.0.0.9:31456",
  });
  await settle();
  const said = recording.failures.map(({ message }) => message);
  expect(said.length).toBeGreaterThan(0);
  for (const message of said) {
    expect(message).toContain("It is too old.\nUpgrade it. [cluster-too-old]");
    expect(message).toContain("A port is taken. [node-port-taken]");
  }
});

test("a preview says each by itself", async () => {
  start(true, { problems });
  new nautes.HostCluster("h", pushed);
  await settle();
  expect(recording.failures.map(({ message }) => message).sort()).toEqual([
    "A port is taken. [node-port-taken]",
    "It is too old.\nUpgrade it. [cluster-too-old]",
  ]);
});

test("what goes first asks what must not be when a cluster's files are given up", async () => {
  start(true, { problems: [] });
  new nautes.HostCluster("h", pushed);
  await settle();
  const { inputs } = recording.resources.find(({ name }) => name === "h-installed") ?? {};
  const { forbids } = inputs as { readonly forbids: readonly Inputs[] };
  expect(forbids.map(({ message }) => String(message).split(" ")[0])).toEqual([
    "Virtual",
    "Environment",
  ]);
  expect(forbids.filter(({ when }) => when !== "release")).toEqual([]);
});

test("a worker's own custom resources do not count as somebody else's", async () => {
  start(true, { problems: [] });
  const worker = { ...pushed, workerType: "pipeline" } as const;
  new nautes.PhysicalCluster("p", worker);
  new nautes.PhysicalCluster("q", { ...worker, deleteCrds: true });
  await settle();
  const [kept, deleted] = ["p", "q"].map(
    (name) => recording.resources.find((one) => one.name === `${name}-installed`)?.inputs,
  );
  expect(kept?.["drain"]).toContain("applications.argoproj.io");
  expect(kept?.["except"]).toContainEqual({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "EventBus",
    name: "default",
    namespace: "argo-events",
  });
  expect(deleted).not.toHaveProperty("drain");
});
