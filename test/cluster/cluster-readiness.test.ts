import { UNKNOWN } from "../../provider/claims/model";
import { rejection } from "../support/plugin";
import type { Plain, State } from "./plugin-world";
import { nowhere, PluginWorld, urnOf } from "./plugin-world";

let world: PluginWorld;
beforeAll(async () => {
  world = await PluginWorld.start();
});
afterAll(() => world.stop());

const readiness = urnOf("ClusterReadiness", "x");
const admission = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";

function inputs(more: Plain): Plain {
  return { kubeconfig: world.plane.kubeconfig, ...more };
}

/** A webhook that nobody serves, for ConfigMaps of one namespace. */
function webhook(name: string, caBundle?: string): Plain {
  return {
    metadata: { name },
    webhooks: [
      {
        name: `${name}.example.com`,
        admissionReviewVersions: ["v1"],
        sideEffects: "None",
        clientConfig: { service: { namespace: "default", name: "none" }, caBundle },
        rules: [
          {
            apiGroups: [""],
            apiVersions: ["v1"],
            operations: ["CREATE"],
            resources: ["configmaps"],
          },
        ],
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
      },
    ],
  };
}

function authority(): string {
  return Buffer.from(world.plane.certificates.certificate).toString("base64");
}

const ours = { kind: "ValidatingWebhookConfiguration", name: "late" };

test("it waits until webhooks have a CA and probes pass, and says then which do not", async () => {
  await world.plane.request("POST", admission, webhook("late"));
  const probe = { apiVersion: "example.com/v1", kind: "Probe", metadata: { name: "p" } };
  const wanted = inputs({ webhooks: [ours], probes: [probe], timeoutSeconds: 1 });
  const refused = await rejection(world.plugin.create(readiness, wanted));
  expect(refused.details).toContain("late has no CA for late.example.com");
  expect(refused.details).toContain("has no kind Probe of example.com/v1");
  expect(refused.details).toContain("[cluster-not-ready");
  const coming = world.created("ClusterReadiness", "x", { ...wanted, timeoutSeconds: 60 });
  await world.crd("Probe");
  await world.plane.request("PATCH", `${admission}/late`, webhook("late", authority()));
  await coming;
  expect(await world.found("/apis/example.com/v1/namespaces/default/probes/p")).toBeUndefined();
});

test("a webhook that is not served is named, with its configuration and what to do", async () => {
  await world.namespace("blocked");
  await world.plane.request("POST", admission, webhook("blocked", authority()));
  const metadata = { name: "p", namespace: "blocked" };
  const probes = [{ apiVersion: "v1", kind: "ConfigMap", metadata }];
  const wanted = inputs({ probes, timeoutSeconds: 1 });
  const refused = await rejection(world.plugin.create(readiness, wanted));
  expect(refused.details).toContain(
    "webhook blocked.example.com of ValidatingWebhookConfiguration blocked does not answer",
  );
  await world.plane.request("DELETE", `${admission}/blocked`);
  await world.created("ClusterReadiness", "x", wanted);
});

test("a Secret that is missing or lacks a key fails at once, with its remedy", async () => {
  await world.plane.request("POST", "/api/v1/namespaces/default/secrets", {
    metadata: { name: "creds" },
    stringData: { user: "canary-value" },
  });
  const remedy = "Create it with both.";
  const secret = { namespace: "default", name: "creds", keys: ["user", "pass"], remedy };
  const wanted = inputs({ secrets: [secret, { ...secret, name: "none" }] });
  const refused = await rejection(world.plugin.create(readiness, wanted));
  expect(refused.details).toContain("Secret default/creds has no key pass.\nCreate it with both.");
  expect(refused.details).toContain("Secret default/none does not exist. Create it with both.");
  expect(refused.details).not.toContain("canary-value");
});

async function draining(kind: string, more: Plain = {}): Promise<State> {
  const drain = [await world.crd(kind), "absents.example.com"];
  return world.created("ClusterReadiness", kind, inputs({ drain, ...more }));
}

