import { join } from "node:path";

import { createBareRepository } from "../bare-repository";
import { clusterTemplates, removedTemplates, savedTemplates } from "./cluster-templates";
import { clusterOf, clusterText } from "./cluster";
import type { Cluster, Resolve } from "./cluster";
import { HostRefreshes } from "./host-refreshes";
import { deleteRuntime, saveRuntime } from "./product-files";
import type { Product } from "./product-files";
import { clustersFolder, registeredClusters } from "./registered";
import { removeEmptySets, removeFolders, render } from "./rendering";
import type { ClusterRequest, RuntimeRequest } from "./request";
import { onlyAddresses, templateValues } from "./values";
import type { NautesTenant, Subject } from "./values";
import { clone } from "./working-copy";
import type { Caller, WorkingCopy } from "./working-copy";

export interface NautesOptions {
  /** Of the tenant's config repo, with user and token in it if it needs them, as Nautes has them. */
  readonly url: string;
  /** A folder of its own: its repository of templates, and the clones while a request is at work. */
  readonly folder: string;
  readonly tenant: NautesTenant;
  /** Product → its `default.project`. */
  readonly products?: Readonly<Record<string, Product>>;
  /** @default "Nautes Caller <caller@example.com>" */
  readonly caller?: Caller;
  /** @default an address is itself, and nothing else is found */
  readonly resolve?: Resolve;
  /** Between the clone and the first change, and before each push: where others can overtake. */
  readonly afterClone?: () => void | Promise<void>;
  readonly beforePush?: () => void | Promise<void>;
  /** Before a push is tried again. @default 3000, as Nautes waits */
  readonly retryMs?: number;
}

/** What writes to config repos as the API server of Nautes v0.4.2 does; Vault, Dex and Kubernetes are left out. */
export interface Nautes {
  /** Registers a cluster or replaces it; two whole clones, and for a virtual one two more for its host. @throws Error */
  saveCluster(name: string, request: ClusterRequest): Promise<void>;
  /** Takes a cluster out. @throws Error */
  deleteCluster(name: string): Promise<void>;
  /** Writes a runtime into its product's repository; one whole clone. @throws Error */
  saveDeploymentRuntime(product: string, name: string, request: RuntimeRequest): Promise<void>;
  deleteDeploymentRuntime(product: string, name: string): Promise<void>;
  /** Waits for the hosts' refreshes, which no answer waits for; answers why some were given up. */
  settled(): Promise<readonly Error[]>;
}

