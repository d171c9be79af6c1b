import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "./cache.mjs";
import { withLock } from "./lock.mjs";
import { folderOf } from "./on-path.mjs";
import { Problem } from "./problem.mjs";
import { say, withProgress } from "./progress.mjs";
import { run } from "./run.mjs";
import { compareVersions, versionIn } from "./versions.mjs";

/** The folder that holds package.json. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** Makes a clone ready: Node and git are there, packages installed, sources compiled. Does only what is not done yet. */
export async function setUp(folder = root) {
  await requireNodeAndGit();
  const lock = join(cacheFolder(), `set-up-${sha256(folder).slice(0, 16)}.lock`);
  await withLock(lock, say, async () => {
    await installPackages(folder);
    await compile(folder);
  });
}

async function requireNodeAndGit() {
  const node = process.versions.node;
  if (compareVersions(node, "20.0.0") < 0) {
    throw new Problem(
      `Node.js 20 or newer is needed, this is ${node}.`,
      "Install a newer Node.js.",
    );
  }
  if (folderOf("git") === undefined) {
    throw new Problem("git is not on PATH; 2.34 or newer is needed.", "Install git.");
  }
  const git = versionIn((await run("git", ["--version"])).output) ?? "of an unknown version";
  if (compareVersions(git, "2.34.0") < 0) {
    throw new Problem(
      `git 2.34 or newer is needed, the one on PATH is ${git}.`,
      "Install a newer git.",
    );
  }
}

async function installPackages(folder) {
  const modules = join(folder, "node_modules");
  const stamp = join(modules, ".nautes-lock");
  const key = sha256(readFileSync(join(folder, "package-lock.json"), "utf8"));
  if (textOf(stamp) === key) return;
  if (!fulfilsLock(folder)) {
    const [npm, args] = npmCommand();
    await withProgress("npm ci", "1 minute", say, async (onText) => {
      const ran = await run(npm, [...args, "ci"], { cwd: folder, onText });
      if (ran.code !== 0) {
        throw new Problem(
          `The packages could not be installed: npm ci failed.\n${lastLines(ran.output)}`,
          "Check the network and npm's registry setting, then run it again.",
        );
      }
    });
  }
  writeFileSync(stamp, key);
}

/** Whether what npm notes to have installed is what package-lock.json asks for; packages of other systems may be missing. */
function fulfilsLock(folder) {
  const note = textOf(join(folder, "node_modules", ".package-lock.json"));
  if (note === undefined) return false;
  const installed = JSON.parse(note).packages;
  const wanted = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")).packages;
  return Object.entries(wanted).every(([path, { version, optional, devOptional, peer }]) => {
    if (path === "") return true;
    const found = installed[path];
    if (found === undefined) return optional === true || devOptional === true || peer === true;
    return found.version === version && existsSync(join(folder, path));
  });
}

/** When npm started us, the very same one; it may not be on PATH. */
function npmCommand() {
  const npm = process.env.npm_execpath;
  return npm?.endsWith("npm-cli.js") ? [process.execPath, [npm]] : ["npm", []];
}

async function compile(folder) {
  const dist = join(folder, "dist");
  const stamp = join(dist, ".nautes-sources");
  const sources = ["provider", "components", "command", "sandbox", "bench"].flatMap((top) =>
    typescriptBelow(join(folder, top)),
  );
  const inputs = [...sources, ...configs.map((file) => join(folder, file))];
  const key = sha256(inputs.map((file) => `${file} ${statSync(file).mtimeMs}`).join("\n"));
  const complete = sources.every((file) =>
    existsSync(join(dist, `${file.slice(folder.length).replace(/\.ts$/, "")}.js`)),
  );
  if (complete && textOf(stamp) === key) return;
  removeOrphans(dist, sources, folder);
  // What its notes say is written already, an incremental build would not write again.
  if (!complete) rmSync(join(dist, ".tsbuildinfo"), { force: true });
  await withProgress("compiling", "half a minute", say, async (onText) => {
    const tsc = join(folder, "node_modules", "typescript", "bin", "tsc");
    const ran = await run(process.execPath, [tsc, "-p", "tsconfig.build.json"], {
      cwd: folder,
      onText,
    });
    if (ran.code !== 0) {
      throw new Problem(
        `The sources do not compile.\n${ran.output.trim()}`,
        "Mend them, then run it again.",
      );
    }
  });
  writeFileSync(stamp, key);
}

/** A module that became a folder would be shadowed by what was compiled from it before. */
function removeOrphans(dist, sources, folder) {
  if (!existsSync(dist)) return;
  const known = new Set(sources.map((file) => file.slice(folder.length).replace(/\.ts$/, "")));
  for (const name of readdirSync(dist, { recursive: true }).map(String)) {
    const source = name.replace(/(\.d)?\.[jt]s(\.map)?$/, "");
    if (source !== name && !known.has(source)) rmSync(join(dist, name), { force: true });
  }
}

const configs = ["tsconfig.json", "tsconfig.build.json", "node_modules/.nautes-lock"];

function typescriptBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter(
      (file) => file.endsWith(".ts") && !file.endsWith(".d.ts") && !file.includes("node_modules"),
    )
    .sort()
    .map((file) => join(folder, file));
}

function textOf(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function lastLines(output) {
  return output.trim().split("\n").slice(-15).join("\n");
}

function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}
