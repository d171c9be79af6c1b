import { fileGiven } from "./options/file";
import { changesOf, hasFailed } from "./plan/changes";
import type { Changes } from "./plan/model";
import { help } from "./plan/help";
import { markdownOf } from "./plan/markdown";
import { masked } from "./plan/mask";
import { planOptions } from "./plan/options";
import type { PlanOptions } from "./plan/options";
import { NoPreview, previewFrom } from "./plan/preview-json";
import type { Preview } from "./plan/preview-json";
import { countsOf } from "./plan/summary";
import { NoPulumi, runPulumi } from "./pulumi";
import { exitCodes } from "./subcommand";
import type { ExitCode, Subcommand } from "./subcommand";
import { showProgress, telling } from "./terminal";
import type { Terminal } from "./terminal";

/** `plan`: what a preview would change, for those who review it. */
export const plan: Subcommand = {
  name: "plan",
  summary: "print what a preview would change as Markdown for a merge request",
  help,
  run,
};

async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const options = planOptions(args);
  try {
    const { preview, failed } = await previewOf(options, terminal);
    return deliver(changesOf(preview), failed, options, terminal);
  } catch (error) {
    if (!(error instanceof NoPreview || error instanceof NoPulumi)) throw error;
    terminal.err(`${error.message}\n`);
    return exitCodes.problems;
  }
}

interface Found {
  readonly preview: Preview;
  /** Whether the engine said so by its exit code. */
  readonly failed: boolean;
}

async function previewOf(options: PlanOptions, terminal: Terminal): Promise<Found> {
  const { file } = options;
  if (file === undefined) return runPreview(options, terminal);
  const from = file === "-" ? "The standard input" : file;
  const text = file === "-" ? terminal.input() : fileGiven(file);
  return { preview: previewFrom(text, from), failed: false };
}

async function runPreview({ stack, cwd, more }: PlanOptions, terminal: Terminal): Promise<Found> {
  const chosen = stack === undefined ? [] : ["--stack", stack];
  const args = ["preview", "--json", "--show-secrets=false", ...chosen, ...more];
  const { code, stdout, stderr } = await telling(
    terminal,
    "Running pulumi preview",
    runPulumi(args, cwd),
  );
  showProgress(terminal, "");
  if (stdout.trim() === "") {
    const said = masked(stderr).trim();
    throw new NoPreview(`pulumi preview gave no plan.${said === "" ? "" : `\n${said}`}`);
  }
  return { preview: previewFrom(stdout, "What pulumi printed"), failed: code !== 0 };
}

function deliver(
  changes: Changes,
  failed: boolean,
  { json, limit }: PlanOptions,
  terminal: Terminal,
): ExitCode {
  const ok = !failed && !hasFailed(changes);
  const { stack = null, ...rest } = changes;
  const all = { ok, stack, counts: countsOf(changes), ...rest };
  terminal.out(json ? `${JSON.stringify(all, undefined, 2)}\n` : markdownOf(changes, limit));
  return ok ? exitCodes.ok : exitCodes.problems;
}
