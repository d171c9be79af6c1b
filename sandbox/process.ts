import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

export interface ProcessOptions {
  /** For messages and the log's file name. */
  readonly name: string;
  /** Found on PATH. */
  readonly program: string;
  readonly args: readonly string[];
  /** Its working folder, made if absent; its log `<name>.log` lies there. */
  readonly folder: string;
  /** Added to this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A program that runs until it is stopped. */
export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  /** Path of the file with all that it printed. */
  readonly log: string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** Ends it, with SIGKILL after `patienceMs` (default 5000), and waits for that. */
  stop(patienceMs?: number): Promise<void>;
}

/** Starts a program in a process group of its own, so that Ctrl-C in a terminal reaches only who started it. */
export function startProcess(options: ProcessOptions): RunningProcess {
  const { name, program, args, folder, env } = options;
  mkdirSync(folder, { recursive: true });
  const log = join(folder, `${name}.log`);
  const output = openSync(log, "a");
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", output, output],
    detached: true,
  });
  closeSync(output);
  let over = false;
  const ended = new Promise<number | string>((resolve) => {
    child.once("error", ({ message }) => resolve(message));
    child.once("exit", (code, signal) => resolve(code ?? signal ?? "unknown"));
  }).finally(() => (over = true));
  return {
    name,
    pid: child.pid ?? 0,
    log,
    ended,
    async stop(patienceMs = 5000) {
      if (over) return;
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/**
 * Waits until `ready` answers true. @throws Error with the end of the log if the process ends before, or after
 * `patienceMs` (default 60 s: three control planes at once on two cores take 20)
 */
export async function untilReady(
  { name, ended, log }: RunningProcess,
  ready: () => Promise<boolean>,
  patienceMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  let code: number | string | undefined;
  void ended.then((value) => (code = value));
  while (!(await ready().catch(() => false))) {
    const why =
      code !== undefined
        ? `ended with ${code}`
        : Date.now() > deadline
          ? `is not ready after ${patienceMs / 1000} s`
          : undefined;
    if (why !== undefined) throw new Error(`${name} ${why}; the end of ${log}:\n${tail(log)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A port of the loopback address that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** The first port of 127.0.0.1 from `first` on that nobody listens on now, and that can be a NodePort. */
export async function freeNodePort(first: number): Promise<number> {
  for (let port = first; port <= 32_767; port += 1) {
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
  throw new Error(`Every port from ${first} to 32767 is taken.`);
}

/** What has been started, to be ended in reverse order. */
export class Started {
  readonly #ends: (() => Promise<void> | void)[] = [];

  /** Answers `what`, so that a start can be wrapped. */
  add<What extends { stop(): Promise<void> | void }>(what: What): What {
    this.#ends.push(() => what.stop());
    return what;
  }

  /** Ends everything, also when one end fails; then fails with the first reason. */
  async stop(): Promise<void> {
    const reasons: unknown[] = [];
    for (const end of this.#ends.splice(0).reverse()) {
      try {
        await end();
      } catch (reason) {
        reasons.push(reason);
      }
    }
    if (reasons.length > 0) throw reasons[0];
  }
}

function tail(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-15).join("\n");
}
