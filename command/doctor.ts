import { help } from "./doctor/help";
import { doctorOptions } from "./doctor/options";
import { asJson, countsOf, report } from "./doctor/report";
import { exitCodes } from "./subcommand";
import type { ExitCode, Subcommand } from "./subcommand";
import { showProgress } from "./terminal";
import type { Terminal } from "./terminal";

/** `doctor`: whether all that a run needs is there. */
export const doctor: Subcommand = {
  name: "doctor",
  summary: "look at configuration, Git, GitLab, Vault and clusters, and say what is wrong",
  help,
  run,
};

async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const options = doctorOptions(args);
  // What talks to servers takes a second to load, which the other subcommands need not wait for.
  const { examine } = await import("./doctor/examine.js");
  try {
    const checks = await examine(options, (what) => {
      showProgress(terminal, `${what} …`);
    });
    showProgress(terminal, "");
    terminal.out(options.json ? asJson(checks) : report(checks));
    return countsOf(checks).failed === 0 ? exitCodes.ok : exitCodes.problems;
  } finally {
    showProgress(terminal, "");
  }
}
