import { once } from "node:events";
import { createServer, type Server } from "node:net";

import type { Authority, KeyPair } from "../certificates";
import type { ApiClient } from "./api-client";
import type { ControlPlane } from "./control-plane";
import { keepReconciling, type Listed } from "./reconcile";
import {
  type Answer,
  type Listening,
  startWebhookServer,
  type WebhookServer,
} from "./webhook-server";
import { answeringServices, type Call, callsOf, webhookLists } from "./webhook-services";

/** The webhooks of whatever is installed on a control plane, answered in place of the pods that never run. */
export interface Webhooks {
  /** Services, `<namespace>/<name>`, that are listened for now. */
  served(): readonly string[];
  /**
   * From now on the webhooks behind the Service `<namespace>/<name>` allow (the default), deny with a message, hang, or are not
   * listened for (`unserved`); what was asked before is not answered any more.
   */
  behave(service: string, behaviour: Answer | "unserved"): Promise<void>;
  stop(): Promise<void>;
}

/** An API server, and where what it sends to its Services arrives. */
export interface WebhookSite {
  /** Acts as an administrator. */
  readonly client: ApiClient;
  /** Signs the certificates of webhooks. */
  readonly certificates: Authority;
  /** Lets a server answer for a Service. */
  listen(server: Server, address: string, port: number): Promise<Listening>;
}

interface Serving extends WebhookServer {
  readonly service: string;
}

/**
 * Serves each Service that a webhook of admission or a conversion names, on its ClusterIP, as long as it has a Ready pod, and puts
 * the plane's authority into `caBundle`, as operators do once they run; so a webhook whose Deployment went first wedges, as it does
 * on a real cluster. It answers in this process, which therefore must never wait synchronously for another program.
 * @throws Error if this user may not listen on port 443
 */
export async function serveWebhooks(
  plane: Pick<ControlPlane, "client" | "certificates" | "serviceRange">,
): Promise<Webhooks> {
  await assertMayListen(plane.serviceRange);
  return serveWebhooksOf({ ...plane, listen: listenHere });
}

/** Serves the webhooks of an API server whose Services are not on this machine's network, in the same way. */
export function serveWebhooksOf(site: WebhookSite): Webhooks {
  const behaviours = new Map<string, Answer | "unserved">();
  const servings = new Map<string, Serving>();
  const certificates = new Map<string, KeyPair>();
  const caBundle = Buffer.from(site.certificates.certificate).toString("base64");

  function behaviourOf(service: string): Answer | "unserved" {
    return behaviours.get(service) ?? "allow";
  }
  function certificateOf(service: string): KeyPair {
    const [namespace = "", name = ""] = service.split("/");
    const host = `${name}.${namespace}.svc`;
    const issued =
      certificates.get(service) ??
      site.certificates.issue({ subject: "/CN=webhook", alternatives: [`DNS:${host}`] });
    certificates.set(service, issued);
    return issued;
  }
  async function serve(calls: readonly Call[], answering: Map<string, string>): Promise<void> {
    const wanted = new Map<string, { service: string; address: string; port: number }>(
      calls.flatMap(({ service, port }) => {
        const address = answering.get(service);
        const listens = address !== undefined && behaviourOf(service) !== "unserved";
        return listens ? [[`${address}:${port}`, { service, address, port }] as const] : [];
      }),
    );
    for (const [place, serving] of servings) {
      if (wanted.get(place)?.service === serving.service) continue;
      servings.delete(place);
      await serving.stop();
    }
    for (const [place, { service, address, port }] of wanted) {
      if (servings.has(place)) continue;
      const server = await startWebhookServer(
        (server) => site.listen(server, address, port),
        certificateOf(service),
        () => {
          const behaviour = behaviourOf(service);
          return behaviour === "unserved" ? "hang" : behaviour;
        },
      );
      servings.set(place, { service, stop: () => server.stop() });
    }
  }
  async function reconcile(listed: Listed): Promise<void> {
    const calls = callsOf(listed);
    const answering = answeringServices(listed);
    await serve(calls, answering);
    const trusting = calls.filter(
      (call) => call.caBundle !== caBundle && answering.has(call.service),
    );
    for (const object of new Set(trusting.map((call) => call.object))) {
      const places = trusting.filter((call) => call.object === object);
      await site.client.request("PATCH", object, [
        ...places.map(({ resourceVersion }) => ({
          op: "test",
          path: "/metadata/resourceVersion",
          value: resourceVersion,
        })),
        ...places.map(({ pointer }) => ({
          op: "add",
          path: `${pointer}/caBundle`,
          value: caBundle,
        })),
      ]);
    }
  }
  const reconciler = keepReconciling(site.client, webhookLists, reconcile);
  return {
    served: () => [...new Set([...servings.values()].map(({ service }) => service))].sort(),
    async behave(service, behaviour) {
      behaviours.set(service, behaviour);
      await reconciler.again();
    },
    async stop() {
      await reconciler.stop();
      await Promise.all([...servings.values()].map((serving) => serving.stop()));
      servings.clear();
    },
  };
}

/** Where a host's API server calls: a ClusterIP is an address of this machine. */
async function listenHere(server: Server, address: string, port: number): Promise<Listening> {
  server.listen(port, address);
  await once(server, "listening");
  return { stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Tries an address of the plane's network that is none of a Service. */
async function assertMayListen(serviceRange: string): Promise<void> {
  const server = createServer();
  try {
    server.listen(443, serviceRange.replace(/\.0\.0\/24$/, ".255.1"));
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EACCES") throw error;
    throw new Error(
      "This user may not listen on port 443, where webhooks are called: run the sandbox as root, or let " +
        "everybody do so with `sysctl net.ipv4.ip_unprivileged_port_start=443`.",
      { cause: error },
    );
  }
  await new Promise((resolve) => server.close(resolve));
}
