import type { FileChange } from "../../claims/request";
import { foreignText } from "../../claims/foreign-text";
import { windowTrailers } from "../../claims/origin";
import { isNautesError, NautesError } from "../../errors";
import type { CommitId } from "../config-repo";
import { standingAt, type Said } from "../unsettled";
import { actionsFor } from "./actions";
import { post, type Desk, type Made, type Person, type Tried } from "./desk";
import { foundAfter } from "./doubt";
import { newestFrom } from "./newest";
import { headOf } from "./place";
import { repairMessage } from "./repair-message";
import { isOfOthers, targetOf, touchedBy, touchedOn, withBoth, type Touched } from "./touched";

/** How often a repair is tried while others commit. */
const ATTEMPTS = 20;

/** Milliseconds after which it is looked again whether what lies above is settled. */
const SETTLING_MS = 200;

/**
 * Takes back a commit of ours that came to lie on top of what others did since `seen`: each of its files becomes what it
 * was just before, and what was changed in it since is kept. The caller looks again, and plans its change anew.
 * @throws overwritten if what others did before cannot be put back
 */
export async function takeBack(
  desk: Desk,
  made: Made,
  { changes, message }: Pick<Tried, "changes" | "message">,
): Promise<void> {
  const { id, seen } = made;
  await putRight(desk, made, message, async () => {
    try {
      const { newest } = await settledAbove(desk, id);
      const parent = standingAt(newest, made.parent ?? seen);
      const touched = await touchedOn(desk, { seen, parent }, changes);
      return touched.map((one) => ({ ...one, wanted: one.theirs }));
    } catch (error) {
      const paths = changes.map(({ path }) => path);
      throw overwritten(paths, made, { may: true, why: wordsOf(error) });
    }
  });
}

/**
 * The head and the newest commits, once whatever lies above `commit` is settled: what is put back of two that lie on
 * each other, the upper one first, is put back wholly.
 */
async function settledAbove(
  { place, settling }: Desk,
  commit: CommitId,
): Promise<{ readonly head: CommitId; readonly newest: readonly Said[] }> {
  for (;;) {
    const head = await headOf(place);
    const newest = await newestFrom(place, head, []);
    const index = newest.findIndex(({ id }) => id === commit);
    if (settling.isSettled(newest.slice(0, Math.max(index, 0)))) return { head, newest };
    await new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
  }
}

/** Makes files of a commit of ours what is wanted, as often as it takes. @throws overwritten, when all else is right */
export async function putRight(
  desk: Desk,
  made: Made,
  message: string,
  files: () => Promise<readonly Touched[]>,
): Promise<void> {
  const soFar: SoFar = { misplaced: [], standing: new Set([made.id]), conflicts: new Set() };
  try {
    await restoreAll(desk, made, message, files, soFar);
  } finally {
    desk.settling.stand(soFar.standing);
  }
  const { conflicts } = soFar;
  if (conflicts.size === 0) return;
  throw overwritten([...conflicts], made, { why: "it was changed again since" });
}

async function restoreAll(
  desk: Desk,
  made: Made,
  message: string,
  files: () => Promise<readonly Touched[]>,
  soFar: SoFar,
): Promise<void> {
  let restored: readonly Touched[] | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const left = restored ?? (await files());
    if (left.length === 0) return;
    const lost = left.filter(isOfOthers).map(({ path }) => path);
    try {
      restored = await restore(desk, made, left, message, soFar);
      if (attempt < ATTEMPTS || restored.length === 0) continue;
      if (lost.length > 0) throw overwritten(lost, made, { why: "others kept changing it" });
      return;
    } catch (error) {
      const again = isNautesError(error, "stale-read", "repository-unavailable", "gitlab-rejected");
      if (again && attempt < ATTEMPTS) continue;
      // What is only ours may stay: the caller sees it when it looks again.
      if (isNautesError(error, "overwritten") || lost.length === 0) throw error;
      throw overwritten(lost, made, { why: wordsOf(error) });
    }
  }
}

