import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UNKNOWN } from "../../provider/claims/model";
import { accessOf } from "../../provider/kubernetes/kubeconfig";
import { rejection } from "../support/plugin";
import type { Plain } from "./plugin-world";
import { nowhere, PluginWorld, urnOf } from "./plugin-world";

let world: PluginWorld;
beforeAll(async () => {
  world = await PluginWorld.start();
});
afterAll(() => world.stop());

const urn = urnOf("VirtualClusterAccess", "x");

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

test("it waits for the Secret, and gives what it has to sign in with, for the asked server", async () => {
  const coming = world.created("VirtualClusterAccess", "x", inputs("vd"));
  await new Promise((resolve) => setTimeout(resolve, 500));
  await secret("vd", left());
  const state = await coming;
  expect(accessOf(value(state.outputs["kubeconfig"]))).toEqual(accessOf(world.plane.kubeconfig));
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
  expect(accessOf(value(read.outputs["kubeconfig"]))).toEqual(accessOf(other));
  await world.plane.request("DELETE", path);
  expect((await world.plugin.read(urn, state.id, state)).id).toBe("");
});

test("a kubeconfig that would have us run a command is refused, and the one that was there stays", async () => {
  const ran = join(tmpdir(), `nautes-planted-${process.pid}`);
  const planted = left().replace(
    /client-key-data: .*/,
    `exec: { apiVersion: client.authentication.k8s.io/v1, command: touch, args: ["${ran}"], interactiveMode: Never }`,
  );
  await secret("planted", planted);
  const refused = await rejection(world.plugin.create(urn, inputs("planted")));
  expect(refused.details).toMatch(
    /^The kubeconfig in Secret default\/vc-planted has more than certificates, a key and a token: `exec` of its user/,
  );
  const outputs = { kubeconfig: "a: kept" };
  const state = { id: "default/vc-planted", inputs: inputs("planted"), outputs };
  const before = (await world.engine.logged(0)).length;
  expect(await world.plugin.read(urn, state.id, state)).toEqual(state);
  const said = (await world.engine.logged(before + 1)).at(-1);
  expect(said?.message).toMatch(/^Drift unknown: The kubeconfig in Secret default\/vc-planted/);
  expect(existsSync(ran)).toBe(false);
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
