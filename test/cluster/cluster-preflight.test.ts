import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { UNKNOWN } from "../../provider/claims/model";
import { createAuthority } from "../../sandbox/certificates";
import { freePort } from "../../sandbox/process";
import type { Plain } from "./plugin-world";
import { nowhere, PluginWorld } from "./plugin-world";

/** The source of charts: two versions of traefik over HTTP, one of them in a registry. */
const charts = createServer(({ url }, response) => {
  const index = "apiVersion: v1\nentries:\n  traefik:\n  - version: 41.0.1\n  - version: v40.0.0\n";
  const answers: Record<string, string> = {
    "/charts/index.yaml": index,
    "/v2/": "{}",
    "/v2/charts/traefik/manifests/41.0.1_x": "{}",
    "/v2/charts/traefik/tags/list": '{"tags":["41.0.1_x"]}',
  };
  const answer = answers[url ?? ""];
  response.writeHead(answer === undefined ? 404 : 200).end(answer ?? "no");
});

let world: PluginWorld;
let host: string;
beforeAll(async () => {
  world = await PluginWorld.start();
  await new Promise<void>((resolve) => charts.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(charts.address() as AddressInfo).port}`;
});
afterAll(async () => {
  charts.close();
  await world.stop();
});

async function problems(args: Plain): Promise<string[]> {
  const { result, failures } = await world.plugin.invoke("nautes:index:clusterPreflight", {
    kubeconfig: world.plane.kubeconfig,
    ...args,
  });
  expect(failures).toEqual([]);
  const found = result["problems"] as { code: string; message: string }[];
  return found.map(({ code, message }) => `${code}: ${message}`);
}

test("a cluster on which all can be installed has no problem", async () => {
  const wanted = [
    { repository: `http://${host}/charts`, name: "traefik", version: "40.0.0" },
    { name: `oci://${host}/charts/traefik`, version: "41.0.1+x" },
    { repository: `oci://${host}/charts`, name: "traefik", version: "41.0.1+x" },
    { name: "./charts/own", version: "1.0.0" },
  ];
  const nodePorts = [{ port: 30443, what: "the gateway's HTTPS" }];
  const namespaces = [{ name: "default" }, { name: "none", labels: { owner: "me" } }];
  const args = { minVersion: "1.28", charts: wanted, nodePorts, namespaces };
  expect(await problems({ ...args, rights: "install" })).toEqual([]);
  expect(await problems({ ...args, rights: "runtime" })).toEqual([]);
});

test("a NodePort that another Service holds is named with it; the Service that may hold it is not", async () => {
  await world.plane.request("POST", "/api/v1/namespaces/default/services", {
    metadata: { name: "gateway" },
    spec: { type: "NodePort", ports: [{ port: 443, nodePort: 31443 }] },
  });
  const wanted = { port: 31443, what: "the virtual API" };
  expect(await problems({ nodePorts: [wanted] })).toEqual([
    expect.stringContaining(
      "NodePort 31443, wanted for the virtual API, is taken by Service default/gateway",
    ),
  ]);
  expect(await problems({ nodePorts: [{ ...wanted, service: "default/gateway" }] })).toEqual([]);
});

test("a Kubernetes that is too old or too new is refused", async () => {
  expect(await problems({ minVersion: "1.99" })).toEqual([
    expect.stringMatching(/^kubernetes-unsuitable: .* need 1\.99 or later/),
  ]);
  expect(await problems({ belowVersion: "1.30" })).toEqual([
    expect.stringMatching(/^kubernetes-unsuitable: .* below 1\.30/),
  ]);
});

test("rights that lack are named in one sentence", async () => {
  const kubeconfig = world.plane.clientFor("joe");
  const [first, ...others] = await problems({ kubeconfig });
  expect(others).toEqual([]);
  expect(first).toMatch(
    /^cluster-permission-denied: .* may not create or delete namespaces, .*clusterroles/,
  );
  const nodePorts = [{ port: 30000, what: "x" }];
  expect(await problems({ kubeconfig, nodePorts, rights: "runtime" })).toContainEqual(
    expect.stringContaining('User "joe" may not list resource "services"'),
  );
});

