import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { stringify } from "yaml";

import type { Check } from "../../../command/doctor/check";
import { leadsElsewhere } from "../../../sandbox/caller-environment";
import { packageRoot } from "../../support/plugin";

/** Runs the doctor, as the package brings it, in a folder that is no project, with these variables alone. */
export async function doctor(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ code: number; out: string; err: string }> {
  const cwd = mkdtempSync(join(tmpdir(), "nautes-doctor-test-"));
  const inherited = Object.entries(process.env).filter(([name]) => !leadsElsewhere(name));
  const env = { ...Object.fromEntries(inherited), TMPDIR: cwd, ...environment };
  const command = [join(packageRoot, "dist/command/main.js"), "doctor", ...args];
  try {
    return await new Promise((resolve) => {
      execFile(process.execPath, command, { cwd, env }, (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : 255;
        resolve({ code, out, err });
      });
    });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** The same, with what it says as data. */
export async function examined(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  const { code, out, err } = await doctor(["--json", ...args], environment);
  if (out === "") throw new Error(`the doctor said nothing: ${err}`);
  const { ok, checks } = JSON.parse(out) as { ok: boolean; checks: Check[] };
  return { code, out, err, ok, checks };
}

/** The same, with this configuration of a stack. */
export async function examinedWith(
  config: object,
  environment: Readonly<Record<string, string>> = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "nautes-doctor-stack-"));
  const file = join(folder, "Pulumi.dev.yaml");
  writeFileSync(file, stringify({ config }));
  try {
    return await examined(["--config-file", file], environment);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `id status` of each check. */
export function statuses(checks: readonly Check[]): string[] {
  return checks.map(({ id, status }) => `${id} ${status}`);
}

/** The checks that are not well, as `id: says | remedy [code]`. */
export function unwell(checks: readonly Check[]): string[] {
  return checks
    .filter(({ status }) => status === "failed" || status === "warning")
    .map(({ id, says, remedy = "", code = "" }) => {
      const what = remedy.replaceAll("\n", " ");
      return `${id}: ${says} | ${what} [${code}]`;
    });
}
