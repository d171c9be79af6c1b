import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { onProcessEnd } from "./exit-cleanup";

/** A folder that only this user can enter, and that goes with the process. */
export interface PrivateFolder {
  /** Writes a file there that only this user can read, and answers its path. */
  file(name: string, text: string, mode?: 0o600 | 0o700): string;
  remove(): void;
}

export function createPrivateFolder(): PrivateFolder {
  let folder: string | undefined;
  let forget: (() => void) | undefined;

  function make(): string {
    const made = mkdtempSync(join(tmpdir(), "pulumi-nautes-"));
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
