import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { apiClient } from "../control-plane/api-client";
import type { ControlPlane } from "../control-plane/control-plane";
import type { ForwardedNodePort } from "../control-plane/node-ports";
import { keepReconciling } from "../control-plane/reconcile";
import type { Webhooks } from "../control-plane/webhooks";
import { doPodsWork, type PodsWork } from "./pods-work";
import {
  forwardToVirtualCluster,
  namespaceArgs,
  startVirtualCluster,
  type VirtualClusterProcess,
} from "./virtual-cluster";
import { findWanted, watched, type Wanted } from "./wanted";

export interface RunnerOptions {
  readonly host: Pick<ControlPlane, "kubeconfig" | "server">;
  /** Of the virtual clusters' data and logs, made if absent. */
  readonly folder: string;
}

/** A virtual cluster whose syncer was started. */
export interface RunningVirtualCluster {
  readonly namespace: string;
  readonly name: string;
  /** Undefined: none, or another program of this machine has it. */
  readonly nodePort: number | undefined;
  /** Those inside; undefined: its API does not answer yet. */
  readonly webhooks: Webhooks | undefined;
  readonly pid: number;
  readonly log: string;
}

/** Runs on this machine what kwok only claims to run: the control planes of a host's virtual clusters, and what runs inside. */
export interface VirtualClusterRunner {
  running(): readonly RunningVirtualCluster[];
  /** Ends them all. */
  stop(): Promise<void>;
}

interface Entry {
  readonly wanted: Wanted;
  readonly folder: string;
  readonly syncer: VirtualClusterProcess;
  readonly podsWork: PodsWork;
  nodePort?: ForwardedNodePort;
  over: boolean;
}

/**
 * Watches a host for the workloads of vcluster's chart and runs the real syncer for each, until its workload goes: each in
 * mount, network and process namespaces of its own, where nothing but the host's API server can be reached. Webhooks and
 * operators inside are answered for in this process, which therefore must never wait synchronously for another program.
 * @throws Error if this user may not make namespaces
 */
export async function startVirtualClusterRunner(
  options: RunnerOptions,
): Promise<VirtualClusterRunner> {
  await requireNamespaces();
  const { host, folder } = options;
  requireShort(folder);
  mkdirSync(folder, { recursive: true });
  const client = apiClient(host.kubeconfig);
  const hostPort = Number(new URL(host.server).port);
  const entries = new Map<string, Entry>();
  let stopping = false;

  async function start(key: string, wanted: Wanted): Promise<void> {
    const own = join(folder, shortened(key));
    const hostKubeconfig = host.kubeconfig;
    const syncer = await startVirtualCluster({ wanted, folder: own, hostKubeconfig, hostPort });
    const podsWork = doPodsWork(own);
    const entry: Entry = { wanted, folder: own, syncer, podsWork, over: false };
    entries.set(key, entry);
    void syncer.process.ended.then(async () => {
      entry.over = true;
      await new Promise((resolve) => setTimeout(resolve, 1000).unref());
      if (!stopping) await reconciler.again();
    });
  }
  async function end(key: string, entry: Entry, forget: boolean): Promise<void> {
    await entry.nodePort?.stop();
    delete entry.nodePort;
    await entry.podsWork.stop();
    await entry.syncer.stop();
    if (forget) rmSync(entry.folder, { recursive: true, force: true });
    entries.delete(key);
  }
  async function serve(entry: Entry, nodePort: number | undefined): Promise<void> {
    if (entry.nodePort?.port === nodePort) return;
    await entry.nodePort?.stop();
    delete entry.nodePort;
    if (nodePort === undefined) return;
    entry.nodePort = await forwardToVirtualCluster(entry.folder, nodePort);
  }
  const reconciler = keepReconciling(client, watched, async (listed) => {
    const wanted = new Map(
      (await findWanted(client, listed)).map((one) => [`${one.namespace}-${one.name}`, one]),
    );
    for (const [key, entry] of [...entries]) {
      const now = wanted.get(key);
      if (now?.generation === entry.wanted.generation && !entry.over) continue;
      await end(key, entry, now === undefined);
    }
    // What hinders one, such as a NodePort that another program has, hinders no other.
    const done = await Promise.allSettled(
      [...wanted].map(async ([key, one]) => {
        if (!entries.has(key)) await start(key, one);
        const entry = entries.get(key);
        if (entry !== undefined) await serve(entry, one.nodePort);
      }),
    );
    const failure = done.find((one) => one.status === "rejected");
    if (failure !== undefined) throw failure.reason;
  });
  return {
    running: () =>
      [...entries.values()].map(({ wanted: { namespace, name }, nodePort, syncer, podsWork }) => ({
        namespace,
        name,
        nodePort: nodePort?.port,
        webhooks: podsWork.webhooks(),
        pid: syncer.process.pid,
        log: syncer.process.log,
      })),
    async stop() {
      stopping = true;
      await reconciler.stop();
      for (const [key, entry] of [...entries]) await end(key, entry, false);
      client.close();
    },
  };
}

/** Below it are sockets, whose paths have at most 107 bytes: a longer one is cut off without a word. */
function shortened(key: string): string {
  return key.length <= 8 ? key : createHash("sha256").update(key).digest("hex").slice(0, 8);
}

/** A path with the longest name of a socket below a virtual cluster's folder. */
function requireShort(folder: string): void {
  const longest = join(folder, "x".repeat(8), "127.254.0.255-65535.sock");
  if (Buffer.byteLength(longest) <= 107) return;
  throw new Error(
    `Virtual clusters cannot run in ${folder}: the paths of sockets below it would have more than 107 bytes. Give a folder with a shorter path, or set TMPDIR to one.`,
  );
}

async function requireNamespaces(): Promise<void> {
  try {
    await promisify(execFile)("unshare", [
      ...namespaceArgs(),
      "--",
      "ip",
      "link",
      "set",
      "lo",
      "up",
    ]);
  } catch (error) {
    throw new Error(
      "Virtual clusters cannot run here: they need namespaces of their own. Be root, or allow user namespaces (`unshare -Ur` must work), and install util-linux and iproute2.",
      { cause: error },
    );
  }
}
