import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { VaultApi } from "../../provider/vault/api";
import { Kv } from "../../provider/vault/kv";
import type { Bounds } from "../../provider/http/retry";
import type { VaultSettings } from "../../provider/vault/settings";

/** What goes wrong with one request: it is answered so, or the connection is cut, before or after it was served. */
export type Mishap =
  | { readonly status: number; readonly body?: unknown; readonly retryAfter?: string }
  | "cut before"
  | "cut after";

/**
 * A KV v2 engine with one secret at one path, and mishaps at will: what the real one does not do when it is asked to.
 * What it does do is tested with a real one in test/cluster.
 */
export class ScriptedVault {
  readonly requests: string[] = [];
  /** The first one that fits a request, such as `POST cluster/data`, befalls it, once. */
  readonly mishaps: { readonly of: string; readonly what: Mishap }[] = [];
  version = 0;
  data: unknown;
  tokens = new Set(["token"]);
  readonly warnings: string[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #apis: VaultApi[] = [];

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#apis.splice(0).map((api) => api.close()));
    this.#server.closeAllConnections();
    this.#server.close();
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  kv(settings: Partial<VaultSettings> = {}): Kv {
    const api = new VaultApi(
      {
        address: this.address,
        token: "token",
        fallbackToken: undefined,
        mount: "cluster",
        caCertificate: undefined,
        caFile: undefined,
        namespace: undefined,
        ...settings,
      },
      {
        patience: { attempts: 4, baseMs: 1, capMs: 2 },
        warn: (message) => this.warnings.push(message),
      },
    );
    this.#apis.push(api);
    return new Kv(api, settings.mount ?? "cluster");
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const line = `${request.method ?? ""} ${(request.url ?? "").replace("/v1/", "")}`;
    this.requests.push(line);
    const at = this.mishaps.findIndex(({ of }) => line.startsWith(of));
    const [mishap] = at < 0 ? [] : this.mishaps.splice(at, 1);
    if (mishap?.what === "cut before") {
      request.socket.destroy();
      return;
    }
    if (typeof mishap?.what === "object") {
      const { status, body, retryAfter } = mishap.what;
      if (retryAfter !== undefined) response.setHeader("Retry-After", retryAfter);
      response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body ?? {}));
      return;
    }
    const [status, body] = this.#answer(line, request, Buffer.concat(chunks).toString());
    if (mishap?.what === "cut after") request.socket.destroy();
    else response.writeHead(status).end(status === 204 ? "" : JSON.stringify(body));
  }

  #answer(line: string, request: IncomingMessage, text: string): [number, unknown] {
    const token = String(request.headers["x-vault-token"]);
    if (!this.tokens.has(token)) return [403, { errors: ["permission denied"] }];
    if (line.startsWith("GET auth/token")) return [200, { data: {} }];
    if (line.startsWith("GET sys/internal")) {
      return [200, { data: { type: "kv", path: "cluster/", options: { version: "2" } } }];
    }
    if (line.startsWith("DELETE")) {
      this.version = 0;
      this.data = undefined;
      return [204, undefined];
    }
    if (line.startsWith("POST")) return this.#write(text);
    if (this.version === 0) return [404, { errors: [] }];
    return [200, { data: { data: this.data, metadata: { version: this.version } } }];
  }

  #write(text: string): [number, unknown] {
    const { data, options } = JSON.parse(text) as { data: unknown; options: { cas: number } };
    if (options.cas !== this.version) {
      const error = "check-and-set parameter did not match the current version";
      return [400, { errors: [error] }];
    }
    this.data = data;
    return [200, { data: { version: ++this.version } }];
  }
}

/** Enough time, and nobody who gives up. */
export function patient(): Bounds {
  return { signal: new AbortController().signal, deadline: Date.now() + 20_000 };
}
