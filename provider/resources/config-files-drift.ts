import type { Differences } from "../claims/differences";
import { differencesOf } from "../claims/differences";
import type { Claims } from "../claims/model";
import type { Observation } from "../claims/observe";
import { lastWords, stackTrailer, wasOurDeed } from "../claims/origin";
import { ownAt } from "../claims/own-at";
import type { ClaimRequest, LastChange } from "../claims/request";
import { isNautesError, NautesError } from "../errors";
import type { Session } from "../session";
import type { Inputs } from "./config-files-request";
import type { Operation } from "./resource";

/** A resource that is refreshed, and where its files are. */
export interface Refreshed {
  readonly repository: string;
  readonly branch: string;
  readonly call: Operation;
  /** It gives up what it has: what it holds is not wanted, only known. */
  readonly request: ClaimRequest & { readonly held: Claims };
  /** Paths whose content in the state others wrote. */
  readonly edited: readonly string[];
}

/** Paths of files, or of lists with entries of the resource, that others changed and no run has written since. */
export function editedOf(outputs: Inputs): readonly string[] {
  return (outputs["edited"] ?? []) as readonly string[];
}

/**
 * Holds a run to what was shown before it, or shows now what others changed; answers where they left something that
 * could be lost.
 * @throws changed-since-preview
 */
export async function judgeDrift(
  session: Session,
  refreshed: Refreshed,
  found: Observation,
): Promise<readonly string[]> {
  const { repository, branch, request, call } = refreshed;
  const { held, seen } = request;
  const known = refreshed.edited.filter((path) => isHeld(held, path));
  const all = differencesOf(held, found.claims, known);
  if (all.size === 0) {
    session.pin.shows(call.urn, all);
    return [];
  }
  const changes = await lastChanges(session, refreshed, all.keys());
  const foreign = new Map([...all].filter(([path]) => !isOwn(request, path, changes.get(path))));
  const before = await session.shown(repository, branch, { held, seen, known }, call);
  if (before === undefined) {
    session.pin.shows(call.urn, foreign);
    if (foreign.size > 0) session.log.warn(call.urn, told(foreign, held, changes));
  } else {
    const news = [...foreign].filter(([path, digest]) => before.differences.get(path) !== digest);
    if (news.length > 0) throw changedSince(before.since, new Map(news), held, changes);
  }
  return [...foreign].filter(([, digest]) => digest !== null).map(([path]) => path);
}

/**
 * Refuses to delete what others changed, unless that was shown before.
 * @throws claim-conflict
 */
export async function mayDelete(
  session: Session,
  { repository, branch, request, edited, call }: Refreshed,
): Promise<void> {
  if (session.settings.force || session.pin.isPinned({ repository, branch })) return;
  const paths = edited.filter((path) => isHeld(request.held, path));
  const [first] = paths;
  if (first === undefined) return;
  const changes = await lastChanges(session, { repository, branch, call }, paths);
  const lines = paths.map(
    (path) => `${said(request.held, path, true)}: ${words(changes.get(path))}.`,
  );
  throw new NautesError(
    "claim-conflict",
    `${lines.join("\n")}\nNo preview has shown that it would be deleted with that change.`,
    {
      at: first,
      remedy:
        "Look at that commit, and run again without --skip-preview, or with NAUTES_FORCE=true in the environment.",
    },
  );
}

/** The last change of each path; a path is absent if that cannot be found out. */
export async function lastChanges(
  session: Session,
  { repository, branch, call }: Pick<Refreshed, "repository" | "branch" | "call">,
  paths: Iterable<string>,
): Promise<ReadonlyMap<string, LastChange | null>> {
  const changes = new Map<string, LastChange | null>();
  await Promise.all(
    [...paths].map(async (path) => {
      try {
        changes.set(path, await session.lastChange(repository, branch, path, call));
      } catch (error) {
        // Who it was must not decide whether the run happens.
        if (!isNautesError(error) || isNautesError(error, "cancelled")) throw error;
      }
    }),
  );
  return changes;
}

/** Whether it was a run of this very stack, which was cut off before the state knew. */
function isOwn(
  request: Refreshed["request"],
  path: string,
  change: LastChange | null | undefined,
): boolean {
  if (change === undefined) return false;
  if (ownAt(request.held.entries, path) !== undefined) return wasOurDeed(request, change);
  return change?.trailers.get(stackTrailer)?.includes(request.stack) === true;
}

function told(
  differences: Differences,
  held: Claims,
  changes: ReadonlyMap<string, LastChange | null>,
): string {
  return (
    lines(differences, held, changes) +
    "\n`pulumi up` writes what the program declares, and `pulumi destroy` deletes it: look at that commit first."
  );
}

function changedSince(
  since: string,
  differences: Differences,
  held: Claims,
  changes: ReadonlyMap<string, LastChange | null>,
): NautesError {
  const [first] = differences.keys();
  return new NautesError(
    "changed-since-preview",
    `${lines(differences, held, changes)}\nThat was ${since}, and nothing was written.`,
    {
      ...(first === undefined ? {} : { at: first }),
      remedy: "Look at that commit and run again: the preview shows what it is now.",
    },
  );
}

function lines(
  differences: Differences,
  held: Claims,
  changes: ReadonlyMap<string, LastChange | null>,
): string {
  return [...differences]
    .map(([path, digest]) => `${said(held, path, digest !== null)}: ${words(changes.get(path))}.`)
    .join("\n");
}

function said(held: Claims, path: string, isThere: boolean): string {
  if (ownAt(held.entries, path) !== undefined) {
    return `What this registration has in ${path} was changed by others`;
  }
  return `The file ${path} was ${isThere ? "changed" : "removed"} by others`;
}

function words(change: LastChange | null | undefined): string {
  return change === undefined ? "who it was cannot be found out now" : lastWords(change);
}

export function isHeld({ documents, texts, entries, shared }: Claims, path: string): boolean {
  return [documents, texts, entries, shared].some((part) => Object.hasOwn(part, path));
}
