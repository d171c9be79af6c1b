import type { CommitSchema } from "@gitbeaker/rest";
import type { FileChange } from "../../claims/request";
import { stackTrailer, windowTrailers } from "../../claims/origin";
import type { Aftermath, CommitId } from "../config-repo";
import { trailersOf } from "../trailers";
import { staleRead, type Desk, type Made, type Person } from "./desk";
import { headOf } from "./place";
import { putRight } from "./repair";
import { isOfOthers, isRight, touchedBy, withBoth, type Touched } from "./touched";

/** Commits that are looked through, one page: a run that was cut off is usually run again before so many more come. */
const LOOKED_THROUGH = 100;

/** A commit that came to lie on another one than it says it was based on, and what it overwrote. */
interface CutOff {
  readonly made: Made;
  /** Else somebody picked or rebased it, and may have meant what it is now. */
  readonly ours: boolean;
  readonly message: string;
  readonly lost: readonly Touched[];
}

/** Whose commits are mended, and who is told of others that look like them. */
export interface Mender {
  /** Who our commits are by; undefined: the token's user. */
  readonly author: Person | undefined;
  readonly warn: (message: string) => void;
}

/** What commits by the API left undone: those of ours that lie on another commit than they say they were based on. */
export function createAftermath(
  deskFor: (signal?: AbortSignal) => Desk,
  { author, warn }: Mender,
): Aftermath {
  const warned = new Set<CommitId>();
  /** By the commit from which was looked; one is enough, as the head moves on. */
  let last: { readonly from: CommitId; readonly found: Promise<readonly CutOff[]> } | undefined;

  async function look(desk: Desk, from: CommitId): Promise<readonly CutOff[]> {
    if (last?.from === from) return last.found;
    const found = sorted(desk, from);
    last = { from, found };
    found.catch(() => (last = undefined));
    return found;
  }
  /** Those of ours; of the others it is told, once. */
  async function sorted(desk: Desk, from: CommitId): Promise<readonly CutOff[]> {
    const all = await findCutOff(desk, from, author);
    for (const one of all) {
      if (one.ours || warned.has(one.made.id)) continue;
      warned.add(one.made.id);
      warn(warningOf(desk, one));
    }
    return all.filter(({ ours }) => ours);
  }
  return {
    async find(commit, signal) {
      const found = await look(deskFor(signal), commit);
      return new Set(found.flatMap(({ lost }) => lost.map(({ path }) => path)));
    },
    async mend(commit, signal) {
      const desk = deskFor(signal);
      const found = await look(desk, commit);
      // What came since may be misplaced, too, and its run about to take it back.
      if (found.length > 0 && (await headOf(desk.place)) !== commit) throw staleRead(desk.place);
      for (const { made, lost, message } of found) {
        await putRight({ ...desk, place: desk.calm() }, made, message, () => Promise.resolve(lost));
      }
      return found.length > 0;
    },
  };
}

/** The oldest first. What is put back already, by whomever, is none. */
async function findCutOff(
  desk: Desk,
  from: CommitId,
  author: Person | undefined,
): Promise<readonly CutOff[]> {
  const { place, texts } = desk;
  const options = { refName: from, perPage: LOOKED_THROUGH, maxPages: 1 };
  const commits = await place.client.commits.all(place.project, options);
  const known = new Set(commits.map(({ id }) => id));
  const done = new Set(
    commits.flatMap(({ message }) => trailersOf(message).get(windowTrailers.takesBack) ?? []),
  );
  const found: CutOff[] = [];
  for (const commit of commits.reverse()) {
    const { id, message, parent_ids: parents } = commit;
    const seen = trailersOf(message).get(windowTrailers.basedOn)?.[0];
    const parent = parents?.[0];
    if (seen === undefined || parent === undefined || parent === seen || done.has(id)) continue;
    // One that was picked from another branch was based on what this one may never have held.
    if (!known.has(seen)) continue;
    const made = { id, seen, parent };
    const touched = await touchedBy(desk, made, await changesOf(desk, made));
    const overlaid = touched
      .filter(isOfOthers)
      .map((one) => withBoth(one))
      .filter(isLost);
    const paths = overlaid.map(({ path }) => path);
    const now = await texts.read(place, from, paths);
    const lost = overlaid.filter((one) => !isRight(one, now.get(one.path)));
    if (lost.length > 0) found.push({ made, message, lost, ours: isAsMade(commit, author) });
  }
  return found;
}

/** Whether a commit is as the API makes ours: whoever picks, rebases or amends one gives it a later committer's date. */
function isAsMade(commit: CommitSchema, author: Person | undefined): boolean {
  const { authored_date: authored, committed_date: committed, committer_email: committer } = commit;
  if (authored === undefined || committed === undefined) return false;
  if (Date.parse(authored) !== Date.parse(committed)) return false;
  const trailers = trailersOf(commit.message);
  // What takes back is by whom it puts back.
  if (trailers.has(windowTrailers.takesBack)) return true;
  if (!trailers.has(stackTrailer)) return false;
  if (author !== undefined) return commit.author_email === author.email;
  // A GitLab that signs commits calls itself the committer (docs.gitlab.com: Signed commits from the GitLab UI).
  return commit.author_email === committer || /^noreply@/i.test(committer ?? "");
}

function warningOf({ place: { api, project } }: Desk, { made, lost }: CutOff): string {
  const [id, parent] = [made.id, made.parent ?? ""].map((commit) => commit.slice(0, 8));
  const paths = lost.map(({ path }) => path).join(", ");
  return (
    `In ${api.settings.url}/${project}, commit ${id ?? ""} lacks what ${parent ?? ""} had done to ${paths} before it. ` +
    "It was not left by a run that was cut off: somebody may have picked, rebased or amended it, and meant it so. Nothing was written. " +
    `If something is missing, put it back by hand; a commit whose message ends with the line \`${windowTrailers.takesBack}: ${made.id}\` ends this warning.`
  );
}

async function changesOf(
  { place, trees, texts }: Desk,
  { id, parent }: Made,
): Promise<readonly FileChange[]> {
  const before = await trees.entries(place, parent ?? id);
  const after = await trees.entries(place, id);
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path)?.blob !== after.get(path)?.blob,
  );
  const text = await texts.read(place, id, paths);
  return paths.map((path) => ({ path, text: text.get(path) ?? null }));
}

/** Not so where both changes are in it, as after a rebase, which takes the message along. */
function isLost({ ours, wanted }: Touched): boolean {
  return wanted !== ours;
}
