import type { FileChange } from "../../claims/request";
import type { CommitId, ConfigRepo } from "../config-repo";
import { blobsOf, filesBelow, textOf } from "../tree-entries";
import { readBlobs } from "./blobs";
import { buildCommit } from "./commit";
import { fetchCommit } from "./fetch";
import { createGit } from "./git";
import { createHeads } from "./heads";
import { findLastChange, isBehind } from "./history";
import { createObjectCache } from "./object-cache";
import type { Place } from "./place";
import { pushCommit, type Move } from "./push";
import { checkUrl } from "./repository-url";
import { completeSettings, type GitSettings } from "./settings";
import { createTreeReader } from "./tree";
import { tryPush } from "./try-push";

/** Where a commit is made that need not be a child of its branch's head alone. */
export interface Spot extends Move {
  /** The commit whose files are changed. */
  readonly files: CommitId;
  /** Several: the commit joins their histories, and need not change those files. */
  readonly parents: readonly CommitId[];
}

/** What git can do beyond the port. */
export interface GitRepo extends ConfigRepo {
  /** Makes the commit and moves the branch to it. @throws what `commit` throws */
  commitAt(
    spot: Spot,
    changes: readonly FileChange[],
    message: string,
    signal?: AbortSignal,
  ): Promise<CommitId>;
  /** Whether all that lies at `commit` stays, although others write by an API that cannot compare the branch. */
  isSettled(commit: CommitId, signal?: AbortSignal): Promise<boolean>;
  /** Asks whether the server takes pushes, and sends none. @throws what `commit` throws */
  tryPush(head: CommitId, signal?: AbortSignal): Promise<void>;
}

/**
 * A config repo on any Git server or in a local bare repository, by the machine's own git (2.34 or newer).
 * Nothing is run before it is first asked.
 * @throws invalid-configuration
 */
export function createGitRepo(given: GitSettings): GitRepo {
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
  const repo: GitRepo = {
    ...createHeads(settings, inCache),
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
    contains: (commit, head, signal) =>
      inCache(signal, async (place) => {
        await fetchCommit(place, head);
        return isBehind(place, commit, head);
      }),
    commit: (changes, message, seen, signal) =>
      repo.commitAt({ files: seen, parents: [seen], from: seen }, changes, message, signal),
    commitAt: ({ files, parents, ...move }, changes, message, signal) =>
      inCache(signal, async (place) => {
        // Not from memory: the cache may be a new one.
        for (const id of new Set([files, ...parents])) await fetchCommit(place, id);
        const entries = await trees.entries(place, files);
        const commit = await buildCommit(place, changes, message, { files, entries, parents });
        return pushCommit(place, commit, move);
      }),
    tryPush: (head, signal) => inCache(signal, (place) => tryPush(place, head)),
    close: () => git.close(),
  };
  return repo;
}
