import { UNKNOWN } from "../../provider/claims/model";
import type { KubeObject } from "../../sandbox/control-plane/api-client";
import { rejection } from "../support/plugin";
import type { Plain } from "./plugin-world";
import { nowhere, PluginWorld, urnOf } from "./plugin-world";

let world: PluginWorld;
beforeAll(async () => {
  world = await PluginWorld.start();
});
afterAll(() => world.stop());

const owner = { label: "example.com/product", value: "shop" };

function shared(name: string, user: string, more: Plain = {}): Plain {
  return {
    kubeconfig: world.plane.kubeconfig,
    manifest: { apiVersion: "v1", kind: "Namespace", metadata: { name } },
    owner,
    user,
    ...more,
  };
}

function users(object: KubeObject | undefined): string | undefined {
  return object?.metadata.annotations?.["pulumi-nautes/users"];
}

async function deleted(state: { inputs: Plain; outputs: Plain }): Promise<void> {
  await world.plugin.delete(urnOf("SharedObject", "x"), state);
}

test("it is created with its first user and deleted with its last", async () => {
  const one = await world.created("SharedObject", "one", shared("shop-dev", "dr-one"));
  const two = await world.created("SharedObject", "two", shared("shop-dev", "dr-two"));
  const path = "/api/v1/namespaces/shop-dev";
  const found = await world.found(path);
  expect(users(found)).toBe("dr-one,dr-two");
  expect(found?.metadata.labels?.[owner.label]).toBe("shop");
  await deleted(one);
  expect(users(await world.found(path))).toBe("dr-two");
  await deleted(two);
  expect(await world.found(path)).toBeUndefined();
  await deleted(two);
});

test("labels and annotations follow the manifest, and those of others stay", async () => {
  function marked(labels: Plain, annotations: Plain): Plain {
    const metadata = { name: "marked", labels, annotations };
    return shared("marked", "dr", { manifest: { apiVersion: "v1", kind: "Namespace", metadata } });
  }
  const path = "/api/v1/namespaces/marked";
  const state = await world.created(
    "SharedObject",
    "m",
    marked({ tier: "a", old: "x" }, { n: "1" }),
  );
  await world.plane.request("PATCH", path, { metadata: { labels: { theirs: "kept" } } });
  const wanted = marked({ tier: "b" }, { n: "2" });
  const diff = await world.plugin.diff(urnOf("SharedObject", "m"), state.inputs, wanted);
  expect(diff.getReplacesList()).toEqual([]);
  await world.plugin.update(urnOf("SharedObject", "m"), state, wanted);
  const found = (await world.found(path))?.metadata;
  expect(found?.labels).toMatchObject({ tier: "b", theirs: "kept", [owner.label]: "shop" });
  expect(found?.labels).not.toHaveProperty("old");
  expect(found?.annotations).toMatchObject({ n: "2", "pulumi-nautes/users": "dr" });
  await deleted({ ...state, inputs: wanted });
});

test("users that come and go at once survive each other", async () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const states = await Promise.all(
    names.map((user) => world.created("SharedObject", user, shared("crowd", user))),
  );
  const path = "/api/v1/namespaces/crowd";
  expect(users(await world.found(path))).toBe("a,b,c,d,e,f");
  await Promise.all(states.slice(1).map(deleted));
  expect(users(await world.found(path))).toBe("a");
  await deleted(states[0]!);
  expect(await world.found(path)).toBeUndefined();
});

test("an object of somebody else is refused in preview and in up, and not touched", async () => {
  await world.namespace("theirs", { labels: { [owner.label]: "bank" } });
  await world.namespace("nobodys");
  const before = await world.found("/api/v1/namespaces/theirs");
  for (const preview of [true, false]) {
    const urn = urnOf("SharedObject", "x");
    const theirs = await rejection(world.plugin.create(urn, shared("theirs", "dr"), preview));
    expect(theirs.details).toContain("Namespace theirs exists and belongs to bank");
    expect(theirs.details).toContain("[object-not-ours");
    const nobodys = await rejection(world.plugin.create(urn, shared("nobodys", "dr"), preview));
    expect(nobodys.details).toContain("has no label example.com/product=shop");
  }
  expect(await world.found("/api/v1/namespaces/theirs")).toEqual(before);
});

test("what others made with our label is used, and stays when its last user goes", async () => {
  await world.namespace("prepared", { labels: { [owner.label]: "shop" } });
  const state = await world.created("SharedObject", "x", shared("prepared", "dr"));
  expect(users(await world.found("/api/v1/namespaces/prepared"))).toBe("dr");
  await deleted(state);
  const left = await world.found("/api/v1/namespaces/prepared");
  expect(users(left)).toBeUndefined();
  expect(left).toBeDefined();
  expect(left?.metadata.deletionTimestamp).toBeUndefined();
});

