import type { Terminal } from "./terminal";

/** Exit codes of every subcommand. */
export const exitCodes = { ok: 0, problems: 1, wrongUsage: 2 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** One of the things that the command does; each has a file of its own. */
export interface Subcommand {
  readonly name: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** How it is used, with an example. */
  readonly help: string;
  /** @throws WrongUsage */
  readonly run: (args: readonly string[], terminal: Terminal) => ExitCode | Promise<ExitCode>;
}

/** A command line that cannot be meant; the message is a sentence with its remedy. */
export class WrongUsage extends Error {
  constructor(message: string) {
    super(message);
    this.name = "WrongUsage";
  }
}
