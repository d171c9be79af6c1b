import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";

import type { Delivery } from "../../components/registration";
import { WrongUsage } from "../subcommand";

/** What the command line of `convert` says. */
export interface ConvertOptions {
  readonly files: readonly string[];
  /** The folder to write into; undefined: the program is what is printed. */
  readonly out: string | undefined;
  readonly force: boolean;
  readonly json: boolean;
  readonly set: readonly string[];
  readonly delivery: Delivery;
  readonly project: string;
  readonly skipUndecided: boolean;
}

const known = {
  out: { type: "string", short: "o" },
  force: { type: "boolean" },
  json: { type: "boolean" },
  set: { type: "string", multiple: true },
  delivery: { type: "string" },
  project: { type: "string" },
  "skip-undecided": { type: "boolean" },
} as const;

/** @throws WrongUsage */
export function convertOptions(args: readonly string[]): ConvertOptions {
  const { values, positionals } = parsed(args);
  const { out, force = false, json = false, set = [], delivery = "pull" } = values;
  if (positionals.length === 0)
    throw new WrongUsage("There is no file to convert; name one, or - for the standard input.");
  if (out === "") throw new WrongUsage("--out has no folder; give --out DIR.");
  if (force && out === undefined)
    throw new WrongUsage("--force overwrites files in the folder of --out; give --out DIR, too.");
  if (delivery !== "pull" && delivery !== "push")
    throw new WrongUsage("--delivery is pull or push; give one of them.");
  return {
    files: [...new Set(positionals)],
    ...{ out, force, json, set, delivery },
    project: projectName(values.project, out),
    skipUndecided: values["skip-undecided"] ?? false,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known, allowPositionals: true, strict: true });
  } catch (error) {
    // What Node says of an option quotes it, and its value may be a secret.
    const isUnknown =
      String((error as { code?: unknown }).code) === "ERR_PARSE_ARGS_UNKNOWN_OPTION";
    if (isUnknown) throw new WrongUsage(unknownOption(args));
    throw new WrongUsage(
      "An option lacks its value, or has one that it does not take; see --help.",
    );
  }
}

function unknownOption(args: readonly string[]): string {
  const names = Object.keys(known);
  const [first] = args
    .filter((word) => word.startsWith("-") && word !== "-")
    .map((word) => word.replace(/=[^]*$/, ""))
    .filter((word) => !names.includes(word.replace(/^--/, "")) && !word.startsWith("-o"));
  return `There is no option ${first ?? "like that"}; give one of ${names.map((name) => `--${name}`).join(", ")}.`;
}

function projectName(given: string | undefined, out: string | undefined): string {
  if (given !== undefined && !projectPattern.test(given))
    throw new WrongUsage(
      "--project is not a name; begin with a letter, and use letters, digits, -, _ and . only.",
    );
  const folder = out === undefined ? "" : basename(resolve(out));
  return given ?? (projectPattern.test(folder) ? folder : "clusters");
}

const projectPattern = /^[A-Za-z][\w.-]{0,99}$/;
