import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { load, loadAll } from "js-yaml";

import {
  registerHostCluster,
  registerPhysicalCluster,
  registerVirtualCluster,
} from "../../components/registration";
import type { Claims } from "../../provider/claims/model";
import { createNautes } from "../../sandbox/nautes/nautes";
import type { Nautes, NautesOptions } from "../../sandbox/nautes/nautes";
import type { ClusterRequest } from "../../sandbox/nautes/request";
import * as given from "../registration/given";
import type { BareRepository } from "../support/bare-repository";
import { World, urn } from "./world";
import type { Plain, State } from "./world";

const clusters = "nautes/overlays/production/clusters";
const apiServer = "https://10.0.0.9:6443";
const oidc = { ...given.tenantInClear.oidc, clientSecret: "plain" };

/** The list of all clusters. */
export const clustersList = `${clusters}/kustomization.yaml`;

/** One tenant, to whose config repo Nautes' API server and a stack of ours write. */
export class SharedTenant {
  readonly world = new World();
  readonly folder = mkdtempSync(join(tmpdir(), "nautes-server-"));
  repository!: BareRepository & { readonly name: string };
  nautes!: Nautes;
  /** What the program says of each registration of ours. */
  readonly #program = new Map<string, Plain>();

  /** A new tenant; Nautes' steps may be overtaken by what the options say. */
  async begin(options: Partial<NautesOptions> = {}, files?: Record<string, string>): Promise<void> {
    await this.world.start();
    this.repository = this.world.repository({ "README.md": "config repo\n", ...files });
    this.nautes = this.startNautes(options);
  }

  startNautes(options: Partial<NautesOptions> = {}): Nautes {
    const folder = mkdtempSync(join(this.folder, "api-"));
    const tenant = { ...given.tenantInClear, oidc };
    return createNautes({ url: this.repository.path, folder, tenant, retryMs: 0, ...options });
  }

  async end(): Promise<void> {
    await this.world.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A request to Nautes, and its host's refresh. */
  async byNautes(name: string, request: ClusterRequest): Promise<void> {
    await this.nautes.saveCluster(name, request);
    expect(await this.nautes.settled()).toEqual([]);
  }

  /** A registration of ours, in a process of its own as of one `pulumi up`. */
  async byUs(name: string, claims: Claims, more: Plain = {}): Promise<State> {
    const inputs = { ...claims, ...more, repository: this.repository.name };
    this.#program.set(name, inputs);
    return this.world.created(name, inputs);
  }

  /** What a refresh by another process finds. */
  async refreshed(name: string, state: State, environment: NodeJS.ProcessEnv = {}): Promise<State> {
    await this.world.start({}, environment);
    return this.world.plugin.read(urn(name), state.id, state);
  }

  /** The files of which the refresh shows a change. */
  async drift(name: string, state: State): Promise<string[]> {
    const found = await this.refreshed(name, state);
    return ["documents", "texts", "entries", "shared"].flatMap((part) => {
      const [before, now] = [state.inputs[part], found.inputs[part]] as [Plain, Plain];
      return Object.keys(before).filter(
        (path) => JSON.stringify(before[path]) !== JSON.stringify(now[path]),
      );
    });
  }

  /** Refresh, check and update, as `up` does them; answers the state. */
  async up(name: string, state: State): Promise<State> {
    const found = await this.refreshed(name, state);
    const { plugin } = this.world;
    const { inputs } = await plugin.check(urn(name), this.#program.get(name) ?? {}, found.inputs);
    const diff = await plugin.diff(urn(name), found.inputs, inputs);
    if (diff.getChanges() === pb.DiffResponse.DiffChanges.DIFF_NONE)
      return { ...state, outputs: found.outputs };
    const outputs = await plugin.update(urn(name), found, inputs);
    return { ...state, inputs, outputs };
  }

  /** As one who has seen what Nautes wrote over ours, for here no preview comes first. */
  async destroy(name: string, state: State): Promise<void> {
    const found = await this.refreshed(name, state, { NAUTES_FORCE: "true" });
    await this.world.plugin.delete(urn(name), found);
  }

  parsed(path: string): unknown {
    return load(this.repository.text(path));
  }

  documents(path: string): Named[] {
    const all = loadAll(this.repository.text(path)) as (Named | null)[];
    return all.filter((document) => document !== null);
  }

  /** The clusters that the list of all has. */
  listed(): string[] {
    const { resources } = this.parsed(clustersList) as { resources: string[] | null };
    return (resources ?? []).map((file) => file.replace(".yaml", ""));
  }

  /** The clusters that an application set has. */
  inSet(path: string): string[] {
    const set = this.parsed(path) as SetFile | undefined;
    return set?.spec.generators[0].list.elements.map(({ cluster }) => cluster) ?? [];
  }
}

interface Named {
  readonly metadata: { readonly name: string };
}

interface SetFile {
  readonly spec: { generators: [{ list: { elements: { cluster: string }[] } }] };
}

/** Files of a host. */
export function hostFiles(host: string): { set: string; ingress: string; middleware: string } {
  return {
    set: `host-clusters/${host}/production/vcluster-appset.yaml`,
    ingress: `host-clusters/${host}/oauth2-proxy/overlays/production/ingress-tekton-dashboard.yaml`,
    middleware: `host-clusters/${host}/traefik/overlays/production/middleware-oauth.yaml`,
  };
}

/** Requests to Nautes. */
export const asked = {
  worker: (type: string): ClusterRequest => ({
    api_server: apiServer,
    cluster_type: "physical",
    usage: "worker",
    worker_type: type,
  }),
  host: (): ClusterRequest => ({ api_server: apiServer, cluster_type: "physical", usage: "host" }),
  virtual: (host: string, port: number, type = "pipeline"): ClusterRequest => ({
    api_server: `https://10.0.0.9:${port}`,
    cluster_type: "virtual",
    usage: "worker",
    worker_type: type,
    host_cluster: host,
  }),
};

const base = { tenant: given.tenant, delivery: "pull", apiServer } as const;

/** Registrations of ours, without secrets in files. */
export const ours = {
  worker: (clusterName: string): Claims =>
    registerPhysicalCluster({ ...base, clusterName, workerType: "deployment" }).claims,
  host: (clusterName: string): Claims => registerHostCluster({ ...base, clusterName }).claims,
  virtual: (clusterName: string, host: string, port: number): Claims =>
    registerVirtualCluster({
      ...base,
      clusterName,
      workerType: "pipeline",
      apiServer: `https://10.0.0.9:${port}`,
      hostCluster: { clusterName: host, apiServer, gatewayHttpsNodePort: 30443 },
    }).claims,
};
