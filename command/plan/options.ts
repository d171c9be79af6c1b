import { parsedOptions } from "../options/parse";
import { WrongUsage } from "../subcommand";

/** What the command line of `plan` says. */
export interface PlanOptions {
  /** A file with what `pulumi preview --json` printed, `-` for the standard input; undefined: it is run. */
  readonly file: string | undefined;
  readonly stack: string | undefined;
  readonly cwd: string | undefined;
  readonly json: boolean;
  /** Bytes of Markdown at most. */
  readonly limit: number;
  /** Further arguments of `pulumi preview`. */
  readonly more: readonly string[];
}

/** GitLab takes 1,000,000 characters in a note and 1,048,576 bytes in a description. */
const GITLAB_LIMIT = 1_000_000;

/** Less has no room for a summary. */
const SMALLEST = 2_000;

const known = {
  stack: { type: "string", short: "s" },
  cwd: { type: "string", short: "C" },
  json: { type: "boolean" },
  limit: { type: "string" },
} as const;

/** @throws WrongUsage */
export function planOptions(args: readonly string[]): PlanOptions {
  const end = args.indexOf("--");
  const [own, more] = end < 0 ? [args, []] : [args.slice(0, end), args.slice(end + 1)];
  const { values, positionals } = parsedOptions(own, known);
  const { stack, cwd, json = false, limit } = values;
  const [file, ...others] = positionals;
  if (others.length > 0) throw new WrongUsage("There is more than one file; name one, or none.");
  if (file !== undefined && (stack !== undefined || cwd !== undefined || more.length > 0))
    throw new WrongUsage(
      "With a file no preview is run; leave out --stack, --cwd and what follows --.",
    );
  const forbidden = more.find((word) => /^--show-secrets|^--json$|^-j$|^--diff$/.test(word));
  if (forbidden !== undefined)
    throw new WrongUsage(`${forbidden} cannot be given to the preview; leave it out.`);
  return { file, stack, cwd, json, limit: bytes(limit), more };
}

function bytes(limit: string | undefined): number {
  if (limit === undefined) return GITLAB_LIMIT;
  const number = Number(limit);
  if (Number.isInteger(number) && number >= SMALLEST) return number;
  throw new WrongUsage(`--limit is a number of bytes, ${SMALLEST} or more.`);
}
