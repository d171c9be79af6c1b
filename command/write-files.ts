import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

import { codeOf } from "./options/file";
import { WrongUsage } from "./subcommand";

/** Files that are there already and would be lost; nothing was written. */
class FilesExist extends Error {
  readonly files: readonly string[];

  constructor(files: readonly string[]) {
    super(`There is ${files.join(", ")} already.`);
    this.name = "FilesExist";
    this.files = files;
  }
}

/**
 * Writes files into a folder, which is made if there is none. All are written beside it first and then take their names,
 * so that none is ever there in part.
 * @throws FilesExist unless `overwrite`
 */
function writeFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
  { overwrite }: { readonly overwrite: boolean },
): void {
  const target = resolve(folder);
  const existing = Object.keys(files).filter((name) => existsSync(join(target, name)));
  if (existing.length > 0 && !overwrite) throw new FilesExist(existing);
  mkdirSync(dirname(target), { recursive: true });
  const staging = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(staging, name), text);
    mkdirSync(target, { recursive: true });
    for (const name of Object.keys(files)) renameSync(join(staging, name), join(target, name));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Writes files into the folder that the command line names. @throws WrongUsage if it cannot be, or overwrites some */
export function writeGiven(
  folder: string,
  files: Readonly<Record<string, string>>,
  how: { readonly overwrite: boolean },
): void {
  try {
    writeFiles(folder, files, how);
  } catch (error) {
    if (error instanceof FilesExist)
      throw new WrongUsage(
        `There is ${error.files.join(", ")} in ${folder} already; choose another folder, or overwrite with --force. Nothing was written.`,
      );
    throw new WrongUsage(
      `${folder} cannot be written (${codeOf(error)}); choose a folder that can. Nothing was written.`,
    );
  }
}
