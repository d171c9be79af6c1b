import type { Log } from "../../provider/log";
import type { Operation } from "../../provider/resources/resource";
import { Session } from "../../provider/session";
import type { Settings } from "../../provider/config/settings";
import { showProgress } from "../terminal";
import type { Terminal } from "../terminal";

/**
 * Has `work` look at repositories as the provider does, and ends all of it afterwards. A command belongs to no stack,
 * so that a branch is seen as it is, without open merge requests; most files are read, so they come at once.
 */
export async function withSession<Result>(
  settings: Settings,
  timeout: number,
  terminal: Terminal,
  work: (session: Session, call: Operation) => Promise<Result>,
): Promise<Result> {
  const seen = { ...settings, mergeRequest: undefined, withFiles: true };
  const session = new Session(seen, logTo(terminal));
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  // What reads may be ended at any time; git's processes and files go with this one's exit.
  for (const signal of signals) process.once(signal, end);
  try {
    return await work(session, { urn: "", signal: new AbortController().signal, timeout });
  } finally {
    for (const signal of signals) process.off(signal, end);
    showProgress(terminal, "");
    await session.close();
  }
}

function end(): void {
  process.exit(130);
}

function logTo(terminal: Terminal): Log {
  return {
    warn: (_, message) => {
      showProgress(terminal, "");
      terminal.err(`warning: ${message}\n`);
    },
    info: (_, message) => {
      terminal.err(`${message}\n`);
    },
    progress: (_, message) => {
      showProgress(terminal, message);
    },
  };
}
