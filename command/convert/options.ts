import type { Delivery } from "../../components/registration";
import { parsedOptions } from "../options/parse";
import { projectName } from "../program/project";
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
  const { values, positionals } = parsedOptions(args, known);
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
