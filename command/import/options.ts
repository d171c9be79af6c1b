import { parsedOptions } from "../options/parse";
import { projectName } from "../program/project";
import { repositoryOptions } from "../repositories/options";
import type { RepositoryOptions } from "../repositories/options";
import { WrongUsage } from "../subcommand";

/** What the command line of `import` says. */
export interface ImportOptions {
  /** The folder to write into; undefined: the program is what is printed. */
  readonly out: string | undefined;
  readonly force: boolean;
  readonly json: boolean;
  readonly project: string;
  readonly repositories: RepositoryOptions;
}

const known = {
  ...repositoryOptions,
  out: { type: "string", short: "o" },
  force: { type: "boolean" },
  json: { type: "boolean" },
  project: { type: "string" },
} as const;

/** @throws WrongUsage */
export function importOptions(args: readonly string[]): ImportOptions {
  const { values, positionals } = parsedOptions(args, known);
  const { out, force = false, json = false, project, ...repositories } = values;
  if (positionals.length > 0)
    throw new WrongUsage("import takes no arguments; name the config repo with --repository.");
  if (out === "") throw new WrongUsage("--out has no folder; give --out DIR.");
  if (force && out === undefined)
    throw new WrongUsage("--force overwrites files in the folder of --out; give --out DIR, too.");
  return { out, force, json, repositories, project: projectName(project, out) };
}
