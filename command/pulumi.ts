import { spawn } from "node:child_process";
import { statSync } from "node:fs";

import { WrongUsage } from "./subcommand";

/** How a run of Pulumi's CLI ended. */
export interface PulumiRun {
  /** Null: it was ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Pulumi's CLI cannot be started; the message is a sentence with its remedy. */
export class NoPulumi extends Error {
  constructor(why: string) {
    super(`Pulumi's CLI cannot be started: ${why}. Install it, and see that it is on the PATH.`);
    this.name = "NoPulumi";
  }
}

/**
 * Runs `pulumi` in a folder, without questions and colours, and without streaming what it prints as JSON.
 * @throws NoPulumi
 * @throws WrongUsage when there is no such folder
 */
export async function runPulumi(
  args: readonly string[],
  cwd: string | undefined,
): Promise<PulumiRun> {
  // A folder that is not there fails the start like a program that is not there.
  if (cwd !== undefined && statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new WrongUsage(`There is no folder ${cwd}; name one that is there.`);
  const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
    ...(cwd === undefined ? {} : { cwd }),
    env: {
      ...process.env,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "false",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: { out: Buffer[]; err: Buffer[] } = { out: [], err: [] };
  child.stdout.on("data", (chunk: Buffer) => said.out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => said.err.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(new NoPulumi(error.code === "ENOENT" ? "it was not found" : (error.code ?? "error"))),
    );
    child.once("close", (code) =>
      resolve({
        code,
        stdout: Buffer.concat(said.out).toString("utf8"),
        stderr: Buffer.concat(said.err).toString("utf8"),
      }),
    );
  });
}
