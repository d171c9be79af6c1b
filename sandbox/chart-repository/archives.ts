import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface ArchiveOptions {
  /** Where the archives are put, made if absent. */
  readonly folder: string;
  /** Names of the charts. @default all stand-ins, and vcluster's chart where it can be had */
  readonly charts?: readonly string[];
  /** Folder of real charts, `<name>-<version>.tgz`, that are used instead of ours. @default the environment's CHARTS_DIR */
  readonly chartsDir?: string;
}

/** The version of vcluster's chart, which in its sources has none; that of the syncer in toolchain/. */
const vclusterVersion = "0.36.1";

/**
 * Puts charts as archives into a folder and answers their paths: real ones where they are given, else stand-ins;
 * vcluster's own is found beside `vcluster-syncer` on PATH.
 * @throws Error if a chart that is asked for cannot be had, or helm fails
 */
export async function collectArchives(options: ArchiveOptions): Promise<readonly string[]> {
  const { folder, chartsDir = process.env["CHARTS_DIR"] ?? "" } = options;
  mkdirSync(folder, { recursive: true });
  const given = chartsDir === "" ? [] : await givenCharts(chartsDir);
  const names = options.charts ?? usualCharts(given);
  const archives: string[] = [];
  for (const name of names) {
    const real = given.filter((chart) => chart.name === name);
    for (const { file } of real) {
      copyFileSync(file, join(folder, basename(file)));
      archives.push(join(folder, basename(file)));
    }
    if (real.length === 0) archives.push(await packageOwn(name, folder));
  }
  return archives;
}

/** The names of the charts that stand in for real ones. */
export function standIns(): readonly string[] {
  return readdirSync(standInsFolder()).sort();
}

/** The folder of a stand-in's sources. */
export function standInFolder(name: string): string {
  return join(standInsFolder(), name);
}

/** The folder of vcluster's chart; undefined: there is no `vcluster-syncer` with its chart on PATH. */
export function vclusterChartFolder(): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => existsSync(join(folder, "vcluster-syncer")))
    .map((folder) => join(folder, "vcluster-chart"))
    .find((folder) => existsSync(folder));
}

function usualCharts(given: readonly { readonly name: string }[]): readonly string[] {
  const vcluster = vclusterChartFolder() === undefined ? [] : ["vcluster"];
  return [...new Set([...standIns(), ...vcluster, ...given.map(({ name }) => name)])];
}

async function givenCharts(
  folder: string,
): Promise<readonly { readonly name: string; readonly file: string }[]> {
  const files = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  return await Promise.all(
    files.map(async (name) => {
      const file = join(folder, name);
      // The file's name does not tell where the chart's name ends: both may hold hyphens and digits.
      const { stdout } = await helm(["show", "chart", file]);
      return { name: /^name: *"?([^"\n]+)"?$/m.exec(stdout)?.[1] ?? name, file };
    }),
  );
}

async function packageOwn(name: string, folder: string): Promise<string> {
  const { source, more } = sourceOf(name);
  const { stdout } = await helm(["package", source, "--destination", folder, ...more]);
  const file = /saved it to: (.+)$/m.exec(stdout)?.[1];
  if (file === undefined) throw new Error(`helm package did not tell its archive: ${stdout}`);
  return file;
}

function sourceOf(name: string): { readonly source: string; readonly more: readonly string[] } {
  if (standIns().includes(name)) return { source: standInFolder(name), more: [] };
  if (name !== "vcluster") {
    throw new Error(
      `There is no stand-in for the chart ${name}. Those that exist: ${standIns().join(", ")}.`,
    );
  }
  const source = vclusterChartFolder();
  if (source === undefined) {
    throw new Error(
      "vcluster's chart was not found. It lies beside vcluster-syncer: put the folder that `node toolchain/build.mjs vcluster-syncer` prints on PATH, or the chart into CHARTS_DIR.",
    );
  }
  return { source, more: ["--version", vclusterVersion, "--app-version", vclusterVersion] };
}

/** Runs helm without the user's own repositories and settings. */
async function helm(args: readonly string[]): Promise<{ readonly stdout: string }> {
  return await run("helm", args, { env: { PATH: process.env["PATH"] } });
}

/** Compiled code lies in dist/, the charts only among the sources. */
function standInsFolder(): string {
  const beside = join(__dirname, "stand-ins");
  if (existsSync(beside)) return beside;
  const root = dirname(dirname(dirname(__dirname)));
  return join(root, "sandbox", "chart-repository", "stand-ins");
}
