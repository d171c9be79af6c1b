import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Authority } from "../certificates";
import { freePort, type RunningProcess, type Started, startProcess, untilReady } from "../process";
import type { ApiClient } from "./api-client";
import type { ServiceRange } from "./service-range";
import { kwokStages } from "./stages";

export interface ApiServerOptions {
  readonly name: string;
  readonly folder: string;
  /** URL of its etcd. */
  readonly etcd: string;
  readonly range: ServiceRange;
  readonly certificates: Authority;
}

export interface ApiServer {
  readonly server: string;
  readonly pid: number;
  /** Files that the controller manager needs too. */
  readonly files: {
    readonly authority: string;
    readonly authorityKey: string;
    readonly serviceAccountKey: string;
  };
  untilReady(client: ApiClient): Promise<void>;
}

/** Nothing of a control plane goes through a proxy, and no program finds a kubeconfig or settings of this machine's user. */
function environment(folder: string): NodeJS.ProcessEnv {
  const none = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];
  const proxies = Object.fromEntries(none.map((name) => [name, undefined]));
  return { ...proxies, KUBECONFIG: undefined, HOME: folder };
}

/** Starts a kube-apiserver; it is ready later. */
export async function startApiServer(
  { name, folder, etcd, range, certificates }: ApiServerOptions,
  started: Started,
): Promise<ApiServer> {
  const port = await freePort();
  const names = ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"];
  const addresses = ["127.0.0.1", range.first];
  const serving = certificates.issue({
    subject: "/CN=kube-apiserver",
    alternatives: [...names.map((each) => `DNS:${each}`), ...addresses.map((each) => `IP:${each}`)],
  });
  const tokens = generateKeyPairSync("ec", { namedCurve: "P-256" });
  function file(fileName: string, text: string): string {
    const path = join(folder, fileName);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }
  const authority = file("ca.crt", certificates.certificate);
  const authorityKey = file("ca.key", certificates.key);
  const privateKey = tokens.privateKey.export({ type: "sec1", format: "pem" }).toString();
  const publicKey = tokens.publicKey.export({ type: "spki", format: "pem" }).toString();
  const serviceAccountKey = file("sa.key", privateKey);
  const running = started.add(
    startProcess({
      name: "kube-apiserver",
      program: "kube-apiserver",
      folder,
      env: environment(folder),
      args: [
        `--etcd-servers=${etcd}`,
        `--etcd-prefix=/${name}`,
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        `--secure-port=${port}`,
        `--tls-cert-file=${file("apiserver.crt", serving.certificate)}`,
        `--tls-private-key-file=${file("apiserver.key", serving.key)}`,
        `--client-ca-file=${authority}`,
        "--authorization-mode=Node,RBAC",
        // Of the loopback network: calls of webhooks never leave the machine, and an unserved one is refused at once.
        `--service-cluster-ip-range=${range.cidr}`,
        "--service-account-issuer=https://kubernetes.default.svc",
        `--service-account-key-file=${file("sa.pub", publicKey)}`,
        `--service-account-signing-key-file=${serviceAccountKey}`,
        "--allow-privileged=true",
        "--endpoint-reconciler-type=none",
        `--cert-dir=${folder}`,
      ],
    }),
  );
  return {
    server: `https://127.0.0.1:${port}`,
    pid: running.pid,
    files: { authority, authorityKey, serviceAccountKey },
    untilReady: (client) =>
      untilReady(running, async () => (await client.request("GET", "/readyz")) === "ok"),
  };
}

export interface ControllerOptions {
  readonly folder: string;
  readonly kubeconfigFile: string;
  readonly podDelayMs: number;
  readonly apiServer: ApiServer;
}

export interface Controllers {
  readonly controllerManager: RunningProcess;
  readonly scheduler: RunningProcess;
  readonly kwok: RunningProcess;
}

/** Starts what works on the objects of an API server that is ready. */
export function startControllers(
  { folder, kubeconfigFile, podDelayMs, apiServer }: ControllerOptions,
  started: Started,
): Controllers {
  const { authority, authorityKey, serviceAccountKey } = apiServer.files;
  function run(program: string, args: readonly string[]): RunningProcess {
    const all = [`--kubeconfig=${kubeconfigFile}`, ...args];
    return started.add(
      startProcess({ name: program, program, folder, env: environment(folder), args: all }),
    );
  }
  const alone = ["--secure-port=0", "--leader-elect=false"];
  const rate = ["--kube-api-qps=500", "--kube-api-burst=1000"];
  const stages = join(folder, "stages.yaml");
  writeFileSync(stages, kwokStages(podDelayMs));
  return {
    controllerManager: run("kube-controller-manager", [
      ...alone,
      ...rate,
      `--service-account-private-key-file=${serviceAccountKey}`,
      `--root-ca-file=${authority}`,
      `--cluster-signing-cert-file=${authority}`,
      `--cluster-signing-key-file=${authorityKey}`,
      // node-lifecycle stays: without it a new node keeps its taint, and nothing is scheduled.
      "--controllers=*,-node-ipam-controller,-persistentvolume-attach-detach-controller,-ttl-controller",
    ]),
    scheduler: run("kube-scheduler", [...alone, ...rate]),
    kwok: run("kwok", [
      `--config=${stages}`,
      "--manage-all-nodes=true",
      "--cidr=10.244.0.0/16",
      "--node-ip=127.0.0.1",
      "--node-lease-duration-seconds=40",
    ]),
  };
}