test("operators do not go while custom resources have finalizers of theirs: they are named, and nothing is deleted", async () => {
  const state = await draining("Kept");
  const finalizers = ["example.com/operator"];
  for (let at = 0; at < 12; at++) await world.custom("Kept", `k${at}`, { finalizers });
  const refused = await rejection(world.plugin.delete(readiness, state));
  expect(refused.details).toContain("Kept default/k0 (finalizer example.com/operator), ");
  expect(refused.details).toContain("(+2)");
  expect(refused.details).toContain("`deleteCrds: true`");
  const list = await world.plane.request("GET", "/apis/example.com/v1/kepts");
  expect((list as { items: unknown[] }).items).toHaveLength(12);
});

test("those of deployment runtimes name what to destroy first, and those that are somebody's to delete do not count", async () => {
  const except = [
    { apiVersion: "example.com/v1beta1", kind: "Owned", name: "ours", namespace: "default" },
  ];
  const state = await draining("Owned", { except });
  const finalizers = ["example.com/operator"];
  await world.custom("Owned", "ours", { finalizers });
  await world.custom("Owned", "shop", {
    finalizers,
    labels: { "resource.nautes.io/belongsto": "product-1" },
  });
  const refused = await rejection(world.plugin.delete(readiness, state));
  expect(refused.details).toContain("Owned default/shop (finalizer example.com/operator).\n");
  expect(refused.details).toContain("destroy those runtimes first (Owned default/shop)");
  expect(refused.details).not.toMatch(/ours|deleteCrds/);
  const path = "/apis/example.com/v1/namespaces/default/owneds/shop";
  await world.plane.request("PATCH", path, { metadata: { finalizers: null } });
  await world.plugin.delete(readiness, state);
});

test("custom resources that nobody holds may stay with their CRD", async () => {
  const state = await draining("Free");
  await world.custom("Free", "data");
  await world.plugin.delete(readiness, state);
  expect(await world.found("/apis/example.com/v1/namespaces/default/frees/data")).toBeDefined();
});

test("with deleteCustomResources all of them go, once their operators let them", async () => {
  const state = await draining("Drained", { deleteCustomResources: true, timeoutSeconds: 2 });
  const path = "/apis/example.com/v1/namespaces/default/draineds";
  await world.custom("Drained", "free");
  await world.custom("Drained", "held", { finalizers: ["example.com/operator"] });
  const refused = await rejection(world.plugin.delete(readiness, state));
  expect(refused.details).toContain("Drained default/held (finalizer example.com/operator)");
  expect(refused.details).not.toContain("default/free");
  const going = world.plugin.delete(readiness, {
    ...state,
    inputs: { ...state.inputs, timeoutSeconds: 60 },
  });
  await world.plane.request("PATCH", `${path}/held`, { metadata: { finalizers: null } });
  await going;
  expect(await world.plane.request("GET", path)).toMatchObject({ items: [] });
});

test("another kubeconfig alone is stored without asking the cluster; another revision asks again", async () => {
  const before = inputs({ probes: [], revision: "1" });
  const state = await world.created("ClusterReadiness", "x", before);
  const rotated = { ...before, kubeconfig: nowhere };
  const diff = await world.plugin.diff(readiness, state.inputs, rotated);
  expect(diff.getReplacesList()).toEqual([]);
  await world.plugin.update(readiness, state, rotated);
  const secrets = [{ namespace: "default", name: "none", keys: [], remedy: "Make it." }];
  const asking = { ...before, secrets, revision: "2" };
  await rejection(world.plugin.update(readiness, state, asking));
});

test("a preview asks nothing, and what is unknown is no problem", async () => {
  const unknown = { kubeconfig: UNKNOWN, webhooks: UNKNOWN, probes: [UNKNOWN], secrets: [UNKNOWN] };
  expect((await world.plugin.check(readiness, unknown)).failures).toEqual([]);
  await world.plugin.create(readiness, unknown, true);
  const wrong = { kubeconfig: "{}", webhooks: [{ kind: "X", name: "" }], drain: ["x"] };
  const { failures } = await world.plugin.check(readiness, wrong);
  expect(failures.map((reason) => reason.split(" ")[0])).toEqual([
    "kubeconfig",
    "webhooks[0].kind",
    "webhooks[0].name",
    "drain[0]",
  ]);
});
