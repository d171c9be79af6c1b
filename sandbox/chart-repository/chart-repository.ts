import { execFile } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { type IncomingMessage, type ServerResponse } from "node:http";
import { basename, join } from "node:path";
import { promisify } from "node:util";

import type { ServerCertificate } from "../certificates";
import { listenOnLoopback } from "../loopback-server";
import { collectArchives, type ArchiveOptions } from "./archives";

const run = promisify(execFile);

export interface ChartRepositoryOptions extends ArchiveOptions {
  /** Name → password. @default anybody may read */
  readonly users?: Readonly<Record<string, string>>;
  /** @default plain HTTP */
  readonly tls?: ServerCertificate;
}

/** What goes wrong from now on: with the index, with archives, or with all. */
export interface ChartFault {
  /** @default "all" */
  readonly on?: "index" | "archive" | "all";
  /** A status to answer with; `hang` never answers; `drop` closes the connection. */
  readonly does: 401 | 403 | 404 | 500 | 503 | "hang" | "drop";
}

/** A Helm repository on the loopback address. */
export interface ChartRepository {
  /** `http://127.0.0.1:PORT` or `https://…`. */
  readonly url: string;
  /** `METHOD path` of every request so far. */
  readonly requests: readonly string[];
  /** Serves one more archive, a path to a `.tgz`. */
  add(archive: string): Promise<void>;
  /** Until `heal`, or another fault. */
  inject(fault: ChartFault): void;
  heal(): void;
  stop(): Promise<void>;
}

/** Packages the charts into `folder`, writes their index and serves both on a port that the system gives. */
export async function startChartRepository(
  options: ChartRepositoryOptions,
): Promise<ChartRepository> {
  const { folder, users, tls } = options;
  await collectArchives(options);
  await writeIndex(folder);
  const requests: string[] = [];
  let fault: ChartFault | undefined;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname;
    requests.push(`${request.method ?? ""} ${path}`);
    const on = path === "/index.yaml" ? "index" : "archive";
    const failing = fault !== undefined && ["all", on].includes(fault.on ?? "all");
    if (failing && fault?.does === "hang") return;
    if (failing && fault?.does === "drop") request.socket.destroy();
    else if (failing && typeof fault?.does === "number") refuse(response, fault.does);
    else if (!isKnown(users, request)) refuse(response, 401);
    else send(response, join(folder, basename(path)));
  }
  const { server, url } = await listenOnLoopback(answer, tls);
  return {
    url,
    requests,
    async add(archive) {
      copyFileSync(archive, join(folder, basename(archive)));
      await writeIndex(folder);
    },
    inject: (next) => void (fault = next),
    heal: () => void (fault = undefined),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Its archives' addresses are relative, so that it does not hold the port. */
async function writeIndex(folder: string): Promise<void> {
  await run("helm", ["repo", "index", folder], { env: { PATH: process.env["PATH"] } });
}

function isKnown(users: ChartRepositoryOptions["users"], request: IncomingMessage): boolean {
  if (users === undefined) return true;
  const [scheme, given = ""] = (request.headers.authorization ?? "").split(" ");
  const [name = "", ...password] = Buffer.from(given, "base64").toString().split(":");
  return scheme === "Basic" && Object.hasOwn(users, name) && users[name] === password.join(":");
}

function refuse(response: ServerResponse, status: number): void {
  const challenge = status === 401 ? { "WWW-Authenticate": 'Basic realm="sandbox"' } : {};
  response.writeHead(status, { "Content-Type": "text/plain", ...challenge }).end();
}

function send(response: ServerResponse, file: string): void {
  if (!/\.(tgz|yaml)$/.test(file) || !existsSync(file)) refuse(response, 404);
  else response.writeHead(200).end(readFileSync(file));
}
