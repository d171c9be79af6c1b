import { readFileSync } from "node:fs";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { text } from "node:stream/consumers";
import { KubeConfig } from "@kubernetes/client-node";
import type { Ask } from "./cluster-view";
import { ApiRefusal } from "./control-plane/api-client";

/** The cluster of the current context of whoever runs us. */
export interface OwnCluster {
  readonly context: string;
  /** URL of its API. */
  readonly server: string;
  /** Text of a kubeconfig with this context alone, which names no file. */
  readonly kubeconfig: string;
  readonly ask: Ask;
}

/** Reads the files that KUBECONFIG names, as kubectl does. @throws Error if there is no current context */
export function ownCluster(): OwnCluster {
  const config = new KubeConfig();
  config.loadFromDefault();
  const context = config.getCurrentContext();
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw new Error(
      `KUBECONFIG (${process.env["KUBECONFIG"] ?? ""}) has no current context with a cluster. Choose one with \`kubectl config use-context\`.`,
    );
  }
  const alone = new KubeConfig();
  const user = config.getCurrentUser();
  const { caFile, ...itself } = cluster;
  alone.loadFromOptions({
    clusters: [{ ...itself, ...inline("caData", caFile) }],
    users: user === null ? [] : [withoutFiles(user)],
    contexts: [{ name: context, cluster: cluster.name, user: user?.name ?? "" }],
    currentContext: context,
  });
  return {
    context,
    server: cluster.server,
    kubeconfig: alone.exportConfig(),
    ask: (path) => ask(alone, cluster.server, path),
  };
}

function withoutFiles(user: NonNullable<ReturnType<KubeConfig["getCurrentUser"]>>): typeof user {
  const { certFile, keyFile, ...itself } = user;
  return { ...itself, ...inline("certData", certFile), ...inline("keyData", keyFile) };
}

/** What a file holds, in base64, under the name that it has in a kubeconfig without files. */
function inline(name: string, file: string | undefined): Record<string, string> {
  return file === undefined ? {} : { [name]: readFileSync(file).toString("base64") };
}

async function ask(config: KubeConfig, server: string, path: string): Promise<unknown> {
  const options: RequestOptions = { method: "GET", timeout: 30_000 };
  await config.applyToHTTPSOptions(options);
  const sent = httpsRequest(new URL(`${server.replace(/\/+$/, "")}${path}`), options);
  sent.on("timeout", () => sent.destroy(new Error(`${server} did not answer in 30 s.`)));
  sent.end();
  const [reply] = (await once(sent, "response")) as [IncomingMessage];
  const body = await text(reply);
  if ((reply.statusCode ?? 0) >= 400) {
    const status = reply.statusCode ?? 0;
    throw new ApiRefusal(status, `${server} answered ${status} to GET ${path}.`);
  }
  return JSON.parse(body) as unknown;
}
