import { spawn, type ChildProcess } from "node:child_process";
import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

import { foreignEnvironment } from "./bare-repository";

/** A request of Git's smart HTTP protocol. */
export interface BackendRequest {
  /** Folder of the bare repositories. */
  readonly root: string;
  readonly method: string;
  /** Decoded, below the root: `/group/project.git/info/refs`. */
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** As it came, maybe packed. */
  readonly body: Readable;
  /** Whether clones may leave blobs out. @default true */
  readonly filters?: boolean;
  /** More settings of git. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Added to the environment, which hooks get, too. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface BackendAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Git's own http-backend at work. */
export interface Backend {
  readonly child: ChildProcess;
  readonly answer: Promise<BackendAnswer>;
}

/** Runs git's http-backend for one request. */
export function runHttpBackend(request: BackendRequest): Backend {
  const child = spawn("git", ["http-backend"], { env: cgiEnvironment(request) });
  child.stdin.on("error", () => undefined);
  const packed = request.headers["content-encoding"] === "gzip";
  (packed ? request.body.pipe(createGunzip()) : request.body).pipe(child.stdin);
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  const answer = new Promise<BackendAnswer>((resolve) => {
    child.once("close", () => resolve(parseAnswer(Buffer.concat(output))));
  });
  return { child, answer };
}

function cgiEnvironment(request: BackendRequest): NodeJS.ProcessEnv {
  const { headers } = request;
  const settings = Object.entries({
    "http.receivepack": "true",
    "uploadpack.allowFilter": String(request.filters ?? true),
    ...request.settings,
  });
  return {
    ...foreignEnvironment(),
    ...request.env,
    GIT_PROJECT_ROOT: request.root,
    GIT_HTTP_EXPORT_ALL: "1",
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(settings.map(([key], index) => [`GIT_CONFIG_KEY_${index}`, key])),
    ...Object.fromEntries(settings.map(([, value], index) => [`GIT_CONFIG_VALUE_${index}`, value])),
    PATH_INFO: request.path,
    QUERY_STRING: request.query,
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: headers["content-type"] ?? "",
    GIT_PROTOCOL: String(headers["git-protocol"] ?? ""),
    REMOTE_ADDR: "127.0.0.1",
  };
}

/** Reads a CGI answer: header lines, an empty line, the body. */
function parseAnswer(output: Buffer): BackendAnswer {
  const end = output.indexOf("\r\n\r\n");
  const lines = output.subarray(0, Math.max(end, 0)).toString().split("\r\n");
  let status = end < 0 ? 500 : 200;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [name = "", ...value] = line.split(": ");
    if (name === "Status") status = Number.parseInt(value.join(": "), 10);
    else if (name !== "") headers[name] = value.join(": ");
  }
  return { status, headers, body: output.subarray(end + 4) };
}
