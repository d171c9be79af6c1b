import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./run.mjs";
import { compareVersions, versionIn } from "./versions.mjs";

/** The folder of PATH in which a shell would find `program`; undefined: in none. */
export function folderOf(program, path = process.env.PATH ?? "") {
  return path.split(delimiter).find((folder) => folder !== "" && isProgram(join(folder, program)));
}

/** Where PATH has all tools of a set in one folder and in fitting versions: `{ folder }`, else `{ why }` it does not. */
export async function setOnPath(set) {
  const [first, ...rest] = Object.entries(set.tools);
  if (first[1].ask === undefined) return { why: "its version cannot be asked for" };
  const folder = folderOf(first[0]);
  if (folder === undefined) return { why: "not on PATH" };
  for (const [program, wanted] of [first, ...rest]) {
    if (!isProgram(join(folder, program)))
      return { why: `no ${program} beside ${join(folder, first[0])}` };
    const why = wanted.ask && (await misfit(join(folder, program), wanted));
    if (why) return { why };
  }
  return { folder };
}

async function misfit(file, { ask, from, below }) {
  const { code, output } = await run(file, ask, {
    // `pulumi version` would else ask a server of its maker for news.
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  }).catch((error) => ({ code: 1, output: error.message }));
  const version = versionIn(output);
  if (code !== 0 || version === undefined) return `${file} does not tell its version`;
  if (compareVersions(version, from) >= 0 && compareVersions(version, below) < 0) return undefined;
  return `${file} is ${version}, wanted is ${from} or newer, below ${below}`;
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
