import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChartRepository } from "../../sandbox/chart-repository/chart-repository";
import { startChartRepository } from "../../sandbox/chart-repository/chart-repository";
import type { Cluster } from "../../sandbox/cluster";
import { startCluster } from "../../sandbox/cluster";
import type { Etcd } from "../../sandbox/control-plane/etcd";
import { startEtcd } from "../../sandbox/control-plane/etcd";
import { Started } from "../../sandbox/process";
import type { Vault } from "../../sandbox/vault/vault";
import { startVault } from "../../sandbox/vault/vault";
import type { BareRepository } from "../support/bare-repository";
import { RepositoryFolder } from "../support/bare-repository";
import type { PulumiProject, StackConfig } from "../support/pulumi-project";
import { pulumiProject } from "../support/pulumi-project";

/** All that push delivery talks to, real but for the charts and what runs in pods. */
export class PushStage {
  readonly repositories = new RepositoryFolder();
  readonly tenant: BareRepository = this.repositories.create("nautes/tenant");
  readonly #started = new Started();
  readonly #folder = mkdtempSync(join(tmpdir(), "push-"));
  #charts: ChartRepository | undefined;
  #vault: Vault | undefined;
  #etcd: Etcd | undefined;

  async start(): Promise<this> {
    this.#started.add({ stop: () => rmSync(this.#folder, { recursive: true, force: true }) });
    this.#started.add({ stop: () => this.repositories.remove() });
    try {
      this.#etcd = this.#started.add(await startEtcd({ folder: this.#at("etcd") }));
      this.#charts = this.#started.add(await startChartRepository({ folder: this.#at("charts") }));
      this.#vault = this.#started.add(await startVault({ folder: this.#at("vault") }));
      return this;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  get charts(): ChartRepository {
    return started(this.#charts);
  }

  get vault(): Vault {
    return started(this.#vault);
  }

  async plane(name: string): Promise<Cluster> {
    const etcd = started(this.#etcd);
    return this.#started.add(await startCluster({ name, folder: this.#at(name), etcd }));
  }

  /** Ends with the stage. */
  add<What extends { stop(): Promise<void> | void }>(what: What): What {
    return this.#started.add(what);
  }

  async project(name: string, body: string, config: StackConfig = {}): Promise<PulumiProject> {
    const whole: StackConfig = {
      "nautes:repository": "nautes/tenant",
      "nautes:git": { url: this.repositories.folder },
      "nautes:vault": { address: this.vault.address, token: this.vault.token },
      ...config,
    };
    const project = await pulumiProject(name, whole);
    this.#started.add({ stop: () => project.remove() });
    return this.program(project, body);
  }

  /** Gives a project another program; `tenant` is at hand in it, with `more` over it. */
  program(project: PulumiProject, body: string, more: object = {}): PulumiProject {
    return project.program(`${this.#tenantSource(more)}${body}`);
  }

  async stop(): Promise<void> {
    await this.#started.stop();
  }

  #at(name: string): string {
    return join(this.#folder, name);
  }

  /** Charts come from the stand-ins' repository alone. */
  #tenantSource(more: object): string {
    const tenant = {
      name: "tenant1",
      oidc: { issuer: "https://dex.example.com", clientId: "nautes" },
      vault: { address: "https://vault.example.com:8200" },
      mirror: { charts: this.charts.url },
      ...more,
    };
    return `const tenant = ${JSON.stringify(tenant)};\n`;
  }
}

/** What every program says of a pushed cluster, as JavaScript: `common`. */
export function commonSource(
  { plane }: Pick<Cluster, "plane">,
  more: Readonly<Record<string, unknown>> = {},
): string {
  const { server: apiServer, kubeconfig } = plane;
  const common = { delivery: "push", apiServer, kubeconfig, ...more };
  return `const common = { ...${JSON.stringify(common)}, tenant };\n`;
}

/** What a stack has, `name type`, sorted. */
export async function namesIn(project: PulumiProject): Promise<string[]> {
  const resources = await project.resources();
  return resources.map(({ urn, type }) => `${urn.split("::").at(-1)} ${type}`).sort();
}

function started<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error("The stage is not started yet.");
  return part;
}
