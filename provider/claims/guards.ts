import { foreignText } from "./foreign-text";
import { GuardFiles, guardsOf } from "./guard-files";
import { documentsOf, parseDocuments } from "./render";
import { satisfies, some } from "./predicate";
import { valuesAt } from "./value-path";
import type { Guard, Json } from "./model";
import type { PlannedTree } from "./planned-tree";
import type { ClaimRequest, Refusal, Snapshot } from "./request";

/** A file as guards see it; null: it is not YAML. */
interface Seen {
  readonly path: string;
  readonly documents: readonly Json[] | null;
}

/** What a further request would do to a tree. */
export interface Changes {
  /** The paths that it changes. */
  readonly changed: GuardFiles;
  /** Those of them that exist already. */
  readonly replaced: GuardFiles;
}

/** Judges the guards of requests against a planned tree and other repositories. */
export class GuardJudge {
  private readonly own: GuardFiles;
  /** The paths that accepted requests change. */
  private readonly planned: Set<string> = new Set();
  private readonly plannedFiles = new GuardFiles(this.planned);
  private readonly others: ReadonlyMap<string, Snapshot>;
  private readonly elsewhere = new Map<string, readonly Seen[]>();

  constructor(tree: Snapshot["tree"], others: ReadonlyMap<string, Snapshot>) {
    this.own = new GuardFiles(tree);
    this.others = others;
  }

  /** Takes note of what a request that was accepted changes. */
  accepted(paths: Iterable<string>): void {
    const fresh = [...paths].filter((path) => !this.planned.has(path));
    for (const path of fresh) this.planned.add(path);
    this.plannedFiles.came(fresh);
  }

  /** Why a request is refused, given what it would make of the tree. */
  judge(request: ClaimRequest, tree: PlannedTree, { changed }: Changes): Refusal[] {
    const { requires, forbids } = guardsOf(request);
    return [
      ...requires.flatMap((guard) => this.judgeRequired(guard, tree, changed)),
      ...forbids.flatMap((guard) => this.judgeForbidden(request, guard, tree, changed)),
    ];
  }

  /** Why a request that was accepted would have to be refused once these paths change, too. */
  judgeAgain(request: ClaimRequest, tree: PlannedTree, { changed, replaced }: Changes): Refusal[] {
    const { requires, forbids } = guardsOf(request);
    return [
      ...requires
        .filter((guard) => isOwn(guard) && replaced.of(guard).length > 0)
        .flatMap((guard) => this.judgeRequired(guard, tree, changed)),
      ...forbids.filter(isOwn).flatMap((guard) => {
        const files = changed.of(guard);
        return files.length === 0 ? [] : judgeFiles(request, guard, seenIn(tree, files));
      }),
    ];
  }

  private judgeRequired(guard: Guard, tree: PlannedTree, changed: GuardFiles): Refusal[] {
    const files = this.files(guard, tree, changed);
    if (files === undefined) return [repositoryMissing(guard)];
    const documents = files.flatMap((file) => file.documents ?? []);
    if (some(documents, (document) => satisfies(document, guard.where)) !== false) return [];
    return [failed(guard, files)];
  }

  private judgeForbidden(
    request: ClaimRequest,
    guard: Guard,
    tree: PlannedTree,
    changed: GuardFiles,
  ): Refusal[] {
    const files = this.files(guard, tree, changed);
    if (files === undefined) return [repositoryMissing(guard)];
    return judgeFiles(request, guard, files);
  }

  private files(guard: Guard, tree: PlannedTree, changed: GuardFiles): readonly Seen[] | undefined {
    if (guard.repository !== undefined) return this.filesElsewhere(guard, guard.repository);
    const all = [this.own, this.plannedFiles, changed];
    return seenIn(tree, new Set(all.flatMap((files) => files.of(guard))));
  }

  private filesElsewhere(guard: Guard, repository: string): readonly Seen[] | undefined {
    const snapshot = this.others.get(repository);
    if (snapshot === undefined) return undefined;
    const question = JSON.stringify([repository, guard.path, guard.folder]);
    let files = this.elsewhere.get(question);
    if (files === undefined) {
      files = new GuardFiles(snapshot.tree)
        .of(guard)
        .map((path) => ({ path, documents: parsedOrNull(snapshot.texts.get(path)) }));
      this.elsewhere.set(question, files);
    }
    return files;
  }
}

function isOwn(guard: Guard): boolean {
  return guard.repository === undefined;
}

function seenIn(tree: PlannedTree, paths: Iterable<string>): Seen[] {
  const files: Seen[] = [];
  for (const path of paths) {
    if (tree.has(path)) files.push({ path, documents: tree.documents(path) });
  }
  return files;
}

function judgeFiles(request: ClaimRequest, guard: Guard, files: readonly Seen[]): Refusal[] {
  function isForeign({ path }: Seen): boolean {
    return guard.repository !== undefined || !holds(request, path);
  }
  const offenders = files.flatMap((file) => {
    const found = foundIn(file.documents ?? [], guard);
    return found.length > 0 && isForeign(file) ? [{ path: file.path, documents: found }] : [];
  });
  if (offenders.length > 0) return [failed(guard, offenders)];
  // What a file says that nobody can read may be just what must not be said when claims are given up.
  if (guard.when === "release") {
    const broken = files.find((file) => file.documents === null && isForeign(file));
    if (broken !== undefined) return [unreadable(guard, broken.path)];
  }
  return [];
}

const answers = new WeakMap<readonly Json[], Map<string, readonly Json[]>>();

/** The documents that a guard speaks of; a thousand clusters may ask the same of a thousand files. */
function foundIn(documents: readonly Json[], guard: Guard): readonly Json[] {
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

const questions = new WeakMap<Guard, string>();

function questionOf(guard: Guard): string {
  const question = questions.get(guard) ?? JSON.stringify(guard.where);
  questions.set(guard, question);
  return question;
}

function holds({ hold, held }: ClaimRequest, path: string): boolean {
  return [hold, held].some(
    (claims) =>
      claims !== undefined &&
      (Object.hasOwn(claims.documents, path) || Object.hasOwn(claims.texts, path)),
  );
}

function failed(guard: Guard, files: readonly Seen[]): Refusal {
  const message = guard.message.replace(/\{([^{}\s]+)\}/g, (_, place: string) => {
    const values =
      place === "file"
        ? files.map(({ path }) => path)
        : files.flatMap(({ documents }) =>
            (documents ?? []).flatMap((document) => valuesAt(document, place)),
          );
    const texts = values.map((value) =>
      foreignText(typeof value === "string" ? value : JSON.stringify(value)),
    );
    return texts.length === 0 ? "none" : [...new Set(texts)].join(", ");
  });
  const path = files[0]?.path ?? guard.path;
  return { code: "guard-failed", message, ...(path === undefined ? {} : { path }) };
}

function unreadable(guard: Guard, path: string): Refusal {
  const where = guard.repository === undefined ? "" : ` in ${guard.repository}`;
  return {
    code: "guard-failed",
    message: `The file ${foreignText(path)}${where} is not valid YAML, so nobody can tell whether it still needs what is to be released.\nCorrect or remove the file and run again.`,
    path,
  };
}

function repositoryMissing(guard: Guard): Refusal {
  return {
    code: "guard-failed",
    message: `The repository ${guard.repository ?? ""} cannot be looked into.\nIt is needed to check: ${guard.message}`,
  };
}

function parsedOrNull(text: string | undefined): readonly Json[] | null {
  if (text === undefined) return null;
  try {
    return documentsOf(parseDocuments(text));
  } catch {
    return null;
  }
}
