import { parseArgs } from "node:util";
import type { ParseArgsConfig } from "node:util";

import { WrongUsage } from "../subcommand";

type ParseArgsOptionsConfig = NonNullable<ParseArgsConfig["options"]>;

interface Parsed<Known extends ParseArgsOptionsConfig> extends ParseArgsConfig {
  readonly args: string[];
  readonly options: Known;
  readonly allowPositionals: true;
  readonly strict: true;
}

/** The options and arguments of a command line. No message has a value, which may be a secret. @throws WrongUsage */
export function parsedOptions<const Known extends ParseArgsOptionsConfig>(
  args: readonly string[],
  known: Known,
): ReturnType<typeof parseArgs<Parsed<Known>>> {
  try {
    return parseArgs({ args: [...args], options: known, allowPositionals: true, strict: true });
  } catch (error) {
    // What Node says of an option quotes it, and its value may be a secret.
    const isUnknown =
      String((error as { code?: unknown }).code) === "ERR_PARSE_ARGS_UNKNOWN_OPTION";
    if (isUnknown) throw new WrongUsage(unknownOption(args, known));
    throw new WrongUsage(
      "An option lacks its value, or has one that it does not take; see --help.",
    );
  }
}

function unknownOption(args: readonly string[], known: ParseArgsOptionsConfig): string {
  const names = Object.keys(known);
  const shorts = Object.values(known).flatMap(({ short }) => short ?? []);
  const [first] = args
    .filter((word) => word.startsWith("-") && word !== "-")
    .map((word) => word.replace(/=[^]*$/, ""))
    .filter((word) => !names.includes(word.replace(/^--/, "")))
    .filter((word) => !shorts.some((short) => word.startsWith(`-${short}`)));
  return `There is no option ${first ?? "like that"}; give one of ${names.map((name) => `--${name}`).join(", ")}.`;
}
