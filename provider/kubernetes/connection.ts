import type { IncomingMessage } from "node:http";
import { once } from "node:events";
import { request as httpsRequest } from "node:https";
import type { RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { NautesError } from "../errors";
import { withTimeLimit } from "../http/time-limit";
import { kubeconfigText } from "../kubeconfig-text";
import type { Attempt } from "./failures";
import { commandFailure, timeoutFailure, transportFailure } from "./failures";
import type { Access } from "./kubeconfig";
import { throughProxy } from "./proxy";

/** How long a caller waits for one answer. */
export interface Limits {
  /** Aborts when the caller gave up or the engine cancels. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since 1970 after which no answer is wanted. */
  readonly deadline?: number | undefined;
  /** Whether what is on the cluster is to be deleted. Default: false. */
  readonly goes?: boolean | undefined;
}

export interface Asked {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the server's URL, with its query. */
  readonly path: string;
  readonly body?: unknown;
  /** Default: `application/json`. */
  readonly contentType?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Answers of an API server to requests with a kubeconfig's credential, which may be what a command prints. */
export class Connection {
  readonly access: Access;
  readonly #kubeconfig: string;
  readonly #timeoutMs: number;
  #config: Promise<KubeConfig> | undefined;

  constructor(kubeconfig: string, access: Access, timeoutMs: number) {
    this.access = access;
    this.#kubeconfig = kubeconfig;
    this.#timeoutMs = timeoutMs;
  }

  /** @throws cluster-unreachable, cluster-credentials-refused, cluster-timeout, kubeconfig-unusable, cancelled */
  async ask(asked: Asked, attempt: Attempt, limits: Limits): Promise<Answer> {
    // No part of what the server takes: on a busy machine, loading the package alone takes seconds.
    const config = await this.#loaded();
    const left = Math.max(0, (limits.deadline ?? Infinity) - Date.now());
    return withTimeLimit(
      Math.min(left, this.#timeoutMs),
      limits.signal,
      async ({ signal, over }) => {
        try {
          return await settled(this.#send(config, asked, signal), signal);
        } catch (error) {
          if (error instanceof NautesError) throw error;
          if (limits.signal?.aborted === true) throw cancelled();
          if (over.aborted) {
            const what = `The API server ${attempt.server} did not answer in time to ${attempt.verb} ${attempt.what}.`;
            throw timeoutFailure(what, limits);
          }
          throw transportFailure(error, attempt, limits);
        }
      },
    );
  }

  async #send(config: KubeConfig, asked: Asked, signal: AbortSignal): Promise<Answer> {
    const options = await this.#options(config);
    signal.throwIfAborted();
    const text = asked.body === undefined ? undefined : JSON.stringify(asked.body);
    const headers = {
      ...(options.headers as Record<string, string> | undefined),
      Accept: "application/json",
      ...(text === undefined
        ? {}
        : {
            "Content-Type": asked.contentType ?? "application/json",
            "Content-Length": Buffer.byteLength(text),
          }),
    };
    const url = new URL(this.access.server + asked.path);
    const sent = httpsRequest(url, { ...options, method: asked.method, headers, signal });
    // After the answer has begun nobody else listens; its body then fails, too.
    sent.on("error", () => undefined);
    sent.end(text);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    return collect(response);
  }

  /** The package is large: it is loaded with the first request. */
  async #loaded(): Promise<KubeConfig> {
    this.#config ??= import("@kubernetes/client-node").then(({ KubeConfig }) => {
      const config = new KubeConfig();
      config.loadFromString(kubeconfigText(this.#kubeconfig) ?? "");
      config.clusters = throughProxy(config.clusters, process.env);
      return config;
    });
    const config = await this.#config.catch(() => undefined);
    if (config === undefined) throw unusable();
    return config;
  }

  async #options(config: KubeConfig): Promise<RequestOptions> {
    const options: RequestOptions = {};
    try {
      await config.applyToHTTPSOptions(options);
    } catch (error) {
      throw this.access.runsCommand ? commandFailure(error) : unusable();
    }
    return options;
  }
}

/** A command that gives a credential may hang: the caller is answered all the same. */
async function settled<T>(doing: Promise<T>, stop: AbortSignal): Promise<T> {
  let onAbort: (() => void) | undefined;
  const stopped = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Error("stopped"));
    if (stop.aborted) onAbort();
    else stop.addEventListener("abort", onAbort, { once: true });
  });
  doing.catch(() => undefined);
  try {
    return await Promise.race([doing, stopped]);
  } finally {
    if (onAbort !== undefined) stop.removeEventListener("abort", onAbort);
  }
}

async function collect(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") };
}

function cancelled(): NautesError {
  return new NautesError(
    "cancelled",
    "The operation was cancelled while it waited for a cluster.",
    {
      remedy: "Run it again: it goes on from what the cluster then has.",
    },
  );
}

function unusable(): NautesError {
  return new NautesError("kubeconfig-unusable", "The kubeconfig cannot be used.", {
    remedy:
      "Give what `kubectl config view --flatten --minify --raw` prints: https, and files that exist here.",
  });
}
