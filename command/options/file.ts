import { readFileSync } from "node:fs";

import { WrongUsage } from "../subcommand";

/** The text of a file that the command line names. @throws WrongUsage */
export function fileGiven(name: string): string {
  try {
    return readFileSync(name, "utf8");
  } catch (error) {
    throw new WrongUsage(`${name} cannot be read (${codeOf(error)}); name a file that is there.`);
  }
}

/** What the operating system calls an error. */
export function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error
    ? String(error.code)
    : "unknown reason";
}
