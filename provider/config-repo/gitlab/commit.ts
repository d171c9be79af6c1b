import { blobId } from "../../claims/blob-id";
import type { FileChange } from "../../claims/request";
import { isNautesError, NautesError } from "../../errors";
import { Doubtful } from "../../gitlab/api";
import { GitlabRefusal } from "../../gitlab/failures";
import type { CommitId, PlanAgain } from "../config-repo";
import type { TreeEntries } from "../tree-entries";
import { actionsFor } from "./actions";
import { post, staleRead, type Desk, type Made, type Person, type Tried } from "./desk";
import { findOurs } from "./doubt";
import { headOf, type Place } from "./place";
import { takeBack } from "./repair";

interface Manner {
  readonly author: Person | undefined;
  /** Of the whole commit. */
  readonly planAgain: PlanAgain | undefined;
}

/**
 * Commits `changes` by the commits API on top of `seen`. The API cannot compare the branch as a push does: it looks at
 * the files that are changed, and then takes whatever head there is. So the head is looked at before, and the parent
 * after: if somebody came in between, and the commit is not what would have been made on top of theirs, it is taken
 * back, with what it overwrote, and the caller looks again. Else a cluster that a guard forbids by now would stay, or a
 * shared file be gone that somebody has just begun to need.
 * @throws stale-read, push-refused, permission-denied, overwritten …
 */
export async function makeCommit(
  desk: Desk,
  changes: readonly FileChange[],
  message: string,
  seen: CommitId,
  { author, planAgain }: Manner,
): Promise<CommitId> {
  const { place, trees } = desk;
  const entries = await trees.entries(place, seen);
  const actions = actionsFor(changes, entries, seen);
  const later = inPlaceOfFolders(changes, entries);
  if (later.length > 0) {
    // GitLab still sees the folder whose last file the same commit deletes.
    const before = changes.filter((change) => !later.includes(change));
    const part = { author, planAgain: undefined };
    const cleared = await makeCommit(desk, before, message, seen, part);
    return makeCommit(desk, later, message, cleared, part);
  }
  if ((await headOf(place)) !== seen) throw staleRead(place);
  const made = await post(desk, { message, actions, author, seen }).catch((error: unknown) =>
    resolved(desk, error, { changes, message, seen }),
  );
  if (made.parent !== seen) {
    const calm = { ...desk, place: desk.calm() };
    const holds = await stands(calm, made, changes, planAgain).catch(() => false);
    if (!holds) {
      await takeBack(calm, made, { changes, message });
      throw staleRead(place);
    }
    desk.settling.stand([made.id]);
  }
  await trees.made(made.id, made.parent ?? seen, changes);
  return made.id;
}

/** Whether a commit is what would have been planned on top of where it came to lie. */
async function stands(
  { place, trees }: Desk,
  { parent }: Made,
  changes: readonly FileChange[],
  planAgain: PlanAgain | undefined,
): Promise<boolean> {
  if (parent === undefined || planAgain === undefined) return false;
  const wanted = await planAgain(parent);
  if (wanted === undefined) return false;
  const below = await trees.entries(place, parent);
  const [made, right] = [changes, wanted].map(
    (some) =>
      new Map(some.map(({ path, text }) => [path, text === null ? undefined : blobId(text)])),
  );
  const paths = [...changes, ...wanted].map(({ path }) => path);
  return paths.every((path) => {
    const [one, other] = [made, right].map((some) =>
      some?.has(path) === true ? some.get(path) : below.get(path)?.blob,
    );
    return one === other;
  });
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
  if (head === tried.seen) {
    if (!refused) throw error;
    throw isRace(error) ? staleRead(place) : rejected(place, error);
  }
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
