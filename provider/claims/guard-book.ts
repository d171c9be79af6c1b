import { guardsOf, isOwn, sees } from "./guard-files";
import { isSuspect, seenIn } from "./guard-sight";
import type { GuardFiles } from "./guard-files";
import type { Guard } from "./model";
import type { PlannedTree } from "./planned-tree";
import type { ClaimRequest } from "./request";

/** What a further request would do to a tree. */
export interface Changes {
  /** The tree without it. */
  readonly before: PlannedTree;
  /** The paths that it changes. */
  readonly changed: GuardFiles;
  /** Those of them that exist already. */
  readonly replaced: GuardFiles;
}

/** Guards that look at the same paths for the same. */
interface Question {
  readonly guard: Guard;
  /** Requests that were accepted, and ask it of what comes after them. */
  readonly askers: ClaimRequest[];
  /** Paths that may be what it forbids; undefined: nobody has asked. */
  suspects: Set<string> | undefined;
}

/**
 * What guards of one run forbid in their own repository, by question: a thousand clusters ask the same, and each file
 * is held against it once.
 */
export class GuardBook {
  private readonly questions = new Map<string, Question>();
  private readonly order = new Map<ClaimRequest, number>();
  private readonly requiring: { readonly guard: Guard; readonly request: ClaimRequest }[] = [];

  /** Takes note of the guards of an accepted request, and of the files that it changed. */
  accepted(request: ClaimRequest, tree: PlannedTree, changed: readonly string[]): void {
    for (const { guard, suspects } of this.questions.values()) {
      if (suspects === undefined) continue;
      const seen = changed.filter((path) => sees(guard, path));
      for (const path of seen) suspects.delete(path);
      for (const file of seenIn(tree, seen)) if (isSuspect(file, guard)) suspects.add(file.path);
    }
    this.order.set(request, this.order.size);
    const { requires, forbids } = guardsOf(request);
    for (const guard of requires.filter(isOwn)) this.requiring.push({ guard, request });
    for (const guard of forbids.filter(isOwn)) this.question(guard).askers.push(request);
  }

  /** The paths, of those that a guard looks at, that may be what it forbids in a tree of accepted requests alone. */
  suspects(guard: Guard, tree: PlannedTree, paths: () => readonly string[]): ReadonlySet<string> {
    const question = this.question(guard);
    question.suspects ??= new Set(
      seenIn(tree, new Set(paths()))
        .filter((file) => isSuspect(file, guard))
        .map(({ path }) => path),
    );
    return question.suspects;
  }

  /** The accepted requests whose guards may stand against a change, in the order in which they were accepted. */
  concerned(tree: PlannedTree, { changed, replaced }: Changes): ClaimRequest[] {
    const concerned = new Set<ClaimRequest>();
    for (const { guard, request } of this.requiring) {
      if (replaced.of(guard).length > 0) concerned.add(request);
    }
    for (const { guard, askers } of this.questions.values()) {
      if (askers.length === 0) continue;
      const files = seenIn(tree, changed.of(guard));
      if (!files.some((file) => isSuspect(file, guard))) continue;
      for (const request of askers) concerned.add(request);
    }
    const place = (request: ClaimRequest): number => this.order.get(request) ?? 0;
    return [...concerned].sort((one, other) => place(one) - place(other));
  }

  private question(guard: Guard): Question {
    const key = keyOf(guard);
    const question = this.questions.get(key) ?? { guard, askers: [], suspects: undefined };
    this.questions.set(key, question);
    return question;
  }
}

const keys = new WeakMap<Guard, string>();

function keyOf(guard: Guard): string {
  const key = keys.get(guard) ?? JSON.stringify([guard.path, guard.folder, guard.where]);
  keys.set(guard, key);
  return key;
}
