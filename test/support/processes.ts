import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** A process that runs; a zombie does not. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Its arguments, separated by blanks. */
  readonly command: string;
}

/** All processes that can be seen: from /proc where there is one (a bare Debian has no `ps`), else from `ps`. */
function processes(): Process[] {
  return existsSync("/proc/self/stat") ? fromProc() : fromPs();
}

/** All processes below `root`, itself not included. */
export function descendantsOf(root: number, all = processes()): Process[] {
  const children = all.filter(({ parent, pid }) => parent === root && pid !== root);
  return children.flatMap((child) => [child, ...descendantsOf(child.pid, all)]);
}

/** The provider that the engine `pid` has started; undefined: not yet, or no more. */
export function providerOf(pid: number, all = processes()): Process | undefined {
  return all.find(
    ({ parent, command }) => parent === pid && command.includes("pulumi-resource-nautes"),
  );
}

export function isAlive(pid: number): boolean {
  return processes().some((one) => one.pid === pid);
}

/** Kills at once, if it still lives. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Waits until a process has ended; the milliseconds that it took, or undefined if it still lives then. */
export async function endOf(pid: number, patienceMs: number): Promise<number | undefined> {
  const start = performance.now();
  while (isAlive(pid)) {
    if (performance.now() - start > patienceMs) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - start;
}

function fromProc(): Process[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      // The second field, the command in parentheses, may hold blanks and parentheses itself.
      const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
      return state === "Z" ? [] : [{ pid: Number(name), parent: Number(parent), command }];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
}

function fromPs(): Process[] {
  const lines = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,stat=,args="], {
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
  });
  return lines.split("\n").flatMap((line) => {
    const [, pid, parent, state = "", command = ""] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || state.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), command }];
  });
}
