import { readFileSync } from "node:fs";

/** Where a command reads and writes, so that tests can stand in its place. */
export interface Terminal {
  /** What was asked for. */
  readonly out: (text: string) => void;
  /** What is said about it. */
  readonly err: (text: string) => void;
  /** Whether somebody watches what is said. */
  readonly watched: boolean;
  /** All of the standard input. */
  readonly input: () => string;
}

/** The terminal that the process was started in. */
export const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  watched: process.stderr.isTTY,
  input: () => readFileSync(0, "utf8"),
};

/** Says what goes on in a line that is wiped out when it is over; nothing where nobody watches. */
export function showProgress({ err, watched }: Terminal, text: string): void {
  if (watched) err(`\r\u001b[K${text}`);
}

/** Says every second, where somebody watches, or every half minute, into a log, that long work goes on. */
export async function telling<T>(terminal: Terminal, what: string, work: Promise<T>): Promise<T> {
  const began = Date.now();
  showProgress(terminal, `${what} …`);
  const timer = setInterval(
    () => {
      const seconds = Math.round((Date.now() - began) / 1000);
      if (terminal.watched) showProgress(terminal, `${what} (${seconds} s) …`);
      else terminal.err(`${what} (${seconds} s) …\n`);
    },
    terminal.watched ? 1_000 : 30_000,
  );
  try {
    return await work;
  } finally {
    clearInterval(timer);
    showProgress(terminal, "");
  }
}
