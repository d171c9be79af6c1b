import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/**
 * A name for the engine's process that no other has, also not one that later gets its id; undefined: it cannot be told.
 * Seen with the real CLI: it starts the plugin itself, and `env node` takes the plugin's place, so it is our parent.
 * What starts node by a process in between (Windows' command files) cannot be told from another engine.
 */
export function engineProcess(pid: number = process.ppid): string | undefined {
  const started = startOf(pid);
  if (started === undefined) return undefined;
  const name = [hostname(), link("/proc/self/ns/pid"), bootOf(), String(pid), started];
  return createHash("sha256").update(name.join("\0")).digest("hex");
}

/** When a process started, in whatever unit. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform === "linux") {
      // The name, in parentheses, may hold anything; the start is the 20th field after it (proc(5)).
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    }
    if (process.platform === "win32") return undefined;
    const answer = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
    return answer.trim() || undefined;
  } catch {
    return undefined;
  }
}

function bootOf(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
