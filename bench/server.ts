import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A plain Git server, or the GitLab stand-in; both over HTTP. */
export type Kind = "git" | "gitlab";

/** The one repository that a server has. */
export const repositoryPath = "nautes/tenant";

/** How a server is reached. */
export interface Place {
  readonly url: string;
  /** Of one who may push. @default anybody may */
  readonly token?: string;
  /** Folder of the bare repository. */
  readonly repository: string;
}

/** What a server has seen so far. */
export interface Counts {
  readonly requests: number;
  /** On the wire, both ways. */
  readonly bytes: number;
  readonly commits: number;
}

/** What its process says. */
export type Answer = Place | Counts;

/** A server in a process of its own, so that its work is not counted as that of whoever writes. */
export interface Server extends Place {
  counts(): Promise<Counts>;
  stop(): Promise<void>;
}

/** Starts a server whose repository holds `files` files already. */
export async function startServer(kind: Kind, files: number): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "server-"));
  const child = fork(join(__dirname, "server-process.js"), [kind, folder, String(files)]);
  return {
    ...(await heard<Place>(child)),
    counts() {
      child.send("counts");
      return heard(child);
    },
    async stop() {
      const exit = once(child, "exit");
      child.disconnect();
      await exit;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function heard<T extends Answer>(child: ChildProcess): Promise<T> {
  const ending = new AbortController();
  const { signal } = ending;
  const ended = once(child, "exit", { signal }).then(() => {
    throw new Error("The server has ended.");
  });
  try {
    const [answer] = (await Promise.race([once(child, "message", { signal }), ended])) as [T];
    return answer;
  } finally {
    ended.catch(() => undefined);
    ending.abort();
  }
}

/** What was counted between two looks. */
export function between(before: Counts, after: Counts): Counts {
  return {
    requests: after.requests - before.requests,
    bytes: after.bytes - before.bytes,
    commits: after.commits - before.commits,
  };
}