test("one that is being deleted is waited for; what holds it is said when it does not end", async () => {
  const path = "/api/v1/namespaces/default/serviceaccounts/account";
  const manifest = {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "account", namespace: "default" },
  };
  await world.created("SharedObject", "x", shared("", "dr", { manifest }));
  await world.plane.request("PATCH", path, { metadata: { finalizers: ["example.com/hold"] } });
  await world.plane.request("DELETE", path);
  const impatient = shared("", "dr", { manifest, timeoutSeconds: 1 });
  const urn = urnOf("SharedObject", "x");
  const refused = await rejection(world.plugin.create(urn, impatient));
  expect(refused.details).toContain("the end of ServiceAccount default/account");
  const coming = world.created("SharedObject", "x", shared("", "dr", { manifest }));
  await world.plane.request("PATCH", path, { metadata: { finalizers: null } });
  await coming;
  expect(users(await world.found(path))).toBe("dr");
});

test("a namespace that stays Terminating is reported with what holds it, and goes on where it was", async () => {
  await world.crd("Anchor");
  const state = await world.created("SharedObject", "x", shared("held", "dr"));
  const folder = "/apis/example.com/v1/namespaces/held/anchors";
  await world.plane.request("POST", folder, {
    apiVersion: "example.com/v1",
    kind: "Anchor",
    metadata: { name: "a", finalizers: ["example.com/hold"] },
  });
  const urn = urnOf("SharedObject", "x");
  const refused = await rejection(world.plugin.delete(urn, state, 12));
  expect(refused.details).toMatch(/NamespaceFinalizersRemaining.*example\.com\/hold/);
  await world.plane.request("PATCH", `${folder}/a`, { metadata: { finalizers: null } });
  await deleted(state);
  expect(await world.found("/api/v1/namespaces/held")).toBeUndefined();
});

test("a refresh shows that it is gone or that its label or user was taken", async () => {
  const state = await world.created("SharedObject", "x", shared("drifts", "dr"));
  const [urn, path] = [urnOf("SharedObject", "x"), "/api/v1/namespaces/drifts"];
  expect(await world.plugin.read(urn, state.id, state)).toEqual(state);
  await world.plane.request("PATCH", path, {
    metadata: { annotations: { "pulumi-nautes/users": "another" } },
  });
  expect((await world.plugin.read(urn, state.id, state)).id).toBe("");
  await world.plane.request("DELETE", path);
  await world.until(path, (object) => object === undefined);
  expect((await world.plugin.read(urn, state.id, state)).id).toBe("");
});

test("on another cluster it is another object, and with another kubeconfig the same", async () => {
  const urn = urnOf("SharedObject", "x");
  const old = shared("shop-dev", "dr", { clusterIdentifier: "one" });
  async function replaced(more: Plain): Promise<string[]> {
    const answer = await world.plugin.diff(urn, old, { ...old, ...more });
    return answer.getReplacesList();
  }
  expect(await replaced({ clusterIdentifier: "two" })).toEqual(["clusterIdentifier"]);
  expect(await replaced({ kubeconfig: nowhere })).toEqual([]);
});

test("a cluster that is gone leaves the state in a refresh, and says in a delete what to do", async () => {
  const urn = urnOf("SharedObject", "x");
  const state = { id: "x", inputs: shared("x", "dr", { kubeconfig: nowhere }), outputs: {} };
  expect((await world.plugin.read(urn, state.id, state)).id).toBe("x");
  const refused = await rejection(world.plugin.delete(urn, state, 1));
  expect(refused.details).toContain("https://127.0.0.1:1 cannot be reached: nobody listens there");
  expect(refused.details).toContain('ifUnreachable: "detach"');
  expect(refused.details).not.toContain("canary-token");
});

test("all problems of the inputs are reported, and what is unknown is none", async () => {
  const urn = urnOf("SharedObject", "x");
  const wrong = { kubeconfig: "a: [", manifest: { kind: "X" }, user: "a,b", more: 1 };
  const { failures } = await world.plugin.check(urn, wrong);
  expect(failures.map((reason) => reason.split(" ")[0]).sort()).toEqual([
    "kubeconfig",
    "manifest.apiVersion",
    "manifest.metadata",
    "more",
    "owner",
    "user",
  ]);
  const unknown = { kubeconfig: UNKNOWN, manifest: UNKNOWN, owner: UNKNOWN, user: UNKNOWN };
  expect((await world.plugin.check(urn, unknown)).failures).toEqual([]);
  expect((await world.plugin.create(urn, unknown, true)).id).toBe("");
});
