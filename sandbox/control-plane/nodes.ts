import { untilReady } from "../process";
import type { ApiClient } from "./api-client";
import type { Controllers } from "./processes";

// vcluster asks for ephemeral-storage, too.
const resources = { cpu: "32", memory: "64Gi", pods: "250", "ephemeral-storage": "100Gi" };

/** Makes `node-1` and so on, big enough for all components of a cluster. */
export async function makeNodes(client: ApiClient, count: number): Promise<void> {
  for (let index = 1; index <= count; index += 1) {
    const name = `node-${index}`;
    await client.request("POST", "/api/v1/nodes", {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name,
        labels: {
          "kubernetes.io/hostname": name,
          "kubernetes.io/os": "linux",
          "kubernetes.io/arch": "amd64",
        },
      },
      status: { allocatable: resources, capacity: resources },
    });
  }
}

/** Waits until pods can be made in the default namespace, and find a node. */
export async function untilUsable(
  client: ApiClient,
  count: number,
  { controllerManager, kwok }: Controllers,
): Promise<void> {
  await untilReady(controllerManager, async () => {
    await client.request("GET", "/api/v1/namespaces/default/serviceaccounts/default");
    return true;
  });
  await untilReady(kwok, async () => {
    const { items } = (await client.request("GET", "/api/v1/nodes")) as { items: readonly Node[] };
    return items.filter(isUsable).length >= count;
  });
}

interface Node {
  readonly spec: { readonly taints?: readonly unknown[] };
  readonly status: { readonly conditions?: readonly { type: string; status: string }[] };
}

function isUsable({ spec, status }: Node): boolean {
  const ready = status.conditions?.some(
    ({ type, status }) => type === "Ready" && status === "True",
  );
  return ready === true && (spec.taints ?? []).length === 0;
}
