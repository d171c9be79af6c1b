import type { FileChange } from "../../claims/request";
import type { CommitId } from "../config-repo";
import { mergeLines, mergeLinesInto } from "../merge-lines";
import type { Desk, Made } from "./desk";

/** A file that a commit of ours changed on top of what it had not seen. */
export interface Touched {
  readonly path: string;
  /** As we had seen it; undefined: absent. */
  readonly base: string | undefined;
  /** As it was just before our commit. */
  readonly theirs: string | undefined;
  /** As we made it. */
  readonly ours: string | undefined;
  /** As it should be, unless somebody changed it since. */
  readonly wanted: string | undefined;
  /** What is to be put right after that. */
  readonly next?: Touched | undefined;
}

/** The files of a commit of ours, if it came to lie on another one than we had seen. */
export async function touchedBy(
  desk: Desk,
  made: Made,
  changes: readonly FileChange[],
): Promise<Omit<Touched, "wanted">[]> {
  const { seen, parent } = made;
  if (parent === undefined || parent === seen) return [];
  return touchedOn(desk, { seen, parent }, changes);
}

/** The files of a commit of ours, as if it had come to lie on `parent`. */
export async function touchedOn(
  { place, texts }: Desk,
  { seen, parent }: { readonly seen: CommitId; readonly parent: CommitId },
  changes: readonly FileChange[],
): Promise<Omit<Touched, "wanted">[]> {
  const paths = changes.map(({ path }) => path);
  const [base, theirs] = await Promise.all([
    texts.read(place, seen, paths),
    texts.read(place, parent, paths),
  ]);
  return changes.map(({ path, text }) => ({
    path,
    base: base.get(path),
    theirs: theirs.get(path),
    ours: text ?? undefined,
  }));
}

/** Wanted is what both sides did to a file; else what they did, and `next` after that. */
export function withBoth(one: Omit<Touched, "wanted">, next?: Touched): Touched {
  const wanted = merged(one.base, one.theirs, one.ours);
  return wanted === undefined ? { ...one, wanted: one.theirs, next } : { ...one, wanted };
}

/** What a file should be, as it is now. */
export interface Target {
  /** Undefined: absent. */
  readonly text: string | undefined;
  /** Whether all that others did is in it; else the same lines were changed again since, and only what is ours goes. */
  readonly isWhole: boolean;
}

/** Whether the file is what it should be. */
export function isRight(one: Touched, now: string | undefined): boolean {
  const { text, isWhole } = targetOf(one, now);
  return isWhole && text === now;
}

/** What the file should be, as it is now. */
export function targetOf({ base, theirs, ours, wanted }: Touched, now: string | undefined): Target {
  if (now === ours) return { text: wanted, isWhole: true };
  if (now === wanted || now === undefined) return { text: now, isWhole: true };
  const atOnce = merged(ours, without(wanted, ours, now), now);
  if (atOnce !== undefined) return { text: atOnce, isWhole: true };
  // What is ours goes by itself first, if it is to: lines of others beside it that conflict would keep it.
  const less = wanted === theirs ? withoutOurs(base, ours, now) : now;
  const kept = theirs === base ? less : merged(base, theirs, less);
  return { text: kept ?? less, isWhole: kept !== undefined };
}

/** A text, less the lines that were lost and that somebody else has put back already. */
function without(wanted: string | undefined, ours: string | undefined, now: string) {
  const [made, there] = [ours, now].map((text) => new Set(text?.split(/(?<=\n)/)));
  const lines = wanted?.split(/(?<=\n)/);
  return lines?.filter((line) => made?.has(line) !== false || there?.has(line) === false).join("");
}

/** What both sides made of a file; undefined: it came or went, or they changed the same lines. */
function merged(base: string | undefined, one: string | undefined, other: string | undefined) {
  if (base === undefined || one === undefined || other === undefined) return undefined;
  return mergeLines(base, one, other);
}

/** A text, less what a commit of ours did to it; lines that somebody else changed since stay. */
function withoutOurs(base: string | undefined, ours: string | undefined, now: string): string {
  return base === undefined || ours === undefined ? now : mergeLinesInto(ours, base, now);
}

/** Whether others had changed the file between what we saw and our commit. */
export function isOfOthers({ base, theirs }: Pick<Touched, "base" | "theirs">): boolean {
  return base !== theirs;
}
