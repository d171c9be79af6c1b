import { spawn } from "node:child_process";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { lives, processes, treeOf } from "./process-tree.mjs";
import { Problem } from "./problem.mjs";

const graceMs = 15_000;
const running = new Set();
const cleanups = [];
let ending = false;

/**
 * Does `cleanup` when this process is interrupted, the last one first, after all that it started has ended. A number that
 * it answers is then the exit code.
 */
export function onInterrupt(cleanup) {
  listen();
  cleanups.push(cleanup);
}

/**
 * Runs a program in a process group of its own and answers `{ code, output }` once it ended; an interrupt of ours ends
 * it and all below it. `output` is what it wrote to both streams, unless `show` passes them on as they come.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, onText?: (text: string) => void, input?: string }} [options]
 */
export function run(program, args, options = {}) {
  listen();
  // Whoever waits for a program while we are being interrupted must not go on to the next.
  if (ending) return new Promise(() => {});
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: [
        options.input === undefined ? "ignore" : "pipe",
        options.show ? "inherit" : "pipe",
        options.show ? "inherit" : "pipe",
      ],
      detached: true,
    });
    running.add(child);
    // Who ends without reading it says why by its exit code.
    child.stdin?.on("error", () => {}).end(options.input);
    let output = "";
    const take = (text) => {
      output += text;
      options.onText?.(text);
    };
    child.stdout?.setEncoding("utf8").on("data", take);
    child.stderr?.setEncoding("utf8").on("data", take);
    child.on("error", (error) => {
      running.delete(child);
      reject(startProblem(program, error));
    });
    child.on("close", (code, signal) => {
      running.delete(child);
      if (!ending) resolve({ code: code ?? 128 + (constants.signals[signal] ?? 0), output });
    });
  });
}

let listening = false;

function listen() {
  if (listening) return;
  listening = true;
  watchParent();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => void interrupted(signal));
}

/** npm's shell dies of a signal without passing it on, and would leave us running. */
function watchParent() {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  setInterval(() => process.ppid !== parent && void interrupted("SIGHUP"), 200).unref();
}

async function interrupted(signal) {
  if (ending) return;
  ending = true;
  process.stderr.write(`\n${signal}: ending what was started …\n`);
  await endAll([...running].map((child) => child.pid));
  let code = 128 + constants.signals[signal];
  for (const cleanup of cleanups.reverse()) {
    const answer = await cleanup();
    if (typeof answer === "number") code = answer;
  }
  process.exit(code);
}

/** Interrupts each group and gives it time: the Pulumi engine then cancels and ends its plugins itself. */
async function endAll(pids) {
  const known = new Map();
  const look = () => {
    const all = processes();
    const alive = () => [...known].filter((entry) => lives(...entry, all)).map(([pid]) => pid);
    // What an ended process leaves behind gets another parent: hence also from each one that we saw before.
    for (const root of [...pids, ...alive()]) {
      for (const [pid, started] of treeOf(root, all)) known.set(pid, started);
    }
    return alive();
  };
  look();
  for (const pid of pids) signalTo(-pid, "SIGINT");
  const end = Date.now() + graceMs;
  while (look().length > 0 && Date.now() < end) await sleep(100);
  for (const pid of look()) signalTo(pid, "SIGKILL");
  while (look().length > 0) await sleep(20);
}

function signalTo(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended already.
  }
}

function startProblem(program, error) {
  if (error.code !== "ENOENT") return error;
  return new Problem(`The program ${program} was not found.`, "Install it, or put it on PATH.");
}
