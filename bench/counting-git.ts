import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { foreignEnvironment } from "../sandbox/bare-repository";

/** A `git` that is counted. */
export interface CountingGit {
  /** The PATH on which it comes first. */
  readonly path: string;
  /** How often it was started so far, with a command or at all; what git itself starts is not among it. */
  readonly started: (command?: string) => number;
}

/** Makes, in `folder`, a `git` that notes down each start and is the real one. */
export function countingGit(folder: string): CountingGit {
  const [bin, notes] = [join(folder, "bin"), join(folder, "started")];
  const real = execFileSync("sh", ["-c", "command -v git"], { env: foreignEnvironment() })
    .toString()
    .trim();
  mkdirSync(bin, { recursive: true });
  writeFileSync(notes, "");
  const script = `#!/bin/sh\necho "$1" >>'${notes}'\nexec '${real}' "$@"\n`;
  writeFileSync(join(bin, "git"), script, { mode: 0o755 });
  return {
    path: [bin, process.env["PATH"]].join(delimiter),
    started(command) {
      const commands = readFileSync(notes, "utf8").split("\n").slice(0, -1);
      return commands.filter((one) => command === undefined || one === command).length;
    },
  };
}
