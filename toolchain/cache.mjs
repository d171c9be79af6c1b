import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The folder below which built tools and locks lie: NAUTES_TOOLCHAIN_CACHE, else the user's cache folder. */
export function cacheFolder(env = process.env) {
  if (env.NAUTES_TOOLCHAIN_CACHE) return env.NAUTES_TOOLCHAIN_CACHE;
  const fallback = process.platform === "darwin" ? "Library/Caches" : ".cache";
  return join(env.XDG_CACHE_HOME || join(homedir(), fallback), "pulumi-nautes-toolchain");
}

/**
 * What a built set is known by: sha256 of the Go version, the modules' go.mod, go.sum and *.go files, and the flags,
 * shortened to 16 hex digits.
 */
export function cacheKey(set, goVersion, modules) {
  const hash = createHash("sha256");
  const add = (text) => hash.update(`${Buffer.byteLength(text)}\n`).update(text);
  add(goVersion);
  add(JSON.stringify(set.builds));
  for (const { module } of set.builds) {
    for (const file of readdirSync(join(modules, module)).sort()) {
      if (!/^go\.(mod|sum)$|\.go$/.test(file)) continue;
      add(`${module}/${file}`);
      add(readFileSync(join(modules, module, file), "utf8"));
    }
  }
  return hash.digest("hex").slice(0, 16);
}
