import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { vclusterChartFolder } from "../../sandbox/chart-repository/archives";
import { ApiRefusal, apiClient, type ApiClient } from "../../sandbox/control-plane/api-client";
import {
  startVirtualClusterRunner,
  type VirtualClusterRunner,
} from "../../sandbox/virtual-clusters/runner";
import { startWorld, type World } from "./control-plane-world";

/** How long a wait lasts at most: a virtual cluster of two takes 20 s on one core, and the cores may be busy otherwise. */
const patienceMs = 240_000;
/** For a test that waits. */
export const waitingMs = 300_000;

/** What is looked at of the objects here. */
export interface Loose {
  readonly metadata?: { readonly finalizers?: readonly string[] };
  readonly data?: { readonly config?: string };
  readonly spec?: { readonly clusterIP?: string };
  readonly status?: { readonly readyReplicas?: number };
}

/** A host, and virtual clusters of it by name, each behind its NodePort. */
export class VirtualWorld<Name extends string> {
  readonly #ports: Readonly<Record<Name, number>>;
  readonly #world: World;
  readonly runner: VirtualClusterRunner;

  private constructor(
    ports: Readonly<Record<Name, number>>,
    world: World,
    runner: VirtualClusterRunner,
  ) {
    this.#ports = ports;
    this.#world = world;
    this.runner = runner;
  }

  static async start<Name extends string>(
    ports: Readonly<Record<Name, number>>,
  ): Promise<VirtualWorld<Name>> {
    const world = await startWorld();
    try {
      const { plane: host, folder } = world;
      const runner = await startVirtualClusterRunner({ host, folder: join(folder, "runner") });
      return new VirtualWorld(ports, world, world.started.add(runner));
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  get host(): Pick<ApiClient, "request"> {
    return this.#world.plane;
  }

  stop(): Promise<void> {
    return this.#world.stop();
  }

  /** Where the runner keeps a virtual cluster. */
  folderOf(name: Name): string {
    return join(this.#world.folder, "runner", `${name}-${name}`);
  }

  async install(name: Name): Promise<void> {
    const values = [
      "controlPlane.service.spec.type=NodePort",
      `controlPlane.service.httpsNodePort=${this.#ports[name]}`,
      "controlPlane.proxy.extraSANs={127.0.0.1}",
      "controlPlane.statefulSet.image.repository=loft-sh/vcluster-oss",
      "controlPlane.statefulSet.persistence.volumeClaim.retentionPolicy=Delete",
      "networking.advanced.proxyKubelets.byHostname=false",
      `exportKubeConfig.server=https://127.0.0.1:${this.#ports[name]}`,
      "telemetry.enabled=false",
    ];
    const where = ["--namespace", name, "--create-namespace"];
    await this.helm(
      "install",
      name,
      vclusterChartFolder() ?? "",
      ...where,
      "--set",
      values.join(","),
    );
  }

  async helm(...args: readonly string[]): Promise<void> {
    const kubeconfig = ["--kubeconfig", this.#world.plane.kubeconfigFile];
    await promisify(execFile)("helm", [...args, ...kubeconfig]);
  }

  /** The kubeconfig as the host's Secret has it, with the server that was asked for. */
  async kubeconfigOf(name: Name): Promise<string> {
    const path = `/api/v1/namespaces/${name}/secrets/vc-${name}`;
    const { data } = await this.until(name, this.host, path, ({ data }) => data !== undefined);
    return Buffer.from(data?.config ?? "", "base64").toString();
  }

  /** Acts as the administrator of a virtual cluster, once its API answers. */
  async inside<Result>(name: Name, act: (client: ApiClient) => Promise<Result>): Promise<Result> {
    const client = apiClient(await this.kubeconfigOf(name));
    try {
      await this.until(name, client, "/readyz", () => true);
      return await act(client);
    } finally {
      client.close();
    }
  }

  /** Waits until the runner runs these and no others. */
  async untilRuns(names: readonly Name[]): Promise<void> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const running = this.runner.running().map(({ name }) => name);
      if (running.sort().join() === [...names].sort().join()) return;
      if (Date.now() > deadline) throw new Error(`The runner still runs: ${running.join(", ")}.`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Reads until the answer is as wanted. @throws Error with what it is instead, and what the virtual cluster said last */
  async until(
    name: Name,
    { request }: Pick<ApiClient, "request">,
    path: string,
    wanted: (found: Loose) => boolean,
  ): Promise<Loose> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const found = await request("GET", path).catch(asError);
      if (!(found instanceof Error) && wanted(found as Loose)) return found as Loose;
      if (Date.now() > deadline) {
        const saw = found instanceof Error ? found.message : JSON.stringify(found);
        throw new Error(`${path} of ${name} stays: ${saw}\n${this.#lastWords(name)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  #lastWords(name: Name): string {
    const log = join(this.folderOf(name), `${name}-${name}.log`);
    if (!existsSync(log)) return `The runner has not started ${name}.`;
    return readFileSync(log, "utf8").split("\n").slice(-25).join("\n");
  }
}

function asError(error: unknown): Error {
  if (error instanceof ApiRefusal) return new Error(`${error.status} ${error.message}`);
  return error instanceof Error ? error : new Error(String(error));
}
