import type { CommitAction } from "@gitbeaker/rest";
import { blobId } from "../../claims/blob-id";
import type { FileChange } from "../../claims/request";
import { checkChanges, nothingToCommit } from "../changes";
import type { CommitId } from "../config-repo";
import { refuseLink, refuseSubmodule, type TreeEntries } from "../tree-entries";

/**
 * What the commits API is to do. A file that is there must not have changed since `seen`, one that is not must still be
 * absent: the API checks the one by `last_commit_id`, for which any commit will do since which the file did not change
 * (GitLab 14 and newer), and the other always. Deletions come first, so that a file may become a folder.
 * @throws invalid-arguments, repository-unsuitable
 */
export function actionsFor(
  changes: readonly FileChange[],
  entries: TreeEntries,
  seen: CommitId,
): CommitAction[] {
  for (const { path } of changes) refuseSubmodule(path, entries);
  checkChanges(changes, entries);
  for (const { path } of changes) refuseLink(path, entries.get(path));
  const effective = changes.filter(({ path, text }) => {
    const blob = entries.get(path)?.blob;
    return text === null ? blob !== undefined : blob !== blobId(text);
  });
  if (effective.length === 0) throw nothingToCommit();
  const actions = effective.map(({ path: filePath, text }): CommitAction => {
    if (text === null) return { action: "delete", filePath, lastCommitId: seen };
    return entries.has(filePath)
      ? { action: "update", filePath, content: text, lastCommitId: seen }
      : { action: "create", filePath, content: text };
  });
  return actions.sort((one, other) => rank(one) - rank(other));
}

function rank({ action }: CommitAction): number {
  return action === "delete" ? 0 : 1;
}
