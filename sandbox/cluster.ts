import { join } from "node:path";
import { startControlPlane, type ControlPlane } from "./control-plane/control-plane";
import type { Etcd } from "./control-plane/etcd";
import { runOperators } from "./control-plane/operators";
import { serveWebhooks, type Webhooks } from "./control-plane/webhooks";
import { Started } from "./process";
import { startVirtualClusterRunner, type VirtualClusterRunner } from "./virtual-clusters/runner";

export interface ClusterOptions {
  /** Also its prefix in etcd: one of a kind there. */
  readonly name: string;
  readonly folder: string;
  readonly etcd: Pick<Etcd, "url">;
  /** Whether the virtual clusters that are installed on it run. @default false */
  readonly virtualClusters?: boolean;
}

/** A control plane with what charts expect of a cluster: webhooks that answer, operators, on demand virtual clusters that run. */
export interface Cluster {
  readonly plane: ControlPlane;
  readonly webhooks: Webhooks;
  /** Undefined: they were not asked for. */
  readonly virtualClusters: VirtualClusterRunner | undefined;
  stop(): Promise<void>;
}

/** Starts a cluster. @throws Error if a program ends, or this user has not the right that a part needs */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { folder, virtualClusters = false } = options;
  const started = new Started();
  try {
    const plane = started.add(await startControlPlane(options));
    const webhooks = started.add(await serveWebhooks(plane));
    started.add(runOperators(plane.client));
    // A short name: below it are sockets, whose paths have at most 107 bytes.
    const runner = virtualClusters
      ? started.add(
          await startVirtualClusterRunner({
            host: plane,
            folder: join(folder, "vc"),
          }),
        )
      : undefined;
    return { plane, webhooks, virtualClusters: runner, stop: () => started.stop() };
  } catch (error) {
    await started.stop();
    throw error;
  }
}