/** What earlier tries of a repair came to. */
interface SoFar {
  /** Repairs that others came before, too. */
  readonly misplaced: CommitId[];
  /** What no repair says that it takes back: only of this would whoever looks not see that it is done with. */
  readonly standing: Set<CommitId>;
  /** Files that were changed again since. */
  readonly conflicts: Set<string>;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Tries once; answers what is still, or again, to be put right. */
async function restore(
  desk: Desk,
  made: Made,
  left: readonly Touched[],
  message: string,
  { misplaced, standing, conflicts }: SoFar,
): Promise<Touched[]> {
  const { place, trees, texts } = desk;
  // What is there, or conflicts, only until it is taken back says nothing. Who lies below a repair waits for it.
  const { head } = await settledAbove(desk, misplaced.at(-1) ?? made.id);
  const now = await texts.read(
    place,
    head,
    left.map(({ path }) => path),
  );
  const targets = left.map((one) => ({ ...targetOf(one, now.get(one.path)), path: one.path }));
  const changedAgain = targets.flatMap(({ isWhole, path }) => (isWhole ? [] : [path]));
  const changes = targets.flatMap(({ path, text }): FileChange[] =>
    text === now.get(path) ? [] : [{ path, text: text ?? null }],
  );
  const rest = left.flatMap(({ next }) => next ?? []);
  if (changes.length === 0) {
    for (const path of changedAgain) conflicts.add(path);
    return rest;
  }
  const actions = actionsFor(changes, await trees.entries(place, head), head);
  const others = left.filter((one) => isOfOthers(one) && !changedAgain.includes(one.path));
  const lost = others.map(({ path }) => path);
  const author = await authorOf(desk, made.parent, lost[0] ?? changes[0]?.path);
  const words = repairMessage(made, message, { lost, misplaced });
  const repair = await post(desk, { message: words, actions, author, seen: head }).catch(
    (error: unknown) => foundAfter(desk, error, { changes, message: words, seen: head }),
  );
  // Not before: where the try fails, all is looked at anew.
  for (const path of changedAgain) conflicts.add(path);
  standing.clear();
  if (repair.parent !== head) {
    misplaced.push(repair.id);
    standing.add(repair.id);
  }
  const again = (await touchedBy(desk, repair, changes)).filter(isOfOthers);
  const paths = new Set(again.map(({ path }) => path));
  return [
    ...again.map((one) =>
      withBoth(
        one,
        left.find(({ path }) => path === one.path),
      ),
    ),
    ...rest.filter(({ path }) => !paths.has(path)),
  ];
}

/** Who last changed a file of theirs: a later conflict with it shall name them. */
async function authorOf(
  { place: { client, project } }: Desk,
  parent: Made["parent"],
  path: string | undefined,
): Promise<Person | undefined> {
  if (parent === undefined || path === undefined) return undefined;
  const options = { refName: parent, path, perPage: 1, maxPages: 1 };
  const [last] = await client.commits.all(project, options);
  return last === undefined ? undefined : { name: last.author_name, email: last.author_email };
}

function overwritten(
  paths: readonly string[],
  { id, seen, parent }: Made,
  { may = false, why }: { readonly may?: boolean; readonly why: string },
): NautesError {
  const [ours, before, theirs] = [id, seen, parent ?? ""].map((commit) => commit.slice(0, 8));
  const overwrote = may ? "may have overwritten" : "overwrote";
  return new NautesError(
    "overwritten",
    `Our commit ${ours ?? ""} ${overwrote} what ${theirs ?? ""} did to ${paths.join(", ")} a moment before, and that could not be put back: ${foreignText(why)}`,
    {
      ...(paths[0] === undefined ? {} : { at: paths[0] }),
      remedy:
        `Put it back by hand (\`git diff ${before ?? ""} ${theirs ?? ""}\` shows it), in a commit whose message ends with the line ` +
        `\`${windowTrailers.takesBack}: ${id}\`, then run again. With gitlab.transport \`git\` this cannot happen.`,
    },
  );
}
