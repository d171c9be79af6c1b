import type { ConfigRepo } from "../config-repo";
import { blobsOf, filesBelow, textOf } from "../tree-entries";
import { readBlobs } from "./blobs";
import { buildCommit } from "./commit";
import { fetchCommit, fetchHead, type Place } from "./fetch";
import { createGit } from "./git";
import { findLastChange } from "./history";
import { checkLocalFolder } from "./local-folder";
import { createObjectCache } from "./object-cache";
import { pushCommit } from "./push";
import { checkUrl } from "./repository-url";
import { completeSettings, type GitSettings } from "./settings";
import { createTreeReader } from "./tree";

/**
 * A config repo on any Git server or in a local bare repository, by the machine's own git (2.34 or newer).
 * Nothing is run before it is first asked.
 * @throws invalid-configuration
 */
export function createGitRepo(given: GitSettings): ConfigRepo {
  const settings = completeSettings(given);
  checkUrl(settings.url);
  const git = createGit(settings);
  const cache = createObjectCache(git);
  const trees = createTreeReader();

  function inCache<Result>(
    signal: AbortSignal | undefined,
    work: (place: Place) => Promise<Result>,
  ): Promise<Result> {
    return cache.use((gitDir, held) => work({ git, gitDir, signal: held }), signal);
  }
  return {
    async head(signal) {
      checkLocalFolder(settings.url);
      return inCache(signal, fetchHead);
    },
    async tree(commit, folder, signal) {
      const entries =
        trees.remembered(commit) ??
        (await inCache(signal, (place) => trees.entries(place, commit)));
      return filesBelow(entries, folder);
    },
    read(paths, commit, signal) {
      return inCache(signal, async (place) => {
        const entries = await trees.entries(place, commit);
        const wanted = blobsOf(entries, paths);
        const bytes = await readBlobs(place, commit, new Set(wanted.map(([, blob]) => blob)));
        return new Map(
          wanted.map(([path, blob]) => [path, textOf(bytes.get(blob) ?? Buffer.alloc(0), path)]),
        );
      });
    },
    lastChange: (path, commit, signal) =>
      inCache(signal, async (place) => {
        await fetchCommit(place, commit);
        return findLastChange(place, path, commit);
      }),
    commit: (changes, message, seen, signal) =>
      inCache(signal, async (place) => {
        // Not from memory: the cache may be a new one.
        await fetchCommit(place, seen);
        const entries = await trees.entries(place, seen);
        const commit = await buildCommit(place, changes, message, seen, entries);
        return pushCommit(place, commit, seen);
      }),
    close: () => git.close(),
  };
}
