import { isNautesError } from "../provider/errors";
import { convert } from "./convert";
import { doctor } from "./doctor";
import { importRepositories } from "./import";
import { packageVersion } from "./package-version";
import { plan } from "./plan";
import { WrongUsage, exitCodes } from "./subcommand";
import type { ExitCode, Subcommand } from "./subcommand";
import type { Terminal } from "./terminal";

/** All that work; another is one file and one line here. */
const subcommands: readonly Subcommand[] = [convert, doctor, importRepositories, plan];

/** Runs a command line and answers its exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name = "--help", ...rest] = args;
  if (["--help", "-h", "help"].includes(name)) return show(helpOf(rest[0]), terminal);
  if (name === "--version") return show(`${packageVersion()}\n`, terminal);
  const subcommand = subcommands.find((one) => one.name === name);
  try {
    if (subcommand === undefined) throw new WrongUsage(`There is no command ${quoted(name)}.`);
    if (rest.some((word) => word === "--help" || word === "-h"))
      return show(subcommand.help, terminal);
    return await subcommand.run(rest, terminal);
  } catch (error) {
    if (isNautesError(error)) {
      terminal.err(`${error.message} [${error.code}]\n`);
      return exitCodes.problems;
    }
    if (!(error instanceof WrongUsage)) throw error;
    const of = subcommand === undefined ? "" : `${subcommand.name} `;
    terminal.err(`${error.message}\nSee how it is used: npx pulumi-nautes ${of}--help\n`);
    return exitCodes.wrongUsage;
  }
}

function show(text: string, terminal: Terminal): ExitCode {
  terminal.out(text);
  return exitCodes.ok;
}

function helpOf(name: string | undefined): string {
  return subcommands.find((one) => one.name === name)?.help ?? overview();
}

function overview(): string {
  const width = Math.max(...subcommands.map(({ name }) => name.length));
  const list = subcommands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: npx pulumi-nautes COMMAND [ARGUMENTS]

${list.join("\n")}

How one is used: npx pulumi-nautes COMMAND --help
Exit codes: 0 done, 1 problems in what was given, 2 wrong usage.
`;
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 40));
}
