import { rejection } from "../support/plugin";
import type { Plain } from "./plugin-world";
import { nowhere, PluginWorld, urnOf } from "./plugin-world";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const type = "ConfigMapEntries";

const dex = `issuer: https://dex.example.com # kept
staticClients:
- id: nautes
  redirectURIs:
  # by hand
  - https://theirs.example.com/callback
  secret: cAnAry
`;

let world: PluginWorld;
let count = 0;
beforeAll(async () => {
  world = await PluginWorld.start();
});
afterAll(() => world.stop());

/** A ConfigMap of its own, with another key besides. */
async function configMap(text = dex): Promise<string> {
  const name = `dex-${++count}`;
  const data = { "config.yaml": text, other: "untouched" };
  await world.plane.request("POST", folder, { metadata: { name }, data });
  return name;
}

const folder = "/api/v1/namespaces/default/configmaps";

function entries(name: string, values: readonly string[], more: Plain = {}): Plain {
  return {
    kubeconfig: world.plane.kubeconfig,
    namespace: "default",
    name,
    key: "config.yaml",
    list: "staticClients[id=nautes].redirectURIs",
    values,
    ...more,
  };
}

async function data(name: string): Promise<Plain> {
  return ((await world.found(`${folder}/${name}`)) as unknown as { data: Plain }).data;
}

async function text(name: string): Promise<string> {
  return String((await data(name))["config.yaml"]);
}

async function version(name: string): Promise<unknown> {
  return (await world.found(`${folder}/${name}`))?.metadata.resourceVersion;
}

const theirs = "  - https://theirs.example.com/callback\n";

test("entries come and go, and every other byte and key stays", async () => {
  const name = await configMap();
  const state = await world.created(type, "a", entries(name, ["https://a/callback"]));
  expect(state.id).toBe(`default/${name}/config.yaml#staticClients[id=nautes].redirectURIs`);
  const merged = (await text(name)).replace("  - https://a/callback\n", "");
  expect([merged, (await data(name))["other"]]).toEqual([dex, "untouched"]);
  const wanted = entries(name, ["https://b/callback"]);
  await world.plugin.update(urnOf(type, "a"), state, wanted);
  expect(await text(name)).not.toContain("https://a/");
  expect(await text(name)).toContain("https://b/callback");
  const found = await version(name);
  await world.plugin.update(urnOf(type, "a"), { ...state, inputs: wanted }, wanted);
  expect(await version(name)).toBe(found);
  await world.plugin.delete(urnOf(type, "a"), { inputs: wanted, outputs: {} });
  expect(await data(name)).toEqual({ "config.yaml": dex, other: "untouched" });
});

test("writers that come at once survive each other, and so does who writes beside them", async () => {
  const name = await configMap();
  const uris = Array.from({ length: 8 }, (_, index) => `https://h${index}/callback`);
  const states = await Promise.all(
    uris.map((uri, index) => world.created(type, `w${index}`, entries(name, [uri]))),
  );
  for (const uri of uris) expect(await text(name)).toContain(`- ${uri}\n`);
  expect(await text(name)).toContain(theirs);
  await Promise.all(
    states.map((state, index) => world.plugin.delete(urnOf(type, `w${index}`), state)),
  );
  expect(await text(name)).toBe(dex);
});

test("what somebody took out shows in Read, and is put back", async () => {
  const name = await configMap();
  const uris = ["https://a/callback", "https://b/callback"];
  const state = await world.created(type, "d", entries(name, uris));
  expect(await world.plugin.read(urnOf(type, "d"), state.id, state)).toEqual(state);
  const less = (await text(name)).replace("  - https://a/callback\n", "");
  await world.plane.request("PUT", `${folder}/${name}`, {
    metadata: { name },
    data: { "config.yaml": less },
  });
  const found = await world.plugin.read(urnOf(type, "d"), state.id, state);
  expect(found.inputs["values"]).toEqual(["https://b/callback"]);
  const difference = await world.plugin.diff(urnOf(type, "d"), found.inputs, state.inputs);
  expect(difference.getDiffsList()).toEqual(["values"]);
  await world.plugin.update(urnOf(type, "d"), found, state.inputs);
  expect(await text(name)).toContain("- https://a/callback\n");
});

test("a ConfigMap that is gone is gone, and its entries with it", async () => {
  const name = await configMap();
  const state = await world.created(type, "g", entries(name, ["https://a/callback"]));
  await world.plane.request("DELETE", `${folder}/${name}`);
  expect((await world.plugin.read(urnOf(type, "g"), state.id, state)).id).toBe("");
  await world.plugin.delete(urnOf(type, "g"), state);
});

test("another place is another resource", async () => {
  const olds = entries("one", ["https://a"]);
  const moved = { ...olds, name: "two", list: "other" };
  const difference = await world.plugin.diff(urnOf(type, "m"), olds, moved);
  expect(difference.getReplacesList().sort()).toEqual(["list", "name"]);
});

describe("A preview", () => {
  async function foreseen(inputs: Plain): Promise<string> {
    const checked = await world.plugin.check(urnOf(type, "p"), inputs);
    expect(checked.failures).toEqual([]);
    const refused = await rejection(world.plugin.create(urnOf(type, "p"), checked.inputs, true));
    expect(refused.code).toBe(9);
    expect(refused.details).not.toContain("cAnAry");
    return refused.details;
  }

  test("writes nothing", async () => {
    const name = await configMap();
    await world.plugin.create(urnOf(type, "p"), entries(name, ["https://a"]), true);
    expect(await text(name)).toBe(dex);
  });

  test("says what is not there, or cannot be edited", async () => {
    const name = await configMap();
    expect(await foreseen(entries("absent", ["a"]))).toMatch(
      /^The ConfigMap default\/absent is not there\.\nCorrect .*config-map-unsuitable/s,
    );
    expect(await foreseen(entries(name, ["a"], { key: "k" }))).toMatch(/has no key k\./);
    const list = "staticClients[id=other].redirectURIs";
    expect(await foreseen(entries(name, ["a"], { list }))).toMatch(/`staticClients\[id=other]/);
    const flow = await configMap("redirectURIs: [a, b] # cAnAry\n");
    expect(await foreseen(entries(flow, ["c"], { list: "redirectURIs" }))).toMatch(
      /^The file config\.yaml of ConfigMap default\/dex-\d+ writes the list .* brackets/,
    );
  });

  test("does without a cluster that cannot be asked, or is not known yet", async () => {
    for (const kubeconfig of [nowhere, UNKNOWN]) {
      await world.plugin.create(urnOf(type, "p"), entries("x", ["a"], { kubeconfig }), true);
    }
  });
});

test("of a cluster that cannot be reached nothing is known: Read keeps the state with a warning", async () => {
  const inputs = entries("x", ["a"], { kubeconfig: nowhere });
  const state = { id: "x", inputs, outputs: {} };
  expect(await world.plugin.read(urnOf(type, "u"), "x", state)).toEqual(state);
  const [warning] = await world.engine.logged(1);
  expect(warning?.message).toMatch(/^Drift unknown: The API server .* cannot be reached/);
});
