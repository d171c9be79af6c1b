import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { projectFiles } from "../../command/program/project";
import { packageRoot } from "../support/plugin";

/** What prettier finds wrong with the files of a folder, as it is without any configuration. */
export function unformatted(folder: string): string {
  const prettier = join(packageRoot, "node_modules", "prettier", "bin", "prettier.cjs");
  const { stdout, stderr } = node(prettier, [
    "--check",
    folder,
    "!**/node_modules",
    "!**/all.json",
  ]);
  return stdout.includes("All matched files use Prettier code style") ? "" : stdout + stderr;
}

/** What the compiler finds wrong with programs, by the tsconfig.json that is written beside one. */
export function untyped(folder: string, programs: Readonly<Record<string, string>>): string {
  const modules = join(folder, "node_modules");
  for (const scope of ["@pulumi", "@types"]) mkdirSync(join(modules, scope), { recursive: true });
  symlinkSync(packageRoot, join(modules, "pulumi-nautes"));
  for (const name of ["@pulumi/pulumi", "@types/node"])
    symlinkSync(join(packageRoot, "node_modules", name), join(modules, name));
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, name), text);
  const config = JSON.parse(projectFiles("p")["tsconfig.json"] ?? "") as object;
  const files = Object.keys(programs).map((name) => `../${name}`);
  writeFileSync(
    join(modules, "tsconfig.json"),
    `${JSON.stringify({ ...config, files }, undefined, 2)}\n`,
  );
  const tsc = join(packageRoot, "node_modules", "typescript", "bin", "tsc");
  return node(tsc, ["-p", join(modules, "tsconfig.json")]).stdout;
}

function node(script: string, args: readonly string[]) {
  return spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
}
