import { foreignText } from "./foreign-text";
import { GuardFiles, guardsOf, lookedAtBy } from "./guard-files";
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
interface Changes {
  /** All paths that are planned, those of earlier requests among them. */
  readonly touched: ReadonlySet<string>;
  /** The paths that it changes. */
  readonly changed: readonly string[];
  /** Those of them that exist already. */
  readonly replaced: readonly string[];
}

/** Judges the guards of requests against a planned tree and other repositories. */
export class GuardJudge {
  private readonly own: GuardFiles;
  private readonly others: ReadonlyMap<string, Snapshot>;
  private readonly elsewhere = new Map<string, readonly Seen[]>();

  constructor(tree: Snapshot["tree"], others: ReadonlyMap<string, Snapshot>) {
    this.own = new GuardFiles(tree);
    this.others = others;
  }

  /** Why a request is refused, given what it would make of the tree. */
  judge(request: ClaimRequest, tree: PlannedTree, touched: Iterable<string>): Refusal[] {
    const planned = [...touched];
    const { requires, forbids } = guardsOf(request);
    return [
      ...requires.flatMap((guard) => this.judgeRequired(guard, tree, planned)),
      ...forbids.flatMap((guard) => this.judgeForbidden(request, guard, tree, planned)),
    ];
  }

  /** Why a request that was accepted would have to be refused once these paths change, too. */
  judgeAgain(
    request: ClaimRequest,
    tree: PlannedTree,
    { touched, changed, replaced }: Changes,
  ): Refusal[] {
    const { requires, forbids } = guardsOf(request);
    return [
      ...requires
        .filter((guard) => isOwn(guard) && replaced.some(lookedAtBy(guard)))
        .flatMap((guard) => this.judgeRequired(guard, tree, touched)),
      ...forbids.filter(isOwn).flatMap((guard) => {
        const files = changed.filter(lookedAtBy(guard));
        return judgeFiles(request, guard, seenIn(tree, files));
      }),
    ];
  }

  private judgeRequired(guard: Guard, tree: PlannedTree, touched: Iterable<string>): Refusal[] {
    const files = this.files(guard, tree, touched);
    if (files === undefined) return [repositoryMissing(guard)];
    const documents = files.flatMap((file) => file.documents ?? []);
    if (some(documents, (document) => satisfies(document, guard.where)) !== false) return [];
    return [failed(guard, files)];
  }

  private judgeForbidden(
    request: ClaimRequest,
    guard: Guard,
    tree: PlannedTree,
    touched: Iterable<string>,
  ): Refusal[] {
    const files = this.files(guard, tree, touched);
    if (files === undefined) return [repositoryMissing(guard)];
    return judgeFiles(request, guard, files);
  }

  private files(
    guard: Guard,
    tree: PlannedTree,
    touched: Iterable<string>,
  ): readonly Seen[] | undefined {
    if (guard.repository !== undefined) return this.filesElsewhere(guard, guard.repository);
    const looksAt = lookedAtBy(guard);
    const paths = new Set(this.own.of(guard));
    for (const path of touched) if (looksAt(path)) paths.add(path);
    return seenIn(tree, paths);
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
  const foreign =
    guard.repository === undefined ? files.filter(({ path }) => !holds(request, path)) : files;
  const offenders = foreign.flatMap(({ path, documents }) => {
    const found = (documents ?? []).filter((one) => satisfies(one, guard.where) === true);
    return found.length > 0 ? [{ path, documents: found }] : [];
  });
  if (offenders.length > 0) return [failed(guard, offenders)];
  // What a file says that nobody can read may be just what must not be said when claims are given up.
  if (guard.when === "release") {
    const broken = foreign.find(({ documents }) => documents === null);
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