test("a right to create is none to delete, and one in a namespace none elsewhere", async () => {
  const rbac = "/apis/rbac.authorization.k8s.io/v1";
  const apiGroup = "rbac.authorization.k8s.io";
  async function bind(name: string, verbs: string[], rule: Plain, at = "clusterrolebindings") {
    const [metadata, roleRef] = [{ name }, { apiGroup, kind: "ClusterRole", name }];
    const subjects = [{ apiGroup, kind: "User", name: "ann" }];
    const rules = [{ ...rule, verbs }];
    await world.plane.request("POST", `${rbac}/clusterroles`, { metadata, rules });
    await world.plane.request("POST", `${rbac}/${at}`, { metadata, roleRef, subjects });
  }
  const apiGroups = ["", "argoproj.io", "hnc.x-k8s.io", apiGroup];
  const secrets = { apiGroups: [""], resources: ["secrets"] };
  await bind("here", ["*"], secrets, "namespaces/default/rolebindings");
  await bind("created", ["create"], { apiGroups, resources: ["*"] });
  const others = ["namespaces", "serviceaccounts", "rolebindings", "hierarchyconfigurations"];
  const resources = [...others, "appprojects", "applications"];
  await bind("deleted", ["delete"], { apiGroups, resources });
  const asked = { kubeconfig: world.plane.clientFor("ann"), rights: "runtime" };
  // The API server learns of bindings a moment after it has stored them.
  let found = await problems(asked);
  while (/may not create|namespaces/.test(found.join())) found = await problems(asked);
  expect(found).toEqual([expect.stringContaining("user may not delete secrets on https:")]);
  await bind("everywhere", ["delete"], secrets);
  while (found.length > 0) found = await problems(asked);
});

