import { existsSync, readFileSync, readdirSync } from "node:fs";
import { parse } from "yaml";

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
      const labels = { app: "example" };
      const pod = { containers: [{ name: "main", image: "example" }] };
      const path = "/apis/apps/v1/namespaces/default/deployments";
      await client.request("POST", path, {
        metadata: { name: "example" },
        spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
      });
      await world.until(
        name,
        client,
        `${path}/example`,
        ({ status }) => status?.readyReplicas === 1,
      );
    });
    const pods = await world.host.request("GET", `/api/v1/namespaces/${name}/pods`);
    expect(JSON.stringify(pods)).toContain(`-x-default-x-${name}`);
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

function pidOf({ pid }: { readonly pid: number }): number {
  return pid;
}
