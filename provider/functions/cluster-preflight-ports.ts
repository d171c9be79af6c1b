import type { Cluster } from "../kubernetes/cluster";
import type { Limits } from "../kubernetes/connection";
import type { KubernetesObject } from "../kubernetes/objects";
import { field } from "../kubernetes/objects";
import type { Problem } from "./cluster-preflight-problem";

/** A port that a Service is going to ask for. */
export interface WantedNodePort {
  readonly port: number;
  /** What it is for: `the gateway's HTTPS`. */
  readonly what: string;
  /** `<namespace>/<name>` of the Service that may hold it; `*` for any name. */
  readonly service?: string;
}

/** Which of the ports another Service holds; a second Service that asks for one is refused half way through a release. */
export async function nodePortProblems(
  cluster: Cluster,
  wanted: readonly WantedNodePort[],
  limits: Limits,
): Promise<readonly Problem[]> {
  if (wanted.length === 0) return [];
  const services = await cluster.list({ apiVersion: "v1", kind: "Service" }, limits);
  return wanted.flatMap(({ port, what, service }) => {
    const holder = services.find((one) => nodePortsOf(one).includes(port));
    if (holder === undefined || isMeant(holder, service)) return [];
    return [
      {
        code: "node-port-taken",
        message:
          `NodePort ${port}, wanted for ${what}, is taken by Service ${nameOf(holder)}.\n` +
          "Choose another port, or change that Service.",
      },
    ];
  });
}

function isMeant(holder: KubernetesObject, service: string | undefined): boolean {
  const name = nameOf(holder);
  return name === service || name.replace(/[^/]*$/, "*") === service;
}

function nameOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? "default"}/${metadata.name}`;
}

function nodePortsOf({ spec }: KubernetesObject): readonly unknown[] {
  const ports = (field(spec, "ports") ?? []) as readonly unknown[];
  return [...ports.map((port) => field(port, "nodePort")), field(spec, "healthCheckNodePort")];
}