/** Starts nothing: each call is one request to the API server. */
export function createNautes(options: NautesOptions): Nautes {
  const { caller = { name: "Nautes Caller", email: "caller@example.com" } } = options;
  const { resolve = onlyAddresses, retryMs = 3000, beforePush, tenant, url, folder } = options;
  const pauses = { beforePush, retryMs };
  const templates = createBareRepository(join(folder, "cluster-templates.git"), clusterTemplates);
  const refreshes = new HostRefreshes(refreshHost);

  async function inClones<Answer>(
    change: (copies: Copies, clusters: (strict: boolean) => Cluster[]) => Answer,
  ): Promise<Answer> {
    const copies: WorkingCopy[] = [];
    try {
      copies.push(await clone(templates.dir, folder, caller));
      copies.push(await clone(url, folder, caller));
      await options.afterClone?.();
      const [first, repository] = copies as [WorkingCopy, WorkingCopy];
      const answer = change({ templates: first, repository }, (strict) =>
        registeredClusters(repository, strict),
      );
      await repository.push(pauses);
      return answer;
    } finally {
      for (const copy of copies) copy.drop();
    }
  }

  function write(subject: Subject, copies: Copies, paths: readonly string[]): void {
    const { cluster, clusters } = subject;
    const values = templateValues(subject, tenant, resolve);
    render(paths, cluster, values, copies);
    if (cluster.spec.usage === "host")
      removeEmptySets(cluster.metadata.name, clusters, copies.repository);
  }

  async function refreshHost(name: string): Promise<void> {
    await inClones((copies, registered) => {
      const clusters = registered(true);
      const cluster = named(clusters, name);
      if (cluster?.spec.usage === "host")
        write({ cluster, clusters }, copies, savedTemplates(cluster));
    });
  }

  return {
    async saveCluster(name, request) {
      const cluster = clusterOf(name, tenant.namespace ?? "nautes", request, resolve);
      const port = portOf(request);
      await inClones((copies, registered) => {
        const stored = registered(request.usage === "host");
        const before = named(stored, name);
        if (before !== undefined) checkStored(before);
        // The list keeps what was stored, also of this cluster.
        const clusters = before === undefined ? [...stored, cluster] : stored;
        const host = hostOf(cluster, clusters);
        write({ cluster, host, port, clusters }, copies, savedTemplates(cluster));
        copies.repository.write(`${clustersFolder}/${name}.yaml`, clusterText(cluster));
      });
      if (cluster.spec.hostCluster !== undefined) refreshes.ask(cluster.spec.hostCluster);
    },
    async deleteCluster(name) {
      const host = await inClones((copies, registered) => {
        if (!copies.repository.exists(`${clustersFolder}/${name}.yaml`))
          throw new Error(`the cluster resource ${name} is not found`);
        const stored = registered(false);
        const cluster = named(stored, name);
        if (cluster === undefined) throw new Error(`the cluster resource ${name} is not found`);
        const user = stored.find(({ spec }) => spec.hostCluster === name);
        if (user !== undefined)
          throw new Error(
            `failed to remove cluster ${name}, this cluster is referenced by ${user.metadata.name}`,
          );
        checkStored(cluster);
        const clusters = stored.filter((other) => other !== cluster);
        const subject = { cluster, host: hostOf(cluster, clusters), clusters };
        write(subject, copies, removedTemplates(cluster));
        copies.repository.remove(`${clustersFolder}/${name}.yaml`);
        removeFolders(cluster, copies.repository);
        return cluster.spec.hostCluster;
      });
      if (host !== undefined) refreshes.ask(host);
    },
    saveDeploymentRuntime: async (product, name, request) =>
      inProduct(product, (copy, known) => saveRuntime(copy, known, name, request)),
    deleteDeploymentRuntime: async (product, name) =>
      inProduct(product, (copy) => deleteRuntime(copy, name)),
    settled: async () => refreshes.settled(),
  };

  async function inProduct(
    name: string,
    change: (copy: WorkingCopy, product: Product) => void,
  ): Promise<void> {
    const product = options.products?.[name];
    if (product === undefined) throw new Error(`404 GROUP_NOT_FOUND: ${name}`);
    const copy = await clone(product.url, folder, caller);
    try {
      await options.afterClone?.();
      change(copy, product);
      await copy.push(pauses);
    } finally {
      copy.drop();
    }
  }
}

interface Copies {
  readonly templates: WorkingCopy;
  readonly repository: WorkingCopy;
}

function named(clusters: readonly Cluster[], name: string): Cluster | undefined {
  return clusters.find(({ metadata }) => metadata.name === name);
}

/** Whether the host is one is not looked at. */
function hostOf({ spec }: Cluster, clusters: readonly Cluster[]): Cluster | undefined {
  if (spec.hostCluster === undefined) return undefined;
  const host = named(clusters, spec.hostCluster);
  if (host !== undefined) return host;
  throw new Error(`failed to get host cluster, err: cluster ${spec.hostCluster} is not found`);
}

/** What v0.3 wrote lacks what v0.4 reads. */
function checkStored({ spec }: Cluster): void {
  const list = spec.componentsList;
  const needed = [
    ...(spec.usage === "worker" ? [list["deployment"]] : []),
    ...(spec.clusterType === "physical" ? [list["oauthProxy"], list["gateway"]] : []),
  ];
  if (needed.includes(undefined))
    throw new Error("runtime error: invalid memory address or nil pointer dereference");
}

function portOf({ api_server: api, cluster_type: type, vcluster }: ClusterRequest): string {
  const port = vcluster?.https_node_port ?? new URL(api).port;
  if (type === "virtual" && port === "")
    throw new Error(`address ${new URL(api).hostname}: missing port in address`);
  return port;
}
