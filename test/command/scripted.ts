import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { run } from "../../command/run";

/** What a run of the command gave. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process. */
export async function ran(
  args: readonly string[],
  { input = "", watched = false }: { input?: string; watched?: boolean } = {},
): Promise<Ran> {
  const said = { out: "", err: "" };
  const code = await run(args, {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    watched,
    input: () => input,
  });
  return { code, ...said };
}

/** A folder of its own for each test file's work; `clear` takes all away. */
export function folders() {
  const made: string[] = [];

  /** A new folder with these files. */
  function make(files: Readonly<Record<string, string>> = {}): string {
    const folder = mkdtempSync(join(tmpdir(), "nautes-command-"));
    made.push(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  }

  function clear(): void {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
  }

  return { make, clear };
}

/** A script that saves a cluster by curl. */
export function saving(name: string, body: string): string {
  return `curl -X POST 'https://nautes.example.com/api/v1/clusters/${name}' -d '${body}'\n`;
}
