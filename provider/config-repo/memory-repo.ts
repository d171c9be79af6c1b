import { createHash } from "node:crypto";

import { blobId } from "../claims/blob-id";
import type { FileChange, LastChange } from "../claims/request";
import { NautesError } from "../errors";
import { checkChanges, nothingToCommit } from "./changes";
import type { CommitId, ConfigRepo } from "./config-repo";
import { trailersOf } from "./trailers";

/** A commit of a memory repository. */
export interface MemoryCommit {
  readonly id: CommitId;
  readonly parent: CommitId | undefined;
  /** `Name <address>` */
  readonly author: string;
  readonly message: string;
  readonly files: ReadonlyMap<string, string>;
}

/** When a hook is called: before the operation, or, for `committed`, once the branch has moved. */
export type MemoryEvent =
  "head" | "tree" | "read" | "lastChange" | "contains" | "commit" | "committed";

export interface MemoryRepoOptions {
  /** Author of the commits made through the port. @default "pulumi-nautes <pulumi-nautes@localhost>" */
  readonly author?: string;
  /** Lets a test have another writer come between, or fail the operation by throwing. */
  readonly on?: (event: MemoryEvent, repo: MemoryRepo) => void | Promise<void>;
}

/** A config repo in memory, for laws and tests, with what a test needs beside the port. */
export interface MemoryRepo extends ConfigRepo {
  /** Every commit of the branch, the oldest first. */
  readonly log: readonly MemoryCommit[];
  /** The files at the head. */
  files(): ReadonlyMap<string, string>;
  /** Commits on top of the head, whatever it is, as another writer does. */
  push(changes: readonly FileChange[], message?: string, author?: string): CommitId;
}

/** Makes a config repo in memory whose first commit holds `files`. */
export function createMemoryRepo(
  files: Readonly<Record<string, string>> = {},
  options: MemoryRepoOptions = {},
): MemoryRepo {
  const log: MemoryCommit[] = [];
  const us = options.author ?? "pulumi-nautes <pulumi-nautes@localhost>";
  append(log, new Map(Object.entries(files)), "Begin", "Somebody <somebody@example.com>");

  async function enter(event: MemoryEvent, signal: AbortSignal | undefined): Promise<void> {
    await options.on?.(event, repo);
    if (signal?.aborted === true)
      throw new NautesError("cancelled", "The operation was cancelled.");
  }
  const repo: MemoryRepo = {
    log,
    files: () => newest(log).files,
    push: (changes, message = "Change by hand", author = "Somebody <somebody@example.com>") =>
      append(log, changed(newest(log), changes), message, author).id,
    async head(signal) {
      await enter("head", signal);
      return newest(log).id;
    },
    async tree(commit, folder, signal) {
      await enter("tree", signal);
      const below = folder === undefined || folder === "" ? "" : `${folder.replace(/\/+$/, "")}/`;
      const { files: all } = find(log, commit);
      return new Map(
        [...all]
          .filter(([path]) => path.startsWith(below))
          .map(([path, text]) => [path, blobId(text)]),
      );
    },
    async read(paths, commit, signal) {
      await enter("read", signal);
      const wanted = new Set(paths);
      return new Map([...find(log, commit).files].filter(([path]) => wanted.has(path)));
    },
    async lastChange(path, commit, signal) {
      await enter("lastChange", signal);
      return lastChange(log, path, commit);
    },
    async contains(commit, head, signal) {
      await enter("contains", signal);
      const known = log.slice(0, log.indexOf(find(log, head)) + 1);
      return known.some(({ id }) => id === commit);
    },
    async commit(changes, message, seen, signal) {
      await enter("commit", signal);
      const next = changed(find(log, seen), changes);
      if (newest(log).id !== seen) {
        throw new NautesError("stale-read", "The branch has moved since it was read.");
      }
      const { id } = append(log, next, message, us);
      await enter("committed", signal);
      return id;
    },
    close: () => Promise.resolve(),
  };
  return repo;
}

function append(
  log: MemoryCommit[],
  files: ReadonlyMap<string, string>,
  message: string,
  author: string,
): MemoryCommit {
  const parent = log.at(-1)?.id;
  const digest = createHash("sha1").update(JSON.stringify([parent, author, message, [...files]]));
  const commit = { id: digest.digest("hex"), parent, author, message, files };
  log.push(commit);
  return commit;
}

function changed(
  { files }: MemoryCommit,
  changes: readonly FileChange[],
): ReadonlyMap<string, string> {
  checkChanges(changes, files);
  const next = new Map(files);
  for (const { path, text } of changes) {
    if (text === null) next.delete(path);
    else next.set(path, text);
  }
  if (next.size === files.size && [...next].every(([path, text]) => files.get(path) === text)) {
    throw nothingToCommit();
  }
  return next;
}

function lastChange(
  log: readonly MemoryCommit[],
  path: string,
  commit: CommitId,
): LastChange | undefined {
  const until = log.indexOf(find(log, commit));
  for (let index = until; index >= 0; index -= 1) {
    const at = log[index];
    if (at === undefined || at.files.get(path) === log[index - 1]?.files.get(path)) continue;
    return {
      commit: at.id,
      author: at.author,
      subject: at.message.split("\n")[0] ?? "",
      trailers: trailersOf(at.message),
    };
  }
  return undefined;
}

function find(log: readonly MemoryCommit[], id: CommitId): MemoryCommit {
  const commit = log.find((one) => one.id === id);
  if (commit === undefined) {
    throw new NautesError("not-found", `The repository has no commit ${id}.`);
  }
  return commit;
}

function newest(log: readonly MemoryCommit[]): MemoryCommit {
  const commit = log.at(-1);
  if (commit === undefined) throw new NautesError("repository-empty", "The repository is empty.");
  return commit;
}
