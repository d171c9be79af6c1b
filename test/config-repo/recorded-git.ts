import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Has every git and ssh that is started write down its arguments, and those of what it starts itself. */
export interface RecordedGit {
  /** The subcommands run since last asked. */
  commands(): readonly string[];
  /** All that was written down: every argument of every process. */
  everything(): string;
  restore(): void;
}

/** Puts recording wrappers first on the PATH, until `restore`. */
export function recordGit(folder: string): RecordedGit {
  const path = process.env["PATH"] ?? "";
  const bin = join(folder, "recording");
  const log = join(folder, "recorded");
  mkdirSync(bin);
  for (const name of ["git", "ssh"]) {
    const real = execFileSync("sh", ["-c", `command -v ${name}`])
      .toString()
      .trim();
    const trace = `GIT_TRACE='${log}.trace' GIT_TRACE_REDACT=0 exec '${real}' "$@"`;
    const script = `#!/bin/sh\nprintf '%s' "${name}" >>'${log}'; printf ' %s' "$@" >>'${log}'; echo >>'${log}'\n${trace}\n`;
    writeFileSync(join(bin, name), script, { mode: 0o755 });
  }
  process.env["PATH"] = bin + delimiter + path;
  let read = 0;

  function lines(): readonly string[] {
    return existsSync(log) ? readFileSync(log, "utf8").split("\n").slice(0, -1) : [];
  }
  return {
    commands() {
      const fresh = lines().slice(read);
      read += fresh.length;
      return fresh.map((line) => line.split(" ").slice(0, 2).join(" "));
    },
    everything: () => lines().join("\n") + readFileSync(`${log}.trace`, "utf8"),
    restore() {
      process.env["PATH"] = path;
      rmSync(bin, { recursive: true });
    },
  };
}
