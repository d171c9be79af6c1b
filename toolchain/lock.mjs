import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lives, processes } from "./process-tree.mjs";
import { onInterrupt } from "./run.mjs";

/**
 * Does `work` while no other process does it under the same lock file. One that waits says so once through `say`; a
 * lock whose process is dead is taken over.
 */
export async function withLock(file, say, work) {
  await take(file, say);
  const release = () => {
    if (holder(file)?.pid === process.pid) rmSync(file, { force: true });
  };
  onInterrupt(release);
  try {
    return await work();
  } finally {
    release();
  }
}

async function take(file, say) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = JSON.stringify({
    pid: process.pid,
    started: processes().get(process.pid)?.started,
    host: hostname(),
  });
  for (let said = false; ; await sleep(200)) {
    if (create(file, mine)) return;
    const other = holder(file);
    if (other === undefined) continue;
    if (isDead(other)) {
      removeOf(file, other);
      continue;
    }
    if (!said)
      say(`waiting for process ${other.pid} on ${other.host}, which does the same (${file})`);
    said = true;
  }
}

/** Whether the lock is ours now; by a link, so that nobody ever reads half a lock. */
function create(file, text) {
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, text);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Undefined: there is none. */
function holder(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Of a process on another host, that shares the folder, nothing can be known. */
function isDead({ pid, started, host }) {
  return host === hostname() && !lives(pid, started);
}

/** Removes the lock of a dead process; if a living one took it over meanwhile, gives that back. */
function removeOf(file, dead) {
  const aside = `${file}.${process.pid}.old`;
  try {
    renameSync(file, aside);
    const found = holder(aside);
    if (found?.pid !== dead.pid || found.started !== dead.started) linkSync(aside, file);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  }
  rmSync(aside, { force: true });
}
