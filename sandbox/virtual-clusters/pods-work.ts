import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { createAuthority } from "../certificates";
import { apiClient, type ApiClient } from "../control-plane/api-client";
import { runOperators } from "../control-plane/operators";
import { serveWebhooksOf, type Webhooks } from "../control-plane/webhooks";
import { Started } from "../process";
import { listenInside } from "./ports";

const pauseMs = 300;

/** What the pods of a virtual cluster would do if they ran: its webhooks are answered, its custom resources tended. */
export interface PodsWork {
  /** Undefined as long as its API does not answer. */
  webhooks(): Webhooks | undefined;
  stop(): Promise<void>;
}

/** Does it as soon as the API of the virtual cluster with this folder answers. */
export function doPodsWork(folder: string): PodsWork {
  const started = new Started();
  const stopping = new AbortController();
  let webhooks: Webhooks | undefined;

  async function start(): Promise<void> {
    const client = await untilAnswers(folder, stopping.signal);
    if (client === undefined) return;
    started.add({ stop: () => client.close() });
    const certificates = createAuthority(join(folder, "certificates"), "Sandbox CA of webhooks");
    webhooks = started.add(
      serveWebhooksOf({
        client,
        certificates,
        listen: (server, address, port) => listenInside(folder, server, address, port),
      }),
    );
    started.add(runOperators(client));
  }
  const starting = start();
  return {
    webhooks: () => webhooks,
    async stop() {
      stopping.abort();
      await starting;
      webhooks = undefined;
      await started.stop();
    },
  };
}

/** Acts as the administrator, whose kubeconfig the syncer writes; undefined: aborted before. */
async function untilAnswers(folder: string, signal: AbortSignal): Promise<ApiClient | undefined> {
  while (!signal.aborted) {
    const client = administrator(folder);
    if (client !== undefined && (await answers(client, signal))) return client;
    client?.close();
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/** Ends at once when it is aborted: an API server that is just being ended may leave a question open. */
async function answers(client: ApiClient, signal: AbortSignal): Promise<boolean> {
  function close(): void {
    client.close();
  }
  signal.addEventListener("abort", close);
  try {
    await client.request("GET", "/readyz");
    return !signal.aborted;
  } catch {
    return false;
  } finally {
    signal.removeEventListener("abort", close);
  }
}

/** Undefined: there is no whole kubeconfig yet. */
function administrator(folder: string): ApiClient | undefined {
  try {
    const kubeconfig = readFileSync(join(folder, "data", "pki", "admin.conf"), "utf8");
    return apiClient(kubeconfig, join(folder, "kube.sock"));
  } catch {
    return undefined;
  }
}
