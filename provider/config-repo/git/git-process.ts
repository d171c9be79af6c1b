import { spawn, type ChildProcess } from "node:child_process";

import { NautesError } from "../../errors";
import { onProcessEnd } from "./exit-cleanup";

/** One run of git. */
export interface GitCall {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly input?: string | Buffer;
  /** Milliseconds until it is ended. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** How a run of git ended. */
export interface GitAnswer {
  /** Null: it was ended by a signal. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Time to clean up its own lock files, after which it is killed. */
const grace = 2_000;

/**
 * Runs git in a process group of its own, without a terminal to ask at.
 * @throws cancelled (or the NautesError that is the signal's reason), local-failure if git cannot be started
 */
export async function runGit(call: GitCall): Promise<GitAnswer> {
  throwIfAborted(call.signal);
  const child = spawn("git", call.args, { env: call.env, detached: true, stdio: "pipe" });
  const forget = onProcessEnd(() => end(child, "SIGKILL"));
  const ending = { timedOut: false };
  let last: NodeJS.Timeout | undefined;
  function stop(): void {
    end(child, "SIGTERM");
    last ??= setTimeout(() => end(child, "SIGKILL"), grace);
  }
  const deadline = setTimeout(() => {
    ending.timedOut = true;
    stop();
  }, call.timeout);
  call.signal?.addEventListener("abort", stop, { once: true });
  try {
    const answer = await finished(child, call.input);
    throwIfAborted(call.signal);
    return { ...answer, ...ending };
  } finally {
    clearTimeout(deadline);
    clearTimeout(last);
    call.signal?.removeEventListener("abort", stop);
    forget();
  }
}

/** @throws cancelled, or the NautesError that is the signal's reason */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  if (signal.reason instanceof NautesError) throw signal.reason;
  throw new NautesError("cancelled", "The operation was cancelled.", { remedy: "Run it again." });
}

function finished(
  child: ChildProcess,
  input: string | Buffer | undefined,
): Promise<Omit<GitAnswer, "timedOut">> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
  // Git may end without reading all; what it says about that is in its answer.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(input);
  return new Promise((resolve, reject) => {
    child.once("error", (cause: NodeJS.ErrnoException) => reject(cannotStart(cause)));
    child.once("close", (exitCode) =>
      resolve({
        exitCode,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString("utf8"),
      }),
    );
  });
}

/** Ends git and its helpers (git-remote-https, ssh), which are in its group. */
function end(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}

function cannotStart(cause: NodeJS.ErrnoException): NautesError {
  if (cause.code === "ENOENT") {
    return new NautesError("local-failure", "Git was not found on this machine.", {
      remedy: "Install git 2.34 or newer and see that it is on the PATH.",
      cause,
    });
  }
  return new NautesError("local-failure", `Git could not be started: ${cause.message}.`, {
    remedy: "See that `git` on the PATH can be run by this user.",
    cause,
  });
}
