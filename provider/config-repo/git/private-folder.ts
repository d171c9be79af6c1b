import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { onProcessEnd } from "./exit-cleanup";

/** A folder that only this user can enter, and that goes with the process; with the next one if it was killed. */
export interface PrivateFolder {
  /** Writes a file there that only this user can read, and answers its path. */
  file(name: string, text: string, mode?: 0o600 | 0o700): string;
  remove(): void;
}

let swept = false;

export function createPrivateFolder(): PrivateFolder {
  let folder: string | undefined;
  let forget: (() => void) | undefined;

  function make(): string {
    if (!swept) sweep();
    swept = true;
    const made = mkdtempSync(join(tmpdir(), `${prefix()}${process.pid}-`));
    forget = onProcessEnd(() => rmSync(made, { recursive: true, force: true }));
    return made;
  }
  return {
    file(name, text, mode = 0o600) {
      folder ??= make();
      const path = join(folder, name);
      writeFileSync(path, text, { mode, flag: "wx" });
      return path;
    },
    remove() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      forget?.();
      folder = undefined;
    },
  };
}

/** Removes the folders of processes of this user that were killed, and so left their keys behind. */
function sweep(): void {
  const start = prefix();
  for (const name of namesIn(tmpdir()).filter((one) => one.startsWith(start))) {
    const pid = /^(\d+)-\w+$/.exec(name.slice(start.length))?.[1];
    const folder = join(tmpdir(), name);
    if (pid === undefined || isAlive(Number(pid)) || !isOurs(folder)) continue;
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another process of ours is sweeping, too.
    }
  }
}

/** Begins the names of folders whose process ids mean the same to us: containers may share a temporary folder. */
function prefix(): string {
  const processes = createHash("sha256").update(`${hostname()}\0${processNamespace()}`);
  return `pulumi-nautes-${processes.digest("hex").slice(0, 8)}-`;
}

function processNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function isOurs(folder: string): boolean {
  try {
    const stats = lstatSync(folder);
    return stats.isDirectory() && (process.getuid === undefined || stats.uid === process.getuid());
  } catch {
    return false;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
