import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

import { vclusterChartFolder } from "../../sandbox/chart-repository/archives";
import { apiClient, type ApiClient } from "../../sandbox/control-plane/api-client";
import { startControlPlane, type ControlPlane } from "../../sandbox/control-plane/control-plane";
import { startEtcd } from "../../sandbox/control-plane/etcd";
import { Started } from "../../sandbox/process";
import {
  startVirtualClusterRunner,
  type VirtualClusterRunner,
} from "../../sandbox/virtual-clusters/runner";
import { descendantsOf, isAlive } from "../support/processes";

const started = new Started();
const ports = { va: 31843, vb: 31844 };
const names = ["va", "vb"] as const;
let folder: string;
let host: ControlPlane;
let runner: VirtualClusterRunner;
let mounts: string;
let devices: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "vc-"));
  mounts = readFileSync("/proc/self/mountinfo", "utf8");
  devices = readdirSync("/sys/class/net");
  const etcd = started.add(await startEtcd({ folder: join(folder, "etcd") }));
  host = started.add(await startControlPlane({ name: "host", folder: join(folder, "host"), etcd }));
  runner = await startVirtualClusterRunner({ host, folder: join(folder, "runner") });
  started.add(runner);
  for (const name of names) install(name);
});

afterAll(async () => {
  await started.stop();
  rmSync(folder, { recursive: true, force: true });
});

function helm(...args: readonly string[]): void {
  const kubeconfig = ["--kubeconfig", host.kubeconfigFile];
  execFileSync("helm", [...args, ...kubeconfig], { stdio: "pipe" });
}

function install(name: keyof typeof ports): void {
  const values = [
    "controlPlane.service.spec.type=NodePort",
    `controlPlane.service.httpsNodePort=${ports[name]}`,
    "controlPlane.proxy.extraSANs={127.0.0.1}",
    "controlPlane.statefulSet.image.repository=loft-sh/vcluster-oss",
    "controlPlane.statefulSet.persistence.volumeClaim.retentionPolicy=Delete",
    "networking.advanced.proxyKubelets.byHostname=false",
    `exportKubeConfig.server=https://127.0.0.1:${ports[name]}`,
    "telemetry.enabled=false",
  ];
  const where = ["--namespace", name, "--create-namespace"];
  helm("install", name, vclusterChartFolder() ?? "", ...where, "--set", values.join(","));
}

/** What is looked at of the objects here. */
interface Loose {
  readonly data: { readonly config?: string };
  readonly spec: { readonly clusterIP?: string };
  readonly status: { readonly readyReplicas?: number };
}

/** Asks until there is an answer that `wanted` accepts; the test's own time limit ends it. */
async function until<Answer>(
  ask: () => Promise<unknown>,
  wanted: (answer: Partial<Loose>) => boolean,
): Promise<Answer> {
  for (;;) {
    const answer: unknown = await ask().catch(() => undefined);
    if (answer !== undefined && wanted(answer as Partial<Loose>)) return answer as Answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The kubeconfig as the host's Secret has it, with the server that was asked for. */
async function kubeconfigOf(name: string): Promise<string> {
  const path = `/api/v1/namespaces/${name}/secrets/vc-${name}`;
  const { data } = await until<{ data: { config: string } }>(
    () => host.request("GET", path),
    (secret) => secret.data?.config !== undefined,
  );
  return Buffer.from(data.config, "base64").toString();
}

async function inside<Result>(
  name: keyof typeof ports,
  act: (client: ApiClient) => Promise<Result>,
): Promise<Result> {
  const client = apiClient(await kubeconfigOf(name));
  try {
    await until(
      () => client.request("GET", "/readyz"),
      () => true,
    );
    return await act(client);
  } finally {
    client.close();
  }
}

test.each(names)(
  "%s answers at its NodePort with the kubeconfig of its Secret",
  async (name) => {
    const { clusters } = parse(await kubeconfigOf(name)) as {
      clusters: { cluster: { server: string } }[];
    };
    expect(clusters[0]?.cluster.server).toBe(`https://127.0.0.1:${ports[name]}`);
    await inside(name, (client) =>
      until(
        () => client.request("GET", "/api/v1/namespaces/kube-system/services/kube-dns"),
        (service) => service.spec?.clusterIP !== undefined,
      ),
    );
  },
  60_000,
);

test.each(names)(
  "a Deployment inside %s becomes Ready, by pods of the host",
  async (name) => {
    await inside(name, async (client) => {
      const labels = { app: "example" };
      const pod = { containers: [{ name: "main", image: "example" }] };
      await client.request("POST", "/apis/apps/v1/namespaces/default/deployments", {
        metadata: { name: "example" },
        spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
      });
      await until(
        () => client.request("GET", "/apis/apps/v1/namespaces/default/deployments/example"),
        (deployment) => deployment.status?.readyReplicas === 1,
      );
    });
    const pods = await host.request("GET", `/api/v1/namespaces/${name}/pods`);
    expect(JSON.stringify(pods)).toContain(`-x-default-x-${name}`);
  },
  60_000,
);

test("one whose release goes ends with it, the other runs on", async () => {
  helm("uninstall", "va", "--namespace", "va", "--wait");
  await until(
    () => Promise.resolve(runner.running().length === 1 ? {} : undefined),
    () => true,
  );
  expect(runner.running()).toMatchObject([{ name: "vb", nodePort: ports.vb }]);
  expect(existsSync(join(folder, "runner", "va-va"))).toBe(false);
  await inside("vb", (client) => client.request("GET", "/version"));
}, 60_000);

test("nothing is left when the runner stops", async () => {
  const pids = runner.running().flatMap(({ pid }) => [pid, ...descendantsOf(pid).map(pidOf)]);
  expect(pids.length).toBeGreaterThan(4);
  await runner.stop();
  expect(runner.running()).toEqual([]);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(readFileSync("/proc/self/mountinfo", "utf8")).toBe(mounts);
  expect(readdirSync("/sys/class/net")).toEqual(devices);
}, 30_000);

function pidOf({ pid }: { readonly pid: number }): number {
  return pid;
}
