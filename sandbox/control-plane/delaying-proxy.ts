import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, createServer, request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import type { ControlPlane } from "./control-plane";

/** An API server that answers late. */
export interface DelayingProxy {
  /** Text of a kubeconfig of the administrator, by way of here. */
  readonly kubeconfig: string;
  stop(): Promise<void>;
}

/**
 * Passes requests on to a control plane's API server, as its administrator whoever asks, each after `delayMs(method)`; watches are
 * passed on as they come.
 */
export async function startDelayingProxy(
  plane: Pick<ControlPlane, "server" | "kubeconfig" | "certificates">,
  delayMs: (method: string) => number,
): Promise<DelayingProxy> {
  const { server: target, kubeconfig, certificates } = plane;
  const { certificate, key } = certificates.issue({
    subject: "/CN=kube-apiserver",
    alternatives: ["IP:127.0.0.1"],
  });
  const admin = certificates.issue({ subject: "/O=system:masters/CN=admin" });
  const agent = new Agent({
    keepAlive: true,
    ca: certificates.certificate,
    cert: admin.certificate,
    key: admin.key,
  });

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/", headers } = incoming;
    await sleep(delayMs(method));
    const outgoing = httpsRequest(new URL(url, target), { method, headers, agent });
    response.once("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
    const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    answer.pipe(response);
    answer.once("error", () => response.destroy());
  }
  const proxy = createServer({ cert: certificate, key }, (incoming, response) => {
    pass(incoming, response).catch(() => response.destroy());
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port } = proxy.address() as AddressInfo;
  return {
    kubeconfig: kubeconfig.replaceAll(target, `https://127.0.0.1:${port}`),
    async stop() {
      const closed = new Promise((resolve) => proxy.close(resolve));
      proxy.closeAllConnections();
      await closed;
      agent.destroy();
    },
  };
}
