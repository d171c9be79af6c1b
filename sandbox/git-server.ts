import type { ChildProcess } from "node:child_process";
import { type IncomingMessage, type ServerResponse } from "node:http";

import type { ServerCertificate } from "./certificates";
import { listenOnLoopback } from "./loopback-server";
import { runHttpBackend } from "./git-http-backend";

/** Who may do what on a server. */
export interface GitUser {
  readonly password: string;
  /** @default true */
  readonly push?: boolean;
}

export interface GitServerOptions {
  /** Folder of the bare repositories. */
  readonly root: string;
  /** By name. @default anybody may read and push */
  readonly users?: Readonly<Record<string, GitUser>>;
  /** @default plain HTTP */
  readonly tls?: ServerCertificate;
  /** Whether clones may leave blobs out. @default true */
  readonly filters?: boolean;
}

/** Something that goes wrong once: with the next request, or the next that brings a push. */
export interface Fault {
  readonly on: "request" | "push";
  /**
   * `unavailable` answers 503, `drop` closes the connection before anything is done, `drop-after` once all is done,
   * `hang` when it was done too, but leaves the connection open; a number waits so many milliseconds.
   */
  readonly does: "unavailable" | "drop" | "drop-after" | "hang" | number;
}

/** A Git server on the loopback address: git's own http-backend behind Node's HTTP. */
export interface GitServer {
  /** `http://127.0.0.1:PORT` or `https://…`; a repository is below. */
  readonly url: string;
  /** `METHOD path?query` of every request so far. */
  readonly requests: readonly string[];
  inject(fault: Fault): void;
  /** Calls `act` once, when the next push has arrived and nothing of it is done yet; answers what it answered. */
  beforePush<Result>(act: () => Result): Promise<Result>;
  /** Calls `act` once, when the next fetch begins after `skip` others, before it is told anything. */
  beforeFetch(act: () => void, skip?: number): void;
  stop(): Promise<void>;
}

/** Starts a Git server on a port that the system gives. */
export async function startGitServer(options: GitServerOptions): Promise<GitServer> {
  const requests: string[] = [];
  const faults: Fault[] = [];
  const interruptions: (() => void)[] = [];
  const fetches: (() => void)[] = [];
  const children = new Set<ChildProcess>();

  function answer(request: IncomingMessage, response: ServerResponse): void {
    if (isPush(request)) interruptions.shift()?.();
    if (beginsFetch(request)) fetches.shift()?.();
    requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
    const refusal = refusalOf(options.users, request);
    if (refusal !== undefined) {
      refuse(response, refusal);
      return;
    }
    const index = faults.findIndex(({ on }) => on === "request" || isPush(request));
    const fault = index < 0 ? undefined : faults.splice(index, 1)[0]?.does;
    if (fault === "unavailable") refuse(response, 503);
    else if (fault === "drop") request.socket.destroy();
    else if (typeof fault === "number") setTimeout(() => serve(request, response), fault);
    else serve(request, response, fault);
  }
  function serve(
    request: IncomingMessage,
    response: ServerResponse,
    fault?: "drop-after" | "hang",
  ): void {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const { child, answer: answered } = runHttpBackend({
      root: options.root,
      method: request.method ?? "GET",
      path: decodeURIComponent(url.pathname),
      query: url.search.slice(1),
      headers: request.headers,
      body: request,
      ...(options.filters === undefined ? {} : { filters: options.filters }),
    });
    children.add(child);
    void answered.then(({ status, headers, body }) => {
      children.delete(child);
      if (fault === "drop-after") request.socket.destroy();
      else if (fault === undefined) response.writeHead(status, headers).end(body);
    });
  }
  const { tls } = options;
  const { server, url } = await listenOnLoopback(answer, tls);
  return {
    url,
    requests,
    inject: (fault) => void faults.push(fault),
    beforePush: (act) => new Promise((resolve) => interruptions.push(() => resolve(act()))),
    beforeFetch: (act, skip = 0) =>
      void fetches.push(...Array.from({ length: skip }, () => () => undefined), act),
    async stop() {
      for (const child of children) child.kill("SIGKILL");
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A request that brings objects and moves a branch. */
function isPush({ method, url = "" }: IncomingMessage): boolean {
  return method === "POST" && url.endsWith("/git-receive-pack");
}

/** A question for what branches there are, with which a fetch begins. */
function beginsFetch({ method, url = "" }: IncomingMessage): boolean {
  return method === "GET" && url.includes("/info/refs?service=git-upload-pack");
}

function refusalOf(
  users: GitServerOptions["users"],
  request: IncomingMessage,
): 401 | 403 | undefined {
  if (users === undefined) return undefined;
  const [scheme, given = ""] = (request.headers.authorization ?? "").split(" ");
  const [name = "", ...password] = Buffer.from(given, "base64").toString().split(":");
  const user = Object.hasOwn(users, name) ? users[name] : undefined;
  if (scheme !== "Basic" || user?.password !== password.join(":")) return 401;
  const pushes = (request.url ?? "").includes("git-receive-pack");
  return pushes && user.push === false ? 403 : undefined;
}

function refuse(response: ServerResponse, status: 401 | 403 | 503): void {
  const challenge = status === 401 ? { "WWW-Authenticate": 'Basic realm="sandbox"' } : {};
  response.writeHead(status, { "Content-Type": "text/plain", ...challenge }).end();
}
