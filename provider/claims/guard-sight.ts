import { satisfies } from "./predicate";
import type { Guard, Json } from "./model";
import type { PlannedTree } from "./planned-tree";

/** A file as guards see it; null: it is not YAML. */
export interface Seen {
  readonly path: string;
  readonly documents: readonly Json[] | null;
}

/** Those of the paths that a tree has, with what they say. */
export function seenIn(tree: PlannedTree, paths: Iterable<string>): Seen[] {
  const files: Seen[] = [];
  for (const path of paths) {
    if (tree.has(path)) files.push({ path, documents: tree.documents(path) });
  }
  return files;
}

const answers = new WeakMap<readonly Json[], Map<string, readonly Json[]>>();

/** The documents that a guard speaks of; a thousand clusters may ask the same of a thousand files. */
export function foundIn(documents: readonly Json[], guard: Guard): readonly Json[] {
  const known = answers.get(documents) ?? new Map<string, readonly Json[]>();
  answers.set(documents, known);
  const question = questionOf(guard);
  let found = known.get(question);
  if (found === undefined) {
    found = documents.filter((one) => satisfies(one, guard.where) === true);
    known.set(question, found);
  }
  return found;
}

/** Whether a file may be what a guard forbids: it says so, or nobody can read what it says. */
export function isSuspect({ documents }: Seen, guard: Guard): boolean {
  return documents === null || foundIn(documents, guard).length > 0;
}

const questions = new WeakMap<Guard, string>();

function questionOf(guard: Guard): string {
  const question = questions.get(guard) ?? JSON.stringify(guard.where);
  questions.set(guard, question);
  return question;
}