test("a certificate of another authority is told from an expired one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "other-authority-"));
  try {
    const other = createAuthority(folder, "Other CA");
    const client = other.issue({ subject: "/O=system:masters/CN=admin" });
    const config = parse(world.plane.kubeconfig) as { users: { name: string }[] };
    const user = {
      "client-certificate-data": Buffer.from(client.certificate).toString("base64"),
      "client-key-data": Buffer.from(client.key).toString("base64"),
    };
    const users = [{ name: config.users[0]!.name, user }];
    expect(await problems({ kubeconfig: stringify({ ...config, users }) })).toEqual([
      expect.stringContaining("its client certificate is of another authority than the cluster's"),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("an expired certificate and a cluster that is gone are said once each", async () => {
  const expired = world.plane.clientFor("admin", ["system:masters"], { expired: true });
  const more = {
    namespaces: [{ name: "a" }, { name: "b" }],
    nodePorts: [{ port: 30000, what: "x" }],
  };
  expect(await problems({ kubeconfig: expired, ...more })).toEqual([
    expect.stringMatching(
      /^cluster-credentials-refused: .*its client certificate expired on \d{4}-/,
    ),
  ]);
  const gone = await problems({ kubeconfig: nowhere, ...more });
  expect(gone).toEqual([expect.stringMatching(/^cluster-unreachable: .*nobody listens there/)]);
  expect(gone.join("")).not.toContain("canary-token");
});

test("a command that the kubeconfig names gives the credential, as kubectl has it", async () => {
  const config = parse(world.plane.kubeconfig) as { users: { name: string; user: Plain }[] };
  const { user } = config.users[0]!;
  function decoded(key: string): string {
    return Buffer.from(String(user[key]), "base64").toString("utf8");
  }
  const status = {
    clientCertificateData: decoded("client-certificate-data"),
    clientKeyData: decoded("client-key-data"),
  };
  const apiVersion = "client.authentication.k8s.io/v1";
  const credential = { apiVersion, kind: "ExecCredential", status };
  function withCommand(command: string, ...args: readonly string[]): string {
    const exec = { apiVersion, command, args, interactiveMode: "Never" };
    return stringify({ ...config, users: [{ name: config.users[0]!.name, user: { exec } }] });
  }
  const works = withCommand("printf", "%s", JSON.stringify(credential));
  expect(await problems({ kubeconfig: works })).toEqual([]);
  expect(await problems({ kubeconfig: withCommand("no-such-command-here") })).toEqual([
    expect.stringMatching(/^cluster-credentials-refused: The command .* was not found/),
  ]);
  const hangs = withCommand("sleep", "3");
  expect(await problems({ kubeconfig: hangs, timeoutSeconds: 1 })).toEqual([
    expect.stringMatching(/^cluster-timeout: /),
  ]);
});

test("a namespace that is being deleted is named", async () => {
  await world.namespace("ending", { finalizers: ["example.com/hold"] });
  await world.plane.request("DELETE", "/api/v1/namespaces/ending");
  expect(await problems({ namespaces: [{ name: "ending" }] })).toEqual([
    expect.stringContaining("namespace-terminating: Namespace ending is being deleted"),
  ]);
});

test("a namespace that somebody else made is named with the label that it lacks", async () => {
  await world.namespace("theirs", { labels: { owner: "them" } });
  const wanted = { name: "theirs", labels: { owner: "me" } };
  expect(await problems({ namespaces: [wanted] })).toEqual([
    expect.stringMatching(
      /^object-not-ours: Namespace theirs is there already .* no label owner=me\.\n.*`kubectl label --overwrite namespace theirs owner=me`/,
    ),
  ]);
  expect(await problems({ namespaces: [{ ...wanted, labels: { owner: "them" } }] })).toEqual([]);
  expect(await problems({ namespaces: [{ name: "theirs" }] })).toEqual([]);
});

test("a chart, a version or a repository that is not there is named, without its credentials", async () => {
  const closed = await freePort();
  const repository = `http://user:canary@${host}/charts`;
  const found = await problems({
    charts: [
      { repository, name: "traefik", version: "99.9.9" },
      { repository, name: "absent", version: "1.0.0" },
      { repository: `http://${host}/none`, name: "traefik", version: "1.0.0" },
      { repository: `http://127.0.0.1:${closed}`, name: "traefik", version: "1.0.0" },
      { name: `oci://${host}/charts/traefik`, version: "9.9.9" },
      { name: `oci://${host}/charts/absent`, version: "9.9.9" },
    ],
  });
  expect(found).toEqual([
    expect.stringMatching(/^chart-not-found: Chart traefik 99\.9\.9 .* it has 41\.0\.1, v40\.0\.0/),
    expect.stringMatching(/^chart-not-found: Chart absent 1\.0\.0 .* no chart of this name/),
    expect.stringMatching(/^chart-source-unreachable: .*\/none .*there is nothing \(HTTP 404\)/),
    expect.stringMatching(/^chart-source-unreachable: .*127\.0\.0\.1:\d+ .*nobody listens there/),
    expect.stringMatching(/^chart-not-found: .*traefik 9\.9\.9 .* it has 41\.0\.1_x/),
    expect.stringMatching(/^chart-not-found: .*absent 9\.9\.9 .* no chart of this name/),
  ]);
  expect(found.join("")).not.toContain("canary");
});

test("what is not known before the update is not looked at; what is wrong is a failure", async () => {
  expect(await problems({ kubeconfig: UNKNOWN })).toEqual([]);
  expect(await problems({ minVersion: UNKNOWN, charts: [{ name: UNKNOWN }] })).toEqual([]);
  const { failures } = await world.plugin.invoke("nautes:index:clusterPreflight", {
    rights: "all",
  });
  expect(failures.map((reason) => reason.split(" ")[0])).toEqual(["kubeconfig", "rights"]);
});
