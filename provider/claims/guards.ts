import { foreignText } from "./foreign-text";
import { GuardBook } from "./guard-book";
import { GuardFiles, guardsOf, isOwn } from "./guard-files";
import { foundIn, seenIn } from "./guard-sight";
import { documentsOf, parseDocuments } from "./render";
import { satisfies, some } from "./predicate";
import { valuesAt } from "./value-path";
import type { Changes } from "./guard-book";
import type { Seen } from "./guard-sight";
import type { Guard, Json } from "./model";
import type { PlannedTree } from "./planned-tree";
import type { ClaimRequest, Refusal, Snapshot } from "./request";

/** Judges the guards of requests against a planned tree and other repositories. */
export class GuardJudge {
  private readonly own: GuardFiles;
  /** The paths that accepted requests change. */
  private readonly planned = new Set<string>();
  private readonly plannedFiles = new GuardFiles(this.planned);
  private readonly book = new GuardBook();
  private readonly others: ReadonlyMap<string, Snapshot>;
  private readonly elsewhere = new Map<string, readonly Seen[]>();

  constructor(tree: Snapshot["tree"], others: ReadonlyMap<string, Snapshot>) {
    this.own = new GuardFiles(tree);
    this.others = others;
  }

  /** Takes note of a request that was accepted, and of the paths that it changes in a tree that has them now. */
  accepted(request: ClaimRequest, tree: PlannedTree, paths: Iterable<string>): void {
    const changed = [...paths];
    const fresh = changed.filter((path) => !this.planned.has(path));
    for (const path of fresh) this.planned.add(path);
    this.plannedFiles.came(fresh);
    this.book.accepted(request, tree, changed);
  }

  /** Why a request is refused, given what it would make of the tree. */
  judge(request: ClaimRequest, tree: PlannedTree, changes: Changes): Refusal[] {
    const { requires, forbids } = guardsOf(request);
    return [
      ...requires.flatMap((guard) => this.judgeRequired(guard, tree, changes)),
      ...forbids.flatMap((guard) => this.judgeForbidden(request, guard, tree, changes)),
    ];
  }

  /** Why requests that were accepted would have to be refused once these paths change, too. */
  judgeAgain(
    tree: PlannedTree,
    changes: Changes,
  ): { readonly request: ClaimRequest; readonly refusal: Refusal }[] {
    const { changed, replaced } = changes;
    return this.book.concerned(tree, changes).flatMap((request) => {
      const { requires, forbids } = guardsOf(request);
      const refusals = [
        ...requires
          .filter((guard) => isOwn(guard) && replaced.of(guard).length > 0)
          .flatMap((guard) => this.judgeRequired(guard, tree, changes)),
        ...forbids
          .filter(isOwn)
          .flatMap((guard) => judgeFiles(request, guard, seenIn(tree, changed.of(guard)))),
      ];
      return refusals.map((refusal) => ({ request, refusal }));
    });
  }

  private judgeRequired(guard: Guard, tree: PlannedTree, { changed }: Changes): Refusal[] {
    const files =
      guard.repository === undefined
        ? seenIn(tree, new Set([...this.files(guard), ...changed.of(guard)]))
        : this.filesElsewhere(guard, guard.repository);
    if (files === undefined) return [repositoryMissing(guard)];
    const documents = files.flatMap((file) => file.documents ?? []);
    if (some(documents, (document) => satisfies(document, guard.where)) !== false) return [];
    return [failed(guard, files)];
  }

  private judgeForbidden(
    request: ClaimRequest,
    guard: Guard,
    tree: PlannedTree,
    { changed, before }: Changes,
  ): Refusal[] {
    if (guard.repository !== undefined) {
      const files = this.filesElsewhere(guard, guard.repository);
      return files === undefined ? [repositoryMissing(guard)] : judgeFiles(request, guard, files);
    }
    const suspects = this.book.suspects(guard, before, () => this.files(guard));
    const files = seenIn(tree, new Set([...suspects, ...changed.of(guard)]));
    return judgeFiles(request, guard, files);
  }

  /** What a guard looks at in this repository, with what is planned. */
  private files(guard: Guard): readonly string[] {
    return [...this.own.of(guard), ...this.plannedFiles.of(guard)];
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
