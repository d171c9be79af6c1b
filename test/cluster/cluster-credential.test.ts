import { load } from "js-yaml";
import { secret } from "../provider/world";
import { rejection } from "../support/plugin";
import { apiServer, canary, CredentialWorld, dataPath, kubeconfig, urnOf } from "./credentials";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const worlds = new CredentialWorld();

beforeAll(() => worlds.start());
afterAll(() => worlds.stop());

function serverIn(text: string): unknown {
  return (load(text) as { clusters: { cluster: { server: string } }[] }).clusters[0]?.cluster
    .server;
}

describe("Create", () => {
  it("keeps the reduced kubeconfig where operators look for it, and does not repeat it", async () => {
    const inputs = worlds.inputs();
    const { id, outputs } = await worlds.created(inputs);
    expect(id).toBe(`cluster/kubernetes/${inputs.clusterName}/default/admin`);
    expect(outputs).toEqual({ path: id, version: 1, stored: true });
    const kept = await worlds.kept(inputs);
    expect(kept?.kubeconfig).toContain(canary);
    expect(serverIn(kept?.kubeconfig ?? "")).toBe(apiServer);
  });

  it("looks in a preview, and writes nothing", async () => {
    const inputs = worlds.inputs();
    const { outputs } = await worlds.plugin.create(
      urnOf(inputs),
      await worlds.checked(inputs),
      true,
    );
    expect(outputs).toMatchObject({ stored: true, version: UNKNOWN });
    expect(await worlds.kept(inputs)).toBeUndefined();
  });

  it("plans with a kubeconfig that is not known yet", async () => {
    const inputs = { ...worlds.inputs(), kubeconfig: UNKNOWN };
    const checked = await worlds.checked(inputs);
    const { outputs } = await worlds.plugin.create(urnOf(inputs), checked, true);
    expect(outputs).toMatchObject({ stored: true, version: UNKNOWN });
  });

  it("takes the same content over as it is, whatever its style", async () => {
    const inputs = worlds.inputs();
    const first = await worlds.created(inputs);
    const { kubeconfig: text } = (await worlds.kept(inputs))!;
    await worlds.meddle(inputs, { kubeconfig: JSON.stringify(load(text)) });
    const second = await worlds.created(inputs);
    expect(second.outputs).toEqual({ ...first.outputs, version: 2 });
    expect((await worlds.kept(inputs))?.version).toBe(2);
  });

  it("refuses to overwrite what somebody else keeps there, in a preview, too, unless told to", async () => {
    const inputs = worlds.inputs();
    await worlds.meddle(inputs, { kubeconfig: kubeconfig("theirs") });
    const checked = await worlds.checked(inputs);
    for (const preview of [true, false]) {
      const refused = await rejection(worlds.plugin.create(urnOf(inputs), checked, preview));
      expect(refused.code).toBe(9);
      expect(refused.details).toMatch(
        /^Somebody else keeps .* at cluster\/kubernetes\/pd\d+\/default\/admin in Vault \(version 1\)\.\n.*adopt: true.*import.*\[vault-conflict\]$/s,
      );
      expect(refused.details).not.toMatch(/cAnAry|theirs/);
    }
    const { outputs } = await worlds.created({ ...inputs, adopt: true });
    expect(outputs["version"]).toBe(2);
  });
});

describe("Update", () => {
  it("replaces a rotated kubeconfig, and only that is a change", async () => {
    const inputs = worlds.inputs();
    const state = await worlds.created(inputs);
    const restyled = { ...inputs, kubeconfig: secret(`# rotated?\n${kubeconfig()}`) };
    expect(await worlds.changes(state, restyled)).toEqual([[], []]);
    const rotated = { ...inputs, kubeconfig: secret(kubeconfig("new")) };
    expect(await worlds.changes(state, rotated)).toEqual([["kubeconfig"], []]);
    expect((await worlds.updated(state, rotated, true)).outputs["version"]).toBe(UNKNOWN);
    expect((await worlds.kept(inputs))?.version).toBe(1);
    expect((await worlds.updated(state, rotated)).outputs["version"]).toBe(2);
    expect((await worlds.kept(inputs))?.kubeconfig).toMatch(/token: new/);
  });

  it("writes another API server, and makes another resource for another cluster or mount", async () => {
    const inputs = worlds.inputs();
    const state = await worlds.created(inputs);
    const moved = { ...inputs, apiServer: "https://10.0.1.8:6443" };
    expect(await worlds.changes(state, moved)).toEqual([["apiServer"], []]);
    await worlds.updated(state, moved);
    expect(serverIn((await worlds.kept(inputs))!.kubeconfig)).toBe("https://10.0.1.8:6443");
    const [, replaced] = await worlds.changes(state, { ...inputs, mount: "kv" });
    expect(replaced).toEqual(["mount"]);
  });

  it("is refused when somebody else changed it, until that was shown", async () => {
    const inputs = worlds.inputs();
    const state = await worlds.created(inputs);
    await worlds.meddle(inputs, { kubeconfig: kubeconfig("theirs") });
    const rotated = { ...inputs, kubeconfig: secret(kubeconfig("new")) };
    const refused = await rejection(worlds.updated(state, rotated));
    expect(refused.details).toMatch(/^Somebody else changed .* version 2 now\.\n.*pulumi refresh/s);
    const shown = await worlds.read(state);
    await worlds.updated(shown, rotated);
    expect((await worlds.kept(inputs))?.kubeconfig).toMatch(/token: new/);
  });
});

