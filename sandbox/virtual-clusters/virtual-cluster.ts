import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join } from "node:path";

import { forwardNodePort, type ForwardedNodePort } from "../control-plane/node-ports";
import { forward } from "../forward";
import { startProcess, type RunningProcess } from "../process";
import type { Wanted } from "./wanted";

/** A syncer that runs, in namespaces of its own. */
export interface VirtualClusterProcess {
  readonly process: RunningProcess;
  stop(): Promise<void>;
}

export interface VirtualClusterOptions {
  readonly wanted: Wanted;
  /** Of its data, which a later start finds again. */
  readonly folder: string;
  readonly hostKubeconfig: string;
  /** Of the host's API server, on the loopback address. */
  readonly hostPort: number;
}

/** What `unshare` is asked for; whoever is not root becomes root of a user namespace. */
export function namespaceArgs(): readonly string[] {
  const user = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];
  return [...user, "--mount", "--net", "--pid", "--fork", "--kill-child=SIGKILL"];
}

/** Starts the syncer of a virtual cluster, its API server and its etcd. */
export async function startVirtualCluster(
  options: VirtualClusterOptions,
): Promise<VirtualClusterProcess> {
  const { wanted, folder, hostKubeconfig, hostPort } = options;
  const { namespace, name, pod, configuration } = wanted;
  for (const part of ["data", "configuration"]) mkdirSync(join(folder, part), { recursive: true });
  writeBinaries(join(folder, "binaries"));
  writeFileSync(join(folder, "configuration", "config.yaml"), configuration);
  writeFileSync(join(folder, "kubeconfig"), hostKubeconfig, { mode: 0o600 });
  for (const script of ["inside.sh", "inside-forward.mjs"]) {
    copyFileSync(join(sources(), script), join(folder, script));
  }
  const host = await forward(join(folder, "host.sock"), hostPort);
  const running = startProcess({
    name: `${namespace}-${name}`,
    program: "unshare",
    args: [
      ...namespaceArgs(),
      "--",
      "sh",
      join(folder, "inside.sh"),
      folder,
      process.execPath,
      String(hostPort),
    ],
    folder,
    env: {
      HOME: folder,
      KUBECONFIG: "/sandbox/kubeconfig",
      VCLUSTER_NAME: name,
      POD_NAME: pod,
      POD_NAMESPACE: namespace,
      NAMESPACE: namespace,
      POD_IP: "127.0.0.1",
      NODE_NAME: "node-1",
      NODE_IP: "127.0.0.1",
      LOFT_LOG_ENCODING: "console",
    },
  });
  return {
    process: running,
    async stop() {
      await end(running);
      await host.stop();
    },
  };
}

/** Answers for a NodePort of this virtual cluster on 127.0.0.1. */
export async function forwardToVirtualCluster(
  folder: string,
  nodePort: number,
): Promise<ForwardedNodePort> {
  return await forwardNodePort(nodePort, join(folder, "api.sock"));
}

/** Ends the namespace's first process, and so all others of it and its mounts; `unshare` follows. */
async function end(running: RunningProcess): Promise<void> {
  try {
    const children = readFileSync(`/proc/${running.pid}/task/${running.pid}/children`, "utf8");
    for (const pid of children.split(" ").filter(Boolean)) process.kill(Number(pid), "SIGKILL");
  } catch {
    // It has ended by itself.
  }
  await running.stop();
}

/** What the image of a virtual cluster would bring; `kine`, its store, is a real etcd on the socket that it has. */
function writeBinaries(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of ["kube-apiserver", "kube-controller-manager"]) {
    symlinkSync(programOnPath(name), join(folder, name));
  }
  const [client, peer] = ["http://127.0.0.1:12381", "http://127.0.0.1:12382"];
  const args = [
    "--data-dir=/data/etcd",
    `--listen-client-urls=unix://kine:0,${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    "--unsafe-no-fsync",
    "--log-level=warn",
  ];
  const script = `#!/bin/sh\ncd /data && ln -sf kine:0 kine.sock\nexec "${programOnPath("etcd")}" ${args.join(" ")}\n`;
  writeFileSync(join(folder, "kine"), script, { mode: 0o755 });
}

function programOnPath(name: string): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const found = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (found === undefined) throw new Error(`${name} was not found on PATH.`);
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Compiled code lies in dist/, the scripts only among the sources. */
function sources(): string {
  if (existsSync(join(__dirname, "inside.sh"))) return __dirname;
  return join(dirname(dirname(dirname(__dirname))), "sandbox", "virtual-clusters");
}
