import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ApiRefusal } from "../../sandbox/control-plane/api-client";
import { type ControlPlane, startControlPlane } from "../../sandbox/control-plane/control-plane";
import { type Etcd, startEtcd } from "../../sandbox/control-plane/etcd";
import { Started } from "../../sandbox/process";

/** A control plane of a test file, and what else the file starts. */
export interface World {
  readonly folder: string;
  readonly etcd: Etcd;
  readonly plane: ControlPlane;
  readonly started: Started;
  /** Ends all that was started, and removes the folder. */
  stop(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "control-plane-"));
  const started = new Started();
  started.add({ stop: () => rmSync(folder, { recursive: true, force: true }) });
  try {
    const etcd = started.add(await startEtcd({ folder: join(folder, "etcd") }));
    const options = { name: "one", folder: join(folder, "one"), etcd };
    const plane = started.add(await startControlPlane(options));
    return { folder, etcd, plane, started, stop: () => started.stop() };
  } catch (error) {
    await started.stop();
    throw error;
  }
}

/**
 * Reads an object until it is as wanted. @throws Error with what it is instead after `patienceMs`
 */
export async function until<Found>(
  { request }: Pick<ControlPlane, "request">,
  path: string,
  wanted: (found: Found) => boolean,
  patienceMs = 30_000,
): Promise<Found> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = (await request("GET", path).catch(refusal)) as Found;
    if (!(found instanceof ApiRefusal) && wanted(found)) return found;
    if (Date.now() > deadline) throw new Error(`${path} stays ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until an object is gone. */
export async function untilGone(
  { request }: Pick<ControlPlane, "request">,
  path: string,
): Promise<void> {
  const gone = {
    request: async (method: string, where: string) => ({
      status: await request(method, where).then(() => 200, statusOf),
    }),
  };
  await until<{ status: number }>(gone, path, ({ status }) => status === 404);
}

/** Labels a pod `app: <name>`. */
export function podTemplate(name: string, restartPolicy: "Always" | "Never"): object {
  const containers = [{ name: "main", image: "example" }];
  return { metadata: { labels: { app: name } }, spec: { restartPolicy, containers } };
}

/** Makes a Deployment, and waits until its pods are Ready. */
export async function deploy(plane: ControlPlane, namespace: string, name: string): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  await plane.request("POST", path, {
    metadata: { name },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: podTemplate(name, "Always"),
    },
  });
  await until<{ status?: { readyReplicas?: number } }>(
    plane,
    `${path}/${name}`,
    ({ status }) => status?.readyReplicas === 2,
  );
}

function refusal(error: unknown): ApiRefusal {
  if (error instanceof ApiRefusal) return error;
  throw error;
}

function statusOf(error: unknown): number {
  return refusal(error).status;
}
