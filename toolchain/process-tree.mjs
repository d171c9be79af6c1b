import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";

/**
 * All processes, pid → `{ parent, started }`; `started` tells a process from a later one of the same pid.
 * From /proc where there is one (a bare Debian has no `ps`), else from `ps`.
 */
export function processes() {
  return existsSync("/proc/self/stat") ? fromProc() : fromPs();
}

/** The process `root` and all below it, as pid → started, out of `all`. */
export function treeOf(root, all = processes()) {
  const tree = new Map();
  const add = (pid) => {
    if (!all.has(pid) || tree.has(pid)) return;
    tree.set(pid, all.get(pid).started);
    for (const [child, { parent }] of all) if (parent === pid) add(child);
  };
  add(root);
  return tree;
}

/** Whether the process `pid` that began at `started` (if known) still lives; a zombie does not. */
export function lives(pid, started, all = processes()) {
  const found = all.get(pid);
  return found !== undefined && (started === undefined || found.started === started);
}

function fromProc() {
  const all = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      // The second field, the command in parentheses, may hold spaces and parentheses itself.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields[0] !== "Z")
        all.set(Number(name), { parent: Number(fields[1]), started: fields[19] });
    } catch {
      // It ended while we looked.
    }
  }
  return all;
}

function fromPs() {
  const all = new Map();
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,lstart="], { encoding: "utf8" });
  for (const line of lines.split("\n")) {
    const [pid, parent, state, ...started] = line.trim().split(/\s+/);
    if (pid === "" || state === undefined || state.startsWith("Z")) continue;
    all.set(Number(pid), { parent: Number(parent), started: started.join(" ") });
  }
  return all;
}
