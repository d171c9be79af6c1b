import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, cacheKey } from "./cache.mjs";
import { goBuild, goFor } from "./go.mjs";
import { withLock } from "./lock.mjs";
import { setOnPath } from "./on-path.mjs";
import { Problem } from "./problem.mjs";
import { say, withProgress } from "./progress.mjs";
import { onInterrupt } from "./run.mjs";
import { requireSpace } from "./space.mjs";
import { toolSets } from "./tools.mjs";

const pinned = fileURLToPath(new URL(".", import.meta.url));

/** The sets that hold these tools; a set is also known by its own name. Without names: all sets. */
export function setsOf(names, sets = toolSets) {
  const known = (name) => sets.find((set) => set.name === name || name in set.tools);
  const unknown = names.filter((name) => known(name) === undefined);
  if (unknown.length > 0) {
    throw new Problem(
      `There is no tool ${unknown.join(", ")} here.`,
      `The tools are ${sets.flatMap((set) => Object.keys(set.tools)).join(", ")}.`,
    );
  }
  return names.length === 0 ? sets : [...new Set(names.map(known))];
}

/**
 * The folder of each set that holds these tools, to be put on PATH: PATH's own if all of the set is there in fitting
 * versions, else one built from the pinned Go modules.
 * @throws Problem when neither is possible
 */
export async function resolve(names) {
  const folders = [];
  for (const set of setsOf(names)) folders.push(await folderOfSet(set));
  return [...new Set(folders)];
}

/** `{ folder, from: "PATH" | "cache" | "source" }`: where a set is, or will be once it is built. */
export async function locate(set, modules = pinned) {
  const found = await setOnPath(set);
  if (found.folder !== undefined) return { folder: found.folder, from: "PATH" };
  const go = await goFor(set, modules, found.why);
  const folder = join(cacheFolder(), `${set.name}-${cacheKey(set, go.version, modules)}`);
  return { folder, from: existsSync(folder) ? "cache" : "source", go };
}

async function folderOfSet(set) {
  const { folder, from, go } = await locate(set);
  if (from !== "source") return folder;
  return await withLock(`${folder}.lock`, say, async () => {
    if (!existsSync(folder)) await buildInto(folder, set, go.caches);
    return folder;
  });
}

async function buildInto(folder, set, caches) {
  requireSpace(set.gigabytes, [cacheFolder(), ...caches]);
  const title = Object.keys(set.tools).join(", ");
  const estimate = set.minutes === 1 ? "1 minute" : `${set.minutes} minutes`;
  say(
    `${title}: building from the pinned sources; about ${estimate}, or seconds when Go's build cache is warm`,
  );
  removeDrafts(folder);
  const draft = mkdtempSync(`${folder}.draft-`);
  const discard = () => rmSync(draft, { recursive: true, force: true });
  onInterrupt(discard);
  try {
    const output = join(draft, "programs");
    mkdirSync(output);
    await withProgress(title, estimate, say, async (onText) => {
      for (const [at, build] of set.builds.entries()) {
        await goBuild(build, {
          modules: pinned,
          source: join(draft, `source${at}`),
          output,
          onText,
        });
      }
    });
    renameSync(output, folder);
  } finally {
    discard();
  }
}

/** What a build that was killed has left; we hold the lock, so nobody uses it. */
function removeDrafts(folder) {
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(`${basename(folder)}.draft-`)) continue;
    rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
}
