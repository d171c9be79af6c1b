import { spawn } from "node:child_process";

import { foreignEnvironment } from "../../../sandbox/bare-repository";

export interface GitRun {
  readonly code: number;
  readonly output: string;
}

/** Runs an ordinary git, without waiting synchronously for a server in this process. */
export async function git(cwd: string, ...args: string[]): Promise<GitRun> {
  const child = spawn("git", args, {
    cwd,
    env: { ...foreignEnvironment(), GIT_TERMINAL_PROMPT: "0" },
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (data: Buffer) => output.push(data));
  child.stderr.on("data", (data: Buffer) => output.push(data));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code: code ?? -1, output: Buffer.concat(output).toString() };
}

/** The address of a repository with a credential in it, which tests may do. */
export function repositoryUrl(url: string, path: string, username: string, secret: string): string {
  const address = new URL(`${path}.git`, `${url}/`);
  address.username = username;
  address.password = secret;
  return address.href;
}
