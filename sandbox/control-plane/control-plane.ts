import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

import { type Authority, createAuthority, type KeyPair } from "../certificates";
import { Started } from "../process";
import { apiClient, type ApiClient } from "./api-client";
import type { Etcd } from "./etcd";
import { makeNodes, untilUsable } from "./nodes";
import { startApiServer, startControllers } from "./processes";
import { reserveServiceRange } from "./service-range";
import { provisionVolumes, storageClass } from "./volumes";

export interface ControlPlaneOptions {
  /** Also its prefix in etcd: one of a kind there. */
  readonly name: string;
  /** Of its certificates, kubeconfig and logs; made if absent. */
  readonly folder: string;
  readonly etcd: Pick<Etcd, "url">;
  /** N of its service range 127.N.0.0/24. @default the first that no other sandbox of this machine has */
  readonly number?: number;
  /** @default 3 */
  readonly nodes?: number;
  /** How long a scheduled pod takes to become Ready. @default 0 */
  readonly podDelayMs?: number;
}

export interface ClientOptions {
  /** Whether its certificate ended yesterday. @default false */
  readonly expired?: boolean;
}

/** A real Kubernetes control plane on the loopback address, with nodes and pods that kwok only claims to run. */
export interface ControlPlane extends Pick<ApiClient, "request"> {
  readonly name: string;
  /** `https://127.0.0.1:PORT` */
  readonly server: string;
  /** Text of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** Path of a file with it. */
  readonly kubeconfigFile: string;
  /** Signs the API server's and all clients' certificates. */
  readonly certificates: Authority;
  /** `127.N.0.0/24`; a ClusterIP can be listened on. */
  readonly serviceRange: string;
  /** Of all its processes. */
  readonly pids: readonly number[];
  /** Acts as the administrator. */
  readonly client: ApiClient;
  /** Answers a kubeconfig for another user, by client certificate. */
  clientFor(user: string, groups?: readonly string[], options?: ClientOptions): string;
  stop(): Promise<void>;
}

/**
 * Starts a control plane; it answers when its nodes are Ready and the default ServiceAccount exists, so that pods can be made.
 * @throws Error with the end of the log if one of its programs ends or is not ready in time
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const started = new Started();
  try {
    return await start(options, started);
  } catch (error) {
    await started.stop();
    throw error;
  }
}

async function start(options: ControlPlaneOptions, started: Started): Promise<ControlPlane> {
  const { name, folder, etcd, number, nodes = 3, podDelayMs = 0 } = options;
  mkdirSync(folder, { recursive: true });
  const range = started.add(await reserveServiceRange(number));
  const certificates = createAuthority(join(folder, "certificates"), `Sandbox CA of ${name}`);
  const apiServer = await startApiServer(
    { name, folder, etcd: etcd.url, range, certificates },
    started,
  );
  const { server } = apiServer;

  function kubeconfigFor(
    user: string,
    groups: readonly string[],
    { expired }: ClientOptions,
  ): string {
    const subject = `${groups.map((group) => `/O=${escaped(group)}`).join("")}/CN=${escaped(user)}`;
    const validity = expired === true ? { validity: past() } : {};
    const client = certificates.issue({ subject, ...validity });
    return kubeconfigText({ name, server, user, authority: certificates.certificate, client });
  }
  const kubeconfig = kubeconfigFor("admin", ["system:masters"], {});
  const kubeconfigFile = join(folder, "kubeconfig");
  writeFileSync(kubeconfigFile, kubeconfig, { mode: 0o600 });
  const client = apiClient(kubeconfig);
  started.add({ stop: () => client.close() });
  await apiServer.untilReady(client);

  const controllers = startControllers({ folder, kubeconfigFile, podDelayMs, apiServer }, started);
  await client.request("POST", "/apis/storage.k8s.io/v1/storageclasses", storageClass);
  await makeNodes(client, nodes);
  started.add(provisionVolumes(client));
  await untilUsable(client, nodes, controllers);
  const { kwok, scheduler, controllerManager } = controllers;
  return {
    name,
    server,
    kubeconfig,
    kubeconfigFile,
    certificates,
    serviceRange: range.cidr,
    pids: [apiServer, kwok, scheduler, controllerManager].map(({ pid }) => pid),
    client,
    request: (method, path, body) => client.request(method, path, body),
    clientFor: (user, groups = [], more = {}) => kubeconfigFor(user, groups, more),
    stop: () => started.stop(),
  };
}

interface KubeconfigParts {
  readonly name: string;
  readonly server: string;
  readonly user: string;
  readonly authority: string;
  readonly client: KeyPair;
}

function kubeconfigText({ name, server, user, authority, client }: KubeconfigParts): string {
  const cluster = { server, "certificate-authority-data": base64(authority) };
  const credentials = {
    "client-certificate-data": base64(client.certificate),
    "client-key-data": base64(client.key),
  };
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster }],
    users: [{ name: user, user: credentials }],
    contexts: [{ name, context: { cluster: name, user } }],
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** As openssl reads a part of a subject. */
function escaped(part: string): string {
  return part.replaceAll(/[/+\\]/g, (character) => `\\${character}`);
}

function past(): { from: Date; until: Date } {
  const day = 24 * 3600 * 1000;
  return { from: new Date(Date.now() - 2 * day), until: new Date(Date.now() - day) };
}
