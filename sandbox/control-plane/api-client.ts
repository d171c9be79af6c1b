import type { IncomingMessage } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import { parse } from "yaml";

/** An object of a Kubernetes API, as far as every kind has these. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** What the API server said instead of doing it. */
export class ApiRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Speaks with one API server as one user. */
export interface ApiClient {
  /**
   * Answers the parsed JSON of the reply, or its text if it is none. A PATCH is a JSON patch if `body` is an array, else a merge patch.
   * @throws ApiRefusal with the server's message when the status is 400 or more
   */
  request(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Calls `event` with every line of a watch until it ends; `stop` ends it from here. */
  watch(path: string, event: (line: string) => void): { ended: Promise<void>; stop(): void };
  close(): void;
}

interface Kubeconfig {
  readonly clusters: readonly [
    {
      readonly cluster: { readonly server: string; readonly "certificate-authority-data": string };
    },
  ];
  readonly users: readonly [
    {
      readonly user: {
        readonly "client-certificate-data": string;
        readonly "client-key-data": string;
      };
    },
  ];
}

/**
 * Opens a client for a kubeconfig of one cluster and one user with a client certificate.
 * @param socketPath a socket that leads to the server @default its address
 */
export function apiClient(kubeconfig: string, socketPath?: string): ApiClient {
  const { clusters, users } = parse(kubeconfig) as Kubeconfig;
  const { server, "certificate-authority-data": authority } = clusters[0].cluster;
  const agent = new Agent({
    keepAlive: true,
    ca: Buffer.from(authority, "base64"),
    cert: Buffer.from(users[0].user["client-certificate-data"], "base64"),
    key: Buffer.from(users[0].user["client-key-data"], "base64"),
  });

  function send(method: string, path: string, body: unknown): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = text === undefined ? {} : { "Content-Type": contentType(method, body) };
      const options = {
        method,
        headers,
        agent,
        ...(socketPath === undefined ? {} : { socketPath }),
      };
      const outgoing = httpsRequest(new URL(path, server), options, resolve);
      outgoing.on("error", reject);
      outgoing.end(text);
    });
  }
  return {
    async request(method, path, body) {
      const reply = await send(method, path, body);
      const text = await textOf(reply);
      const value = parsed(text);
      const { statusCode = 0 } = reply;
      if (statusCode < 400) return value;
      const { message } = (value ?? {}) as { message?: unknown };
      throw new ApiRefusal(statusCode, typeof message === "string" ? message : text);
    },
    watch(path, event) {
      let stop: (() => void) | undefined;
      let stopped = false;
      async function run(): Promise<void> {
        const reply = await send("GET", path, undefined);
        stop = () => reply.destroy();
        if (stopped) stop();
        if (reply.statusCode !== 200)
          throw new ApiRefusal(reply.statusCode ?? 0, await textOf(reply));
        let rest = "";
        for await (const chunk of reply.setEncoding("utf8")) {
          const lines = `${rest}${chunk as string}`.split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) event(line);
        }
      }
      return {
        ended: run().catch((error: unknown) => {
          if (!stopped) throw error;
        }),
        stop() {
          stopped = true;
          stop?.();
        },
      };
    },
    close: () => agent.destroy(),
  };
}

function contentType(method: string, body: unknown): string {
  if (method !== "PATCH") return "application/json";
  return Array.isArray(body) ? "application/json-patch+json" : "application/merge-patch+json";
}

async function textOf(reply: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of reply) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
