import type { FileChange } from "../../claims/request";
import { isNautesError, NautesError } from "../../errors";
import { Doubtful } from "../../gitlab/api";
import { GitlabRefusal } from "../../gitlab/failures";
import type { CommitId } from "../config-repo";
import type { TreeEntries } from "../tree-entries";
import { actionsFor } from "./actions";
import { post, staleRead, type Desk, type Made, type Person } from "./desk";
import { findOurs } from "./doubt";
import { headOf, type Place } from "./place";
import { putBack } from "./repair";

/**
 * Commits `changes` by the commits API on top of `seen`. The API cannot compare the branch as a push does: it looks at
 * the files that are changed, and then takes whatever head there is. So the head is looked at before, and the parent
 * after: if somebody came in between, what we overwrote of theirs is put back, and the caller looks again.
 * @throws stale-read, push-refused, permission-denied, overwritten …
 */
export async function makeCommit(
  desk: Desk,
  changes: readonly FileChange[],
  message: string,
  seen: CommitId,
  author: Person | undefined,
): Promise<CommitId> {
  const { place, trees } = desk;
  const entries = await trees.entries(place, seen);
  const actions = actionsFor(changes, entries, seen);
  const later = inPlaceOfFolders(changes, entries);
  if (later.length > 0) {
    // GitLab still sees the folder whose last file the same commit deletes.
    const before = changes.filter((change) => !later.includes(change));
    const cleared = await makeCommit(desk, before, message, seen, author);
    return makeCommit(desk, later, message, cleared, author);
  }
  if ((await headOf(place)) !== seen) throw staleRead(place);
  const made = await post(desk, { message, actions, author }).catch((error: unknown) =>
    resolved(desk, error, { changes, message, seen }),
  );
  if (made.parent !== seen) {
    await putBack({ ...desk, place: desk.calm }, made, changes, seen);
    throw staleRead(place);
  }
  await trees.made(made.id, seen, changes);
  return made.id;
}

function inPlaceOfFolders(
  changes: readonly FileChange[],
  entries: TreeEntries,
): readonly FileChange[] {
  const paths = new Set(
    changes.filter(({ path, text }) => text !== null && !entries.has(path)).map(({ path }) => path),
  );
  const replaced = new Set<string>();
  for (const path of entries.keys()) {
    const names = path.split("/");
    for (let length = 1; length < names.length; length += 1) {
      const folder = names.slice(0, length).join("/");
      if (paths.has(folder)) replaced.add(folder);
    }
  }
  return changes.filter(({ path }) => replaced.has(path));
}

interface Tried {
  readonly changes: readonly FileChange[];
  readonly message: string;
  readonly seen: CommitId;
}

/** What a failed try came to, found out by looking; GitLab's words differ from version to version. */
async function resolved(desk: Desk, error: unknown, tried: Tried): Promise<Made> {
  const { place } = desk;
  const doubtful = error instanceof Doubtful;
  const refused = error instanceof GitlabRefusal && error.code === "gitlab-rejected";
  if (!doubtful && !refused) throw error;
  const head = await headOf(place).catch((failure: unknown) => {
    // That the server cannot be looked at now says less than why the commit failed.
    throw isNautesError(failure, "cancelled") ? failure : error;
  });
  if (head === tried.seen) throw refused && !isRace(error) ? rejected(place, error) : error;
  const ours = doubtful ? await findOurs(desk, head, tried) : undefined;
  if (ours === undefined) throw staleRead(place);
  return ours;
}

/** The branch was about to be moved by somebody else, who did not succeed either. */
function isRace({ words }: GitlabRefusal): boolean {
  return /could not update refs\/heads\//i.test(words);
}

function rejected({ api, project }: Place, { words, cause }: GitlabRefusal): NautesError {
  const at = `${api.settings.url}/${project}`;
  return new NautesError("push-refused", `GitLab refuses the commit in ${at}.\nIt says: ${words}`, {
    at,
    remedy: "Do as it says: a push rule or hook there decides about author, message and paths.",
    cause,
  });
}
