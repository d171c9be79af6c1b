import type { CommitId } from "../config-repo";
import type { TreeEntries, TreeEntry } from "../tree-entries";
import { fetchCommit } from "./fetch";
import type { Place } from "./place";

/** Lists the files of commits, and remembers them for the newest. */
export interface TreeReader {
  remembered(commit: CommitId): TreeEntries | undefined;
  entries(place: Place, commit: CommitId): Promise<TreeEntries>;
}

/** Commits whose files are remembered: the one that is read, and the one that was just made of it. */
const capacity = 2;

export function createTreeReader(): TreeReader {
  const trees = new Map<CommitId, TreeEntries>();
  return {
    remembered: (commit) => trees.get(commit),
    async entries(place, commit) {
      const remembered = trees.get(commit);
      if (remembered !== undefined) return remembered;
      await fetchCommit(place, commit);
      const entries = await listTree(place, commit);
      trees.set(commit, entries);
      for (const old of [...trees.keys()].slice(0, -capacity)) trees.delete(old);
      return entries;
    },
  };
}

/** Every file and submodule of `commit`, by path. The commit must be in the cache. */
async function listTree({ git, gitDir, signal }: Place, commit: CommitId): Promise<TreeEntries> {
  const output = await git.run(["ls-tree", "-r", "-z", "--full-tree", commit], { gitDir, signal });
  const entries = new Map<string, TreeEntry>();
  for (const line of output.toString("utf8").split("\0")) {
    // A mode of six digits, `blob` or `commit`, the id, a tab, the path: ten thousand times, hence without a pattern.
    const [id, tab] = [line.indexOf(" ", 7) + 1, line.indexOf("\t")];
    if (id === 0 || tab < id) continue;
    entries.set(line.slice(tab + 1), { mode: line.slice(0, 6), blob: line.slice(id, tab) });
  }
  return entries;
}
