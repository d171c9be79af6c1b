import type { FileChange } from "../../claims/request";
import { windowTrailers } from "../../claims/origin";
import type { Aftermath, CommitId } from "../config-repo";
import { trailersOf } from "../trailers";
import type { Desk, Made } from "./desk";
import { headOf } from "./place";
import { isOfOthers, isRight, putRight, touchedBy, withBoth, type Touched } from "./repair";

/** Commits that are looked through, one page: a run that was cut off is usually run again before so many more come. */
const LOOKED_THROUGH = 100;

/** A commit of ours that was cut off, and what it overwrote. */
interface CutOff {
  readonly made: Made;
  readonly message: string;
  readonly lost: readonly Touched[];
}

/** What commits by the API left undone: those of ours that lie on another commit than they say they were based on. */
export function createAftermath(deskFor: (signal?: AbortSignal) => Desk): Aftermath {
  /** By the commit from which was looked; one is enough, as the head moves on. */
  let last: { readonly from: CommitId; readonly found: Promise<readonly CutOff[]> } | undefined;

  async function look(desk: Desk, from: CommitId): Promise<readonly CutOff[]> {
    if (last?.from === from) return last.found;
    const found = findCutOff(desk, from);
    last = { from, found };
    found.catch(() => (last = undefined));
    return found;
  }
  return {
    async find(commit, signal) {
      const found = await look(deskFor(signal), commit);
      return new Set(found.flatMap(({ lost }) => lost.map(({ path }) => path)));
    },
    async mend(signal) {
      const desk = deskFor(signal);
      const found = await look(desk, await headOf(desk.place));
      for (const { made, lost, message } of found) {
        await putRight({ ...desk, place: desk.calm }, made, lost, message);
      }
      return found.length > 0;
    },
  };
}

/** The oldest first. What is put back already, by whomever, is none. */
async function findCutOff(desk: Desk, from: CommitId): Promise<readonly CutOff[]> {
  const { place, texts } = desk;
  const options = { refName: from, perPage: LOOKED_THROUGH, maxPages: 1 };
  const commits = await place.client.commits.all(place.project, options);
  const known = new Set(commits.map(({ id }) => id));
  const done = new Set(
    commits.flatMap(({ message }) => trailersOf(message).get(windowTrailers.takesBack) ?? []),
  );
  const found: CutOff[] = [];
  for (const { id, message, parent_ids: parents } of commits.reverse()) {
    const seen = trailersOf(message).get(windowTrailers.basedOn)?.[0];
    const parent = parents?.[0];
    if (seen === undefined || parent === undefined || parent === seen || done.has(id)) continue;
    // One that was picked from another branch was based on what this one may never have held.
    if (!known.has(seen)) continue;
    const made = { id, seen, parent };
    const touched = await touchedBy(desk, made, await changesOf(desk, made));
    const overlaid = touched.filter(isOfOthers).map(withBoth).filter(isLost);
    const paths = overlaid.map(({ path }) => path);
    const now = await texts.read(place, from, paths);
    const lost = overlaid.filter((one) => !isRight(one, now.get(one.path)));
    if (lost.length > 0) found.push({ made, message, lost });
  }
  return found;
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
