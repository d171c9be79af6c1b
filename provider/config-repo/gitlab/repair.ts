import type { FileChange } from "../../claims/request";
import { foreignText } from "../../claims/foreign-text";
import { isNautesError, NautesError } from "../../errors";
import type { CommitId } from "../config-repo";
import { actionsFor } from "./actions";
import { post, type Desk, type Made, type Person } from "./desk";
import { mergeLines } from "../merge-lines";
import { headOf } from "./place";

/** How often a repair is tried while others commit. */
const ATTEMPTS = 20;

/** A file of somebody else's that a commit of ours overwrote. */
interface Lost {
  readonly path: string;
  /** As we had seen it; undefined: absent. */
  readonly base: string | undefined;
  /** As they had made it, just before our commit. */
  readonly theirs: string | undefined;
  /** As we made it. */
  readonly ours: string | undefined;
}

/**
 * Puts back what others did between `seen` and the parent of our commit to the files that it changed: their text if the
 * file is still as we made it (our own change is planned anew on top), else both changes merged. Nothing else of our
 * commit is touched, because others may build on it already.
 * @throws overwritten if that cannot be done
 */
export async function putBack(
  desk: Desk,
  made: Made,
  changes: readonly FileChange[],
  seen: CommitId,
): Promise<void> {
  let lost = await lostTo(desk, made, changes, seen);
  for (let attempt = 0; lost.length > 0; attempt += 1) {
    if (attempt === ATTEMPTS) throw overwritten(lost, made, "others kept changing it");
    lost = await restore(desk, made, lost).catch((error: unknown) => {
      if (isNautesError(error, "overwritten")) throw error;
      if (isNautesError(error, "stale-read", "repository-unavailable", "gitlab-rejected"))
        return lost;
      const why = error instanceof Error ? error.message : String(error);
      throw overwritten(lost, made, why);
    });
  }
}

/** Tries once; answers what is still, or again, to be put back. */
async function restore(desk: Desk, made: Made, lost: readonly Lost[]): Promise<readonly Lost[]> {
  const { place, trees, texts } = desk;
  const head = await headOf(place);
  const paths = lost.map(({ path }) => path);
  const now = await texts.read(place, head, paths);
  const changes = lost.flatMap((one): FileChange[] => {
    const current = now.get(one.path);
    const target = targetOf(one, current);
    if (target === "conflict") throw overwritten([one], made, "it was changed again since");
    return target === current ? [] : [{ path: one.path, text: target ?? null }];
  });
  if (changes.length === 0) return [];
  const actions = actionsFor(changes, await trees.entries(place, head), head);
  const message = `Put back what ${(made.parent ?? "").slice(0, 8)} did to ${changes.map(({ path }) => path).join(", ")}\n`;
  const author = await authorOf(desk, made.parent, changes[0]?.path);
  const repair = await post(desk, { message, actions, author });
  return repair.parent === head ? [] : await lostTo(desk, repair, changes, head);
}

/** What the file should be. */
function targetOf({ base, theirs, ours }: Lost, now: string | undefined) {
  if (now === ours) return theirs;
  if (now === theirs || now === undefined) return now;
  return mergeLines(base ?? "", theirs ?? "", now) ?? "conflict";
}

/** Those of our changes whose file others had changed, too, between what we saw and our commit. */
async function lostTo(
  { place, trees, texts }: Desk,
  { parent }: Made,
  changes: readonly FileChange[],
  seen: CommitId,
): Promise<readonly Lost[]> {
  if (parent === undefined || parent === seen) return [];
  const [before, between] = [await trees.entries(place, seen), await trees.entries(place, parent)];
  const touched = changes.filter(({ path }) => before.get(path)?.blob !== between.get(path)?.blob);
  if (touched.length === 0) return [];
  const paths = touched.map(({ path }) => path);
  const [base, theirs] = await Promise.all([
    texts.read(place, seen, paths),
    texts.read(place, parent, paths),
  ]);
  return touched.map(({ path, text }) => ({
    path,
    base: base.get(path),
    theirs: theirs.get(path),
    ours: text ?? undefined,
  }));
}

/** Who last changed a file of theirs: a later conflict with it shall name them. */
async function authorOf(
  { place: { client, project } }: Desk,
  parent: CommitId | undefined,
  path: string | undefined,
): Promise<Person | undefined> {
  if (parent === undefined || path === undefined) return undefined;
  const options = { refName: parent, path, perPage: 1, maxPages: 1 };
  const [last] = await client.commits.all(project, options);
  return last === undefined ? undefined : { name: last.author_name, email: last.author_email };
}

function overwritten(lost: readonly Lost[], { id, parent }: Made, why: string): NautesError {
  const paths = lost.map(({ path }) => path);
  return new NautesError(
    "overwritten",
    `Our commit ${id.slice(0, 8)} overwrote what ${(parent ?? "").slice(0, 8)} did to ${paths.join(", ")} a moment before, and that could not be put back: ${foreignText(why)}`,
    {
      ...(paths[0] === undefined ? {} : { at: paths[0] }),
      remedy: `Put it back by hand: \`git diff ${(parent ?? "").slice(0, 8)}~ ${(parent ?? "").slice(0, 8)}\` shows it. With gitlab.transport \`git\` this cannot happen.`,
    },
  );
}
