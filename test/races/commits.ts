import type { Commit } from "./history";
import { lineOf, listPath, recordPath, trailerOf } from "./registration";
import type { Round } from "./round";
import type { Operation } from "./scenario";
import type { Outcome } from "./writer";

/** Trailer of a commit that takes back one of ours, which came to lie on top of others'. */
export const takesBack = /^Takes-Back: ([\da-f]{40})$/gm;

/** Those that say that they did an operation. */
export function commitsOf(ours: readonly Commit[], operation: Operation): readonly Commit[] {
  return ours.filter(({ message }) => {
    const lines = message.split("\n");
    return (
      lines.includes(`Pulumi-Stack: ${operation.stack}`) && lines.includes(trailerOf(operation))
    );
  });
}

/**
 * Whether by hand one file, or one line of the list, was changed before and again after a commit of the run that came to
 * lie on others' work, or one that takes such a commit back: what was done first could not be put back.
 */
export function changedAround(round: Round, { operation }: Outcome): boolean {
  const { history, outcomes, byHand } = round;
  const mates = outcomes
    .map((other) => other.operation)
    .filter((other) => other.stack === operation.stack);
  const own = history.commits.filter((commit) =>
    mates.some((mate) => commitsOf([commit], mate).length > 0),
  );
  const ids = new Set(own.map(({ id }) => id));
  const misplaced = history.commits.filter((commit) => {
    const back = [...commit.message.matchAll(takesBack)].some(([, id]) => ids.has(id ?? ""));
    return (back || ids.has(commit.id)) && isMisplaced(commit);
  });
  const places = byHand.flatMap(({ deed, commit }) => {
    const at = history.commits.findIndex(({ id }) => id === commit);
    if (deed.does === "write-own-file" || deed.does === "add-line") return [];
    const of = deed.does === "edit-cluster" ? recordPath(deed.name) : lineOf(deed.name);
    return [{ at, of, path: deed.does === "edit-cluster" ? of : listPath }];
  });
  return misplaced.some((commit) => {
    const middle = history.commits.indexOf(commit);
    const touched = places.filter(({ path }) => commit.paths.includes(path));
    return touched.some(
      ({ at, of }) => at < middle && touched.some((other) => other.of === of && other.at > middle),
    );
  });
}

/** Whether a commit came to lie on others' work, and by hand another text was given to each of its files since. */
export function isOverlaid({ history, byHand }: Round, commit: Commit): boolean {
  if (!isMisplaced(commit)) return false;
  const at = history.commits.indexOf(commit);
  const since = new Set(history.commits.slice(at + 1).map(({ id }) => id));
  const replaced = byHand.flatMap(({ deed, commit: id }) =>
    deed.does === "edit-cluster" && since.has(id) ? [recordPath(deed.name)] : [],
  );
  return commit.paths.every((path) => replaced.includes(path));
}

function isMisplaced({ message, parents }: Commit): boolean {
  const seen = /^Based-On: ([\da-f]{40})$/m.exec(message)?.[1];
  return seen !== undefined && seen !== parents[0];
}
