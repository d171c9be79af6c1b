import { join } from "node:path";

import { freePort, startProcess, untilReady } from "../process";

/** An etcd that any number of control planes share, each under a prefix of its own. */
export interface Etcd {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts an etcd that never waits for the disk: what it holds need not outlive the machine. */
export async function startEtcd({ folder }: { readonly folder: string }): Promise<Etcd> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const peer = `http://127.0.0.1:${await freePort()}`;
  const running = startProcess({
    name: "etcd",
    program: "etcd",
    folder,
    args: [
      "--name=sandbox",
      `--data-dir=${join(folder, "data")}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=sandbox=${peer}`,
      "--unsafe-no-fsync",
      "--log-level=warn",
    ],
  });
  try {
    await untilReady(running, async () => (await fetch(`${url}/health`)).ok);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return { url, pid: running.pid, stop: () => running.stop() };
}
