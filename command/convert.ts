import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

import { GivenValues } from "./convert/given-values";
import { help } from "./convert/help";
import type { InputFile, Outcome } from "./convert/input";
import { latest } from "./convert/latest";
import type { Replaced } from "./convert/latest";
import { convertOptions } from "./convert/options";
import type { ConvertOptions } from "./convert/options";
import { read } from "./convert/read";
import { asJson, configCommands, refusal, report } from "./convert/report";
import { fileGiven } from "./options/file";
import type { InputProblem } from "./program/problem";
import { program } from "./program/program";
import type { Program } from "./program/program";
import { projectFiles } from "./program/project";
import { exitCodes } from "./subcommand";
import type { ExitCode, Subcommand } from "./subcommand";
import { showProgress } from "./terminal";
import type { Terminal } from "./terminal";
import { writeGiven } from "./write-files";

/** `convert FILE…`: requests of all kinds become a TypeScript program. */
export const convert: Subcommand = {
  name: "convert",
  summary: "turn curl scripts, request bodies and files for nautes apply into a program",
  help,
  run,
};

function run(args: readonly string[], terminal: Terminal): ExitCode {
  const options = convertOptions(args);
  const values = new GivenValues(options.set);
  const files = options.files.map((name) => inputFile(name, terminal));
  showProgress(terminal, `Reading ${files.length === 1 ? "a file" : `${files.length} files`} …`);
  const reading = read(files, { ...options, values, bodyFile });
  const { declarations, replaced } = latest(reading.declarations);
  const result = program(declarations, options.delivery);
  showProgress(terminal, "");
  const problems = [...reading.problems, ...result.problems];
  if (problems.length === 0) values.demandAllUsed();
  const outcomes = reading.outcomes.map((outcome) => withSuccessor(outcome, replaced));
  const conversion = { result, outcomes };
  if (problems.length > 0) return refuse(problems, conversion, options, terminal);
  if (declarations.length === 0) return refuse([nothing(files)], conversion, options, terminal);
  return deliver(conversion, options, terminal);
}

interface Conversion {
  readonly result: Program;
  readonly outcomes: readonly Outcome[];
}

function deliver(
  { result, outcomes }: Conversion,
  options: ConvertOptions,
  terminal: Terminal,
): ExitCode {
  const { out, force, json, delivery, project } = options;
  const files = { "index.ts": result.text, ...projectFiles(project) };
  if (out !== undefined) writeGiven(out, files, { overwrite: force });
  const written = out === undefined ? [] : Object.keys(files).map((name) => `${out}/${name}`);
  const commands = configCommands(result, delivery);
  const said = report(result, outcomes, { delivery, written });
  if (json) terminal.out(asJson({ files, out, ...result, commands, outcomes, problems: [] }));
  else if (out === undefined) {
    terminal.out(result.text);
    terminal.err(`\n${said}`);
  } else terminal.out(said);
  return exitCodes.ok;
}

function refuse(
  problems: readonly InputProblem[],
  { outcomes }: Conversion,
  { json, out }: ConvertOptions,
  terminal: Terminal,
): ExitCode {
  if (json)
    terminal.out(asJson({ files: {}, out, settings: [], commands: [], outcomes, problems }));
  else terminal.err(refusal(problems));
  return exitCodes.problems;
}

function inputFile(name: string, terminal: Terminal): InputFile {
  if (name === "-") return { name, text: terminal.input() };
  return { name, text: fileGiven(name) };
}

/** A file that a script names is looked for beside the script, and from where the command runs. */
function bodyFile(name: string, from: string): string | undefined {
  const places = [resolve(dirname(from), name), resolve(name)];
  const found = places.find((place) => existsSync(place));
  return found === undefined ? undefined : readFileSync(found, "utf8");
}

function withSuccessor(outcome: Outcome, replaced: readonly Replaced[]): Outcome {
  const its = replaced.find(
    ({ declaration: { file, line, name } }) =>
      file === outcome.file && line === outcome.line && name === outcome.name,
  );
  if (its === undefined) return outcome;
  const { file, line } = its.by;
  return { ...outcome, becomes: `It is saved again at ${file}:${line}, and only that counts.` };
}

function nothing(files: readonly InputFile[]): InputProblem {
  const message =
    "saves no cluster and no runtime, so there is no program to write; give a file that does.";
  return { file: files[0]?.name ?? "-", line: 1, path: "", message };
}
