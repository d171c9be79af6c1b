import { blobId } from "../../claims/blob-id";
import { Doubtful } from "../../gitlab/api";
import type { CommitId } from "../config-repo";
import { headOf } from "./place";
import { signed, type Desk, type Made, type Tried } from "./desk";

/** Commits that are looked through at most: more do not come in the time of one request. */
const LONGEST_SEARCH = 300;

/**
 * The commit of ours among those since `seen`, after a request that brought no answer: of our message, and with what we
 * wanted in each file. Undefined: it was not made.
 */
export async function findOurs(
  { place, trees }: Desk,
  head: CommitId,
  { changes, message, seen }: Tried,
): Promise<Made | undefined> {
  const { client, project } = place;
  const commits = await client.commits.all(project, {
    refName: head,
    perPage: 100,
    maxPages: LONGEST_SEARCH / 100,
  });
  const until = commits.findIndex(({ id }) => id === seen);
  const since = until < 0 ? commits : commits.slice(0, until);
  const words = signed({ message, seen }).trim();
  for (const commit of since.filter((one) => one.message.trim() === words)) {
    const entries = await trees.entries(place, commit.id);
    const holds = changes.every(({ path, text }) => {
      return entries.get(path)?.blob === (text === null ? undefined : blobId(text));
    });
    if (holds) return { id: commit.id, seen, parent: commit.parent_ids?.[0] };
  }
  return undefined;
}

/** What a request made that brought no answer. @throws `error`, if it is none of these, or was in vain */
export async function foundAfter(desk: Desk, error: unknown, tried: Tried): Promise<Made> {
  if (!(error instanceof Doubtful)) throw error;
  const head = await headOf(desk.place).catch(() => {
    throw error;
  });
  const made = await findOurs(desk, head, tried);
  if (made === undefined) throw error;
  return made;
}
