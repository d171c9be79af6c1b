import { accessSync, constants } from "node:fs";
import { join } from "node:path";

import { NautesError } from "../../errors";
import type { CommitId } from "../config-repo";
import { failureOf } from "./failures";
import type { Place } from "./place";
import { remote } from "./git";
import { localFolder } from "./repository-url";
import { pushRefusals } from "./push";

/**
 * Asks the server whether it takes a push at all, without sending anything: what it says of one branch only (protected,
 * a hook) shows with a real push. @throws permission-denied, credentials-refused, push-refused …
 */
export async function tryPush(place: Place, head: CommitId): Promise<void> {
  const { git, gitDir, signal } = place;
  checkWritable(git.settings.url);
  const target = `${head}:refs/heads/${git.settings.branch}`;
  const args = ["push", "--dry-run", "--porcelain", "--no-verify", "--no-signed", remote, target];
  const answer = await git.ask(args, { gitDir, signal });
  if (answer.exitCode === 0 && !answer.timedOut) return;
  const told = { ...answer, stderr: `${answer.stderr}\n${answer.stdout.toString("utf8")}` };
  // Somebody else has pushed meanwhile, and so the server takes pushes.
  if (/\[rejected\]/.test(told.stderr)) return;
  throw failureOf(told, git.subject, pushRefusals);
}

/** Git itself finds out only once it writes. @throws permission-denied */
function checkWritable(url: string): void {
  const folder = localFolder(url);
  if (folder === undefined) return;
  try {
    for (const part of ["objects", "refs"]) accessSync(join(folder, part), constants.W_OK);
  } catch {
    throw new NautesError("permission-denied", `This user may not write into ${folder}.`, {
      remedy: "Give this user the right to write there, or run as one that has it.",
      at: folder,
    });
  }
}