describe("Read", () => {
  it("answers the very state if nothing changed, or only its style did", async () => {
    const inputs = worlds.inputs();
    const state = await worlds.created(inputs);
    expect(await worlds.read(state)).toEqual(state);
    const { kubeconfig: text } = (await worlds.kept(inputs))!;
    await worlds.meddle(inputs, { kubeconfig: JSON.stringify(load(text)) });
    expect(await worlds.read(state)).toEqual(state);
  });

  it("shows what somebody changed as a secret, and the next update restores it", async () => {
    const inputs = worlds.inputs();
    const state = await worlds.created(inputs);
    await worlds.meddle(inputs, { kubeconfig: kubeconfig("theirs") });
    const found = await worlds.read(state);
    expect(found.inputs["kubeconfig"]).toEqual(secret(kubeconfig("theirs")));
    expect(found.outputs["version"]).toBe(2);
    expect((await worlds.changes(found, inputs))[0]).toEqual(["apiServer", "kubeconfig"]);
    await worlds.updated(found, inputs);
    expect((await worlds.kept(inputs))?.kubeconfig).toContain(canary);
  });

  it("answers nothing when it is gone, and it can be made again", async () => {
    const inputs = worlds.inputs();
    const state = await worlds.created(inputs);
    await worlds.vault.request("DELETE", dataPath(inputs.clusterName));
    expect(await worlds.read(state)).toEqual({ id: "", inputs: {}, outputs: {} });
    expect((await worlds.created(inputs)).outputs["version"]).toBe(2);
  });

  it("imports by id, so that nothing is to be done for it", async () => {
    const inputs = worlds.inputs();
    const state = await worlds.created(inputs);
    const imported = await worlds.plugin.read(urnOf(inputs), state.id);
    expect([imported.id, imported.outputs]).toEqual([state.id, state.outputs]);
    expect(await worlds.changes(imported, inputs)).toEqual([[], []]);
    const absent = `cluster/kubernetes/absent/default/admin`;
    expect((await rejection(worlds.plugin.read(urnOf(inputs), absent))).code).toBe(5);
    expect((await rejection(worlds.plugin.read(urnOf(inputs), "pd"))).code).toBe(3);
  });
});

describe("Delete", () => {
  it("leaves no trace, and is no failure when all is gone", async () => {
    const inputs = worlds.inputs();
    const state = await worlds.created(inputs);
    await worlds.updated(state, { ...inputs, kubeconfig: secret(kubeconfig("new")) });
    const metadata = dataPath(inputs.clusterName).replace("/data/", "/metadata/");
    await worlds.delete(await worlds.read(state));
    expect((await worlds.vault.request("GET", metadata)).status).toBe(404);
    await worlds.delete(state);
  });

  it("leaves what somebody else changed, and says so", async () => {
    const inputs = worlds.inputs();
    const state = await worlds.created(inputs);
    await worlds.meddle(inputs, { kubeconfig: kubeconfig("theirs") });
    await worlds.delete(state);
    expect((await worlds.kept(inputs))?.kubeconfig).toBe(kubeconfig("theirs"));
    const [{ message } = { message: "" }] = await worlds.told(inputs, 1);
    expect(message).toMatch(/stays in Vault: somebody else changed it, it is at version 2 now/);
  });

  it("with a token that may not delete the history deletes the newest version, and says so", async () => {
    const inputs = worlds.inputs();
    const token = await worlds.vault.tokenFor({
      "cluster/data/*": ["create", "update", "read", "delete"],
    });
    const state = await worlds.created(inputs);
    await worlds.configure({ address: worlds.vault.address, token });
    await worlds.delete(state);
    expect(await worlds.kept(inputs)).toBeUndefined();
    const [{ message } = { message: "" }] = await worlds.told(inputs, 1);
    expect(message).toMatch(/^Older versions of cluster\/kubernetes\/pd/);
    await worlds.configure({ address: worlds.vault.address, token: worlds.vault.token });
    expect((await worlds.created(inputs)).outputs["version"]).toBe(2);
  });
});
