import { existsSync, readFileSync, readdirSync } from "node:fs";
import { parse } from "yaml";

import type { ApiClient } from "../../sandbox/control-plane/api-client";
import { descendantsOf, isAlive } from "../support/processes";
import { VirtualWorld, waitingMs } from "./virtual-world";

const ports = { va: 31843, vb: 31844 };
const names = ["va", "vb"] as const;
let world: VirtualWorld<keyof typeof ports>;
let mounts: string;
let devices: readonly string[];

beforeAll(async () => {
  mounts = readFileSync("/proc/self/mountinfo", "utf8");
  devices = readdirSync("/sys/class/net");
  world = await VirtualWorld.start(ports);
  for (const name of names) await world.install(name);
}, waitingMs);

afterAll(() => world.stop());

test.each(names)(
  "%s answers at its NodePort with the kubeconfig of its Secret",
  async (name) => {
    const { clusters } = parse(await world.kubeconfigOf(name)) as {
      clusters: { cluster: { server: string } }[];
    };
    expect(clusters[0]?.cluster.server).toBe(`https://127.0.0.1:${ports[name]}`);
    await world.inside(name, (client) =>
      world.until(
        name,
        client,
        "/api/v1/namespaces/kube-system/services/kube-dns",
        ({ spec }) => spec?.clusterIP !== undefined,
      ),
    );
  },
  waitingMs,
);

test.each(names)(
  "a Deployment inside %s becomes Ready, by pods of the host",
  async (name) => {
    await world.inside(name, async (client) => {
      await deployed(name, client, "default", "example");
    });
    const pods = await world.host.request("GET", `/api/v1/namespaces/${name}/pods`);
    expect(JSON.stringify(pods)).toContain(`-x-default-x-${name}`);
  },
  waitingMs,
);

test(
  "a webhook inside is answered as it is told, once its pod is Ready",
  async () => {
    await world.inside("vb", async (client) => {
      await client.request("POST", "/api/v1/namespaces", { metadata: { name: "guard" } });
      await client.request("POST", "/api/v1/namespaces/guard/services", {
        metadata: { name: "webhook" },
        spec: { selector: { app: "webhook" }, ports: [{ port: 443, targetPort: 9443 }] },
      });
      const configurations =
        "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
      await client.request("POST", configurations, configuration);
      await expect(create("early")).rejects.toThrow(/failed calling webhook .*connection refused/);
      await deployed("vb", client, "guard", "webhook");
      await world.until(
        "vb",
        retried(() => create("allowed")),
        "",
        () => true,
      );

      const { webhooks } = world.runner.running().find(({ name }) => name === "vb") ?? {};
      await webhooks?.behave("guard/webhook", { deny: "not on a Saturday" });
      await expect(create("denied")).rejects.toThrow(/denied the request: not on a Saturday/);
      await webhooks?.behave("guard/webhook", "unserved");
      await expect(create("unserved")).rejects.toThrow(/connection refused/);

      function create(name: string): Promise<unknown> {
        const metadata = { name, labels: { guarded: "yes" } };
        return client.request("POST", "/api/v1/namespaces/default/configmaps", { metadata });
      }
    });
  },
  waitingMs,
);

test(
  "an operator inside tends its custom resources, once its pod is Ready",
  async () => {
    await world.inside("vb", async (client) => {
      const anchors = "/apis/hnc.x-k8s.io/v1alpha2/namespaces/default/subnamespaceanchors";
      const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
      await client.request("POST", definitions, definition);
      await client.request("POST", "/api/v1/namespaces", { metadata: { name: "hnc-system" } });
      await world.until("vb", client, anchors, () => true);
      await client.request("POST", anchors, {
        apiVersion: "hnc.x-k8s.io/v1alpha2",
        kind: "SubnamespaceAnchor",
        metadata: { name: "sub" },
      });
      await deployed("vb", client, "hnc-system", "hnc-controller-manager");
      await world.until("vb", client, `${anchors}/sub`, ({ metadata }) =>
        Boolean(metadata?.finalizers?.includes("hnc.x-k8s.io")),
      );
    });
  },
  waitingMs,
);

test(
  "one whose release goes ends with it, the other runs on",
  async () => {
    await world.helm("uninstall", "va", "--namespace", "va", "--wait");
    await world.untilRuns(["vb"]);
    expect(world.runner.running()).toMatchObject([{ name: "vb", nodePort: ports.vb }]);
    expect(existsSync(world.folderOf("va"))).toBe(false);
    await world.inside("vb", (client) => client.request("GET", "/version"));
  },
  waitingMs,
);

test(
  "nothing is left when the runner stops",
  async () => {
    const { runner } = world;
    const pids = runner.running().flatMap(({ pid }) => [pid, ...descendantsOf(pid).map(pidOf)]);
    expect(pids.length).toBeGreaterThan(4);
    await runner.stop();
    expect(runner.running()).toEqual([]);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(readFileSync("/proc/self/mountinfo", "utf8")).toBe(mounts);
    expect(readdirSync("/sys/class/net")).toEqual(devices);
  },
  waitingMs,
);

/** Makes a Deployment inside, and waits until its pod is Ready. */
async function deployed(
  name: keyof typeof ports,
  client: ApiClient,
  namespace: string,
  app: string,
): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  const labels = { app };
  const pod = { containers: [{ name: "main", image: "example" }] };
  await client.request("POST", path, {
    metadata: { name: app },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
  });
  await world.until(name, client, `${path}/${app}`, ({ status }) => status?.readyReplicas === 1);
}

/** Looks by trying. */
function retried(act: () => Promise<unknown>): Pick<ApiClient, "request"> {
  return { request: act };
}

const configuration = {
  metadata: { name: "guard" },
  webhooks: [
    {
      name: "guard.example.com",
      clientConfig: { service: { namespace: "guard", name: "webhook" } },
      rules: [
        { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] },
      ],
      objectSelector: { matchLabels: { guarded: "yes" } },
      failurePolicy: "Fail",
      sideEffects: "None",
      admissionReviewVersions: ["v1"],
    },
  ],
};

const schema = {
  openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
};
const definition = {
  metadata: { name: "subnamespaceanchors.hnc.x-k8s.io" },
  spec: {
    group: "hnc.x-k8s.io",
    scope: "Namespaced",
    names: {
      plural: "subnamespaceanchors",
      singular: "subnamespaceanchor",
      kind: "SubnamespaceAnchor",
    },
    versions: [{ name: "v1alpha2", served: true, storage: true, schema }],
  },
};

function pidOf({ pid }: { readonly pid: number }): number {
  return pid;
}
