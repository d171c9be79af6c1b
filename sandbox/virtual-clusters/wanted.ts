import { createHash } from "node:crypto";
import { parse, stringify } from "yaml";

import type { ApiClient, KubeObject } from "../control-plane/api-client";
import type { Listed } from "../control-plane/reconcile";

/** A virtual cluster that the host has a running control plane pod for. */
export interface Wanted {
  readonly namespace: string;
  /** Of the Helm release. */
  readonly name: string;
  readonly pod: string;
  /** Text of the syncer's config.yaml. */
  readonly configuration: string;
  /** Undefined: its Service has none. */
  readonly nodePort: number | undefined;
  /** Another one means that the pod was made anew, or its configuration is another. */
  readonly generation: string;
}

const workloads = ["/apis/apps/v1/statefulsets", "/apis/apps/v1/deployments"];

/** The lists that `findWanted` looks at. */
export const watched = [...workloads, "/api/v1/pods", "/api/v1/services"];

/** Finds the virtual clusters that are to run, by the labels of vcluster's chart. */
export async function findWanted(client: ApiClient, listed: Listed): Promise<readonly Wanted[]> {
  const found = workloads.flatMap((path) => listed(path)).filter(isOfVcluster);
  const wanted = await Promise.all(found.map((workload) => wantedOf(client, listed, workload)));
  return wanted.filter((one) => one !== undefined);
}

async function wantedOf(
  client: ApiClient,
  listed: Listed,
  { metadata }: KubeObject,
): Promise<Wanted | undefined> {
  const { namespace = "", labels = {} } = metadata;
  const name = labels["release"] ?? metadata.name;
  function isOurs(object: KubeObject): boolean {
    return isOfVcluster(object) && object.metadata.labels?.["release"] === name;
  }
  const pod = listed("/api/v1/pods").find(
    (object) =>
      object.metadata.namespace === namespace &&
      isOurs(object) &&
      (object as Pod).status?.phase === "Running" &&
      object.metadata.deletionTimestamp === undefined,
  );
  if (metadata.deletionTimestamp !== undefined || pod === undefined) return undefined;
  const service = listed("/api/v1/services").find(
    (object) => object.metadata.namespace === namespace && object.metadata.name === name,
  ) as Service | undefined;
  const secret = (await client.request(
    "GET",
    `/api/v1/namespaces/${namespace}/secrets/vc-config-${name}`,
  )) as { readonly data: Readonly<Record<string, string>> };
  const configuration = configurationFor(
    Buffer.from(secret.data["config.yaml"] ?? "", "base64").toString(),
  );
  return {
    namespace,
    name,
    pod: pod.metadata.name,
    configuration,
    nodePort: service?.spec?.ports?.find((port) => port.name === "https")?.nodePort,
    generation: createHash("sha256").update(`${pod.metadata.uid}\n${configuration}`).digest("hex"),
  };
}

/** The chart's own, told besides where its etcd is and to stay on the loopback address. */
function configurationFor(text: string): string {
  const configuration = (parse(text) ?? {}) as Configuration;
  const { controlPlane = {} } = configuration;
  const { distro = {}, proxy } = controlPlane;
  const { k8s = {} } = distro;
  const { apiServer = {} } = k8s;
  const extraArgs = [...(apiServer.extraArgs ?? []), "--etcd-servers=http://127.0.0.1:12381"];
  return stringify({
    ...configuration,
    controlPlane: {
      ...controlPlane,
      distro: { ...distro, k8s: { ...k8s, apiServer: { ...apiServer, extraArgs } } },
      proxy: { ...proxy, bindAddress: "127.0.0.1" },
    },
    telemetry: { enabled: false },
  });
}

function isOfVcluster({ metadata }: KubeObject): boolean {
  return metadata.labels?.["app"] === "vcluster";
}

interface Pod extends KubeObject {
  readonly status?: { readonly phase?: string };
}

interface Service extends KubeObject {
  readonly spec?: {
    readonly ports?: readonly { readonly name?: string; readonly nodePort?: number }[];
  };
}

interface Configuration {
  readonly controlPlane?: {
    readonly distro?: {
      readonly k8s?: { readonly apiServer?: { readonly extraArgs?: readonly string[] } };
    };
    readonly proxy?: object;
  };
}
