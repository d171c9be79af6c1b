import { rejection } from "../support/plugin";
import type { Plain } from "./plugin-world";
import { PluginWorld, urnOf } from "./plugin-world";

let world: PluginWorld;
beforeAll(async () => {
  world = await PluginWorld.start();
});
afterAll(() => world.stop());

const cleanup = urnOf("ClusterCleanup", "x");
const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const admission = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";

function inputs(more: Plain): Plain {
  return { kubeconfig: world.plane.kubeconfig, ...more };
}

async function warnings(count: number): Promise<string[]> {
  return (await world.engine.logged(count)).map(({ message }) => message);
}

test("what is being deleted is not installed upon: it is named with what holds it", async () => {
  const name = await world.crd("Ending");
  await world.custom("Ending", "held", { finalizers: ["example.com/gone"] });
  await world.plane.request("DELETE", `${crds}/${name}`);
  await world.namespace("ending");
  await world.plane.request("POST", "/api/v1/namespaces/ending/configmaps", {
    metadata: { name: "held", finalizers: ["example.com/gone"] },
  });
  await world.plane.request("DELETE", "/api/v1/namespaces/ending");
  await world.until("/api/v1/namespaces/ending", (found) =>
    JSON.stringify(found).includes('NamespaceFinalizersRemaining","status":"True"'),
  );
  const wanted = inputs({ crds: [name, "absents.example.com"], namespaces: ["ending", "default"] });
  const refused = await rejection(world.plugin.create(cleanup, wanted));
  expect(refused.details).toContain(`CustomResourceDefinition ${name} is being deleted, held by`);
  expect(refused.details).toContain("Ending default/held (finalizer example.com/gone)");
  expect(refused.details).toMatch(
    /Namespace ending is being deleted, held by .*example\.com\/gone/,
  );
  const held = "/apis/example.com/v1/namespaces/default/endings/held";
  await world.plane.request("PATCH", held, { metadata: { finalizers: null } });
  await world.until(`${crds}/${name}`, (found) => found === undefined);
  await world.created("ClusterCleanup", "x", inputs({ crds: [name] }));
});

test("webhook configurations that a release left go; CRDs stay on purpose, and one line says so", async () => {
  const name = await world.crd("Staying");
  await world.custom("Staying", "one");
  await world.plane.request("POST", admission, { metadata: { name: "left" }, webhooks: [] });
  const webhookConfigurations = [
    { kind: "MutatingWebhookConfiguration", name: "left" },
    { kind: "MutatingWebhookConfiguration", name: "absent" },
  ];
  const state = await world.created(
    "ClusterCleanup",
    "x",
    inputs({ crds: [name], webhookConfigurations }),
  );
  await world.plugin.delete(cleanup, state);
  expect(await world.found(`${admission}/left`)).toBeUndefined();
  expect(await world.found(`${crds}/${name}`)).toBeDefined();
  expect(await warnings(2)).toEqual([
    "Deleted MutatingWebhookConfiguration left, which a release left.",
    expect.stringContaining("1 CustomResourceDefinitions with 1 custom resources stay"),
  ]);
});

test("with deleteCrds they go; one whose objects nobody lets go is named, and a re-run finishes", async () => {
  const name = await world.crd("Going");
  await world.custom("Going", "held", { finalizers: ["example.com/gone"] });
  const wanted = inputs({ crds: [name], deleteCrds: true, timeoutSeconds: 2 });
  const state = await world.created("ClusterCleanup", "x", wanted);
  const refused = await rejection(world.plugin.delete(cleanup, state));
  expect(refused.details).toContain("Going default/held (finalizer example.com/gone)");
  const held = "/apis/example.com/v1/namespaces/default/goings/held";
  expect((await world.found(held))?.metadata.finalizers).toEqual(["example.com/gone"]);
  await world.plane.request("PATCH", held, { metadata: { finalizers: null } });
  await world.plugin.delete(cleanup, { ...state, inputs: { ...wanted, timeoutSeconds: 60 } });
  expect(await world.found(`${crds}/${name}`)).toBeUndefined();
});

test("objects that would keep a namespace from ending are named, and keep their finalizers", async () => {
  await world.namespace("left");
  const path = "/api/v1/namespaces/left/configmaps";
  await world.plane.request("POST", path, {
    metadata: { name: "held", finalizers: ["example.com/gone"] },
  });
  await world.plane.request("POST", "/api/v1/namespaces/left/persistentvolumeclaims", {
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  });
  const namespaces = ["left", "default", "absent"];
  const state = await world.created("ClusterCleanup", "x", inputs({ namespaces }));
  const before = (await warnings(0)).length;
  await world.plugin.delete(cleanup, state);
  const [said] = (await warnings(before + 1)).slice(before);
  expect(said).toContain("Namespace left cannot end while it holds ConfigMap left/held");
  expect(said).not.toContain("data");
  expect((await world.found(`${path}/held`))?.metadata.finalizers).toEqual(["example.com/gone"]);
});
