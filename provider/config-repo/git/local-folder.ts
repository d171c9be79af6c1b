import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { NautesError } from "../../errors";
import { localFolder } from "./repository-url";

/** Refuses a local folder that is no bare repository, before git tries. @throws repository-not-found, repository-unsuitable */
export function checkLocalFolder(url: string): void {
  const folder = localFolder(url);
  if (folder === undefined) return;
  if (!existsSync(folder)) {
    throw new NautesError("repository-not-found", `There is no repository at ${folder}.`, {
      at: folder,
      remedy: `Check \`repository\` and the Git URL, or make one: \`git init --bare ${folder}\`.`,
    });
  }
  if (existsSync(join(folder, ".git")) || (isRepository(folder) && !isBare(folder))) {
    throw new NautesError(
      "repository-unsuitable",
      `The folder ${folder} is a working copy, not a bare repository.`,
      {
        at: folder,
        remedy: `Pushing would disturb its checked-out files. Make a bare one from it with \`git clone --bare ${folder}\`, and name that.`,
      },
    );
  }
  if (!isRepository(folder)) {
    throw new NautesError("repository-not-found", `The folder ${folder} is no Git repository.`, {
      at: folder,
      remedy: "Check `repository` and the Git URL.",
    });
  }
}

function isRepository(folder: string): boolean {
  return existsSync(join(folder, "HEAD")) && existsSync(join(folder, "objects"));
}

function isBare(folder: string): boolean {
  try {
    return !/^\s*bare\s*=\s*(?:false|no|off|0)\s*$/im.test(
      readFileSync(join(folder, "config"), "utf8"),
    );
  } catch {
    // Git will say why it cannot be read.
    return true;
  }
}
