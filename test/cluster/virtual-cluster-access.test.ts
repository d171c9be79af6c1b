import { UNKNOWN } from "../../provider/claims/model";
import { parse } from "yaml";
import { rejection } from "../support/plugin";
import type { Plain } from "./plugin-world";
import { nowhere, PluginWorld, urnOf } from "./plugin-world";

let world: PluginWorld;
beforeAll(async () => {
  world = await PluginWorld.start();
});
afterAll(() => world.stop());

const urn = urnOf("VirtualClusterAccess", "x");

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { readonly server: string } }];
}

/** What vcluster leaves on the host: its server is a name inside. The plane stands in for the virtual one. */
function left(kubeconfig = world.plane.kubeconfig): string {
  return kubeconfig.replace(world.plane.server, "https://localhost:8443");
}

async function secret(name: string, config: string): Promise<void> {
  await world.plane.request("POST", "/api/v1/namespaces/default/secrets", {
    metadata: { name: `vc-${name}` },
    stringData: { config },
  });
}

function inputs(name: string, more: Plain = {}): Plain {
  return {
    hostKubeconfig: world.plane.kubeconfig,
    namespace: "default",
    name,
    server: world.plane.server,
    ...more,
  };
}

function value(output: unknown): string {
  return String((output as { value: unknown }).value);
}

test("it waits for the Secret, and gives its kubeconfig with the asked server and all else kept", async () => {
  const coming = world.created("VirtualClusterAccess", "x", inputs("vd"));
  await new Promise((resolve) => setTimeout(resolve, 500));
  await secret("vd", left());
  const state = await coming;
  const given = parse(value(state.outputs["kubeconfig"])) as Kubeconfig;
  expect(given).toEqual(parse(world.plane.kubeconfig));
  expect(given.clusters[0].cluster.server).toBe(world.plane.server);
  await world.plugin.delete(urn, state);
  expect(await world.found("/api/v1/namespaces/default/secrets/vc-vd")).toBeDefined();
});

test("a refresh gives the rotated kubeconfig; one whose Secret is gone shows as gone", async () => {
  await secret("turns", left());
  const state = await world.created("VirtualClusterAccess", "x", inputs("turns"));
  expect(await world.plugin.read(urn, state.id, state)).toEqual(state);
  const path = "/api/v1/namespaces/default/secrets/vc-turns";
  const other = world.plane.clientFor("other", ["system:masters"]);
  await world.plane.request("PATCH", path, { stringData: { config: left(other) } });
  const read = await world.plugin.read(urn, state.id, state);
  expect(parse(value(read.outputs["kubeconfig"]))).toEqual(parse(other));
  await world.plane.request("DELETE", path);
  expect((await world.plugin.read(urn, state.id, state)).id).toBe("");
});

test("a host that cannot be reached leaves the state in a refresh, with a warning", async () => {
  const outputs = { kubeconfig: "a: kept" };
  const state = { id: "default/vc-x", inputs: inputs("x", { hostKubeconfig: nowhere }), outputs };
  const before = (await world.engine.logged(0)).length;
  const read = await world.plugin.read(urn, state.id, state);
  expect(read).toEqual({ ...state, outputs });
  const [said] = (await world.engine.logged(before + 1)).slice(before);
  expect(said?.severity).toBe("WARNING");
  expect(said?.message).toMatch(
    /^Drift unknown: The API server https:\/\/127\.0\.0\.1:1 cannot be reached/,
  );
});

test("when the wait ends it says what was missing and what the namespace's pods and events say", async () => {
  await world.namespace("stuck");
  await world.until("/api/v1/namespaces/stuck/serviceaccounts/default", (one) => one !== undefined);
  await world.plane.request("POST", "/api/v1/namespaces/stuck/pods", {
    metadata: { name: "vd-0" },
    spec: {
      nodeSelector: { none: "such" },
      containers: [{ name: "syncer", image: "example" }],
    },
  });
  await world.until("/api/v1/namespaces/stuck/events", (list) =>
    JSON.stringify(list).includes("FailedScheduling"),
  );
  const wanted = inputs("vd", { namespace: "stuck", timeoutSeconds: 1 });
  const { details } = await rejection(world.plugin.create(urn, wanted));
  expect(details).toContain("not ready within 1 s: Secret stuck/vc-vd is not there yet");
  expect(details).toMatch(/Pod vd-0: Unschedulable, .*nodes are available/);
  expect(details).toMatch(/Pod vd-0: FailedScheduling:/);
});

test("a virtual API that does not answer is waited for, and its last failure said", async () => {
  await secret("deaf", left());
  const wanted = inputs("deaf", { server: "https://127.0.0.1:1", timeoutSeconds: 1 });
  const { details } = await rejection(world.plugin.create(urn, wanted));
  expect(details).toContain("the virtual API at https://127.0.0.1:1 does not answer yet");
  expect(details).toContain("nobody listens there");
});

test("a preview knows no kubeconfig; another host kubeconfig alone keeps the one that is known", async () => {
  const foreseen = await world.plugin.create(urn, inputs("new"), true);
  expect(value(foreseen.outputs["kubeconfig"])).toBe(UNKNOWN);
  const state = { inputs: inputs("new"), outputs: { kubeconfig: "a: kept" } };
  const rotated = await world.plugin.update(urn, state, inputs("new", { hostKubeconfig: nowhere }));
  expect(value(rotated["kubeconfig"])).toBe("a: kept");
});
