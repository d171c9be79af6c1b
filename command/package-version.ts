import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The parts of this package's package.json that a project of a user must agree with. */
export interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** This package's package.json: in the folder above the compiled command, or above its source. */
export function manifest(): Manifest {
  let folder = __dirname;
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/** The version of this package. */
export function packageVersion(): string {
  return manifest().version;
}
