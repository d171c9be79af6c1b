import type { Claims, Guard } from "./model";
import type { ClaimRequest } from "./request";

/** What a guard looks at; guards of the same question look at the same. */
interface Lookout {
  readonly question: string;
  /** The one path; undefined: any that it sees. */
  readonly path: string | undefined;
  readonly sees: (path: string) => boolean;
}

/** What has paths: a tree, or a set of them. */
interface Paths {
  has(path: string): boolean;
  keys(): Iterable<string>;
}

/** Those of many paths that guards look at; each question is answered once, so that a thousand guards may ask it. */
export class GuardFiles {
  private readonly paths: Paths;
  private readonly answers = new Map<string, { readonly lookout: Lookout; paths: string[] }>();

  constructor(paths: Paths) {
    this.paths = paths;
  }

  of(guard: Guard): readonly string[] {
    const lookout = lookoutOf(guard);
    if (lookout.path !== undefined) return this.paths.has(lookout.path) ? [lookout.path] : [];
    let answer = this.answers.get(lookout.question);
    if (answer === undefined) {
      answer = { lookout, paths: [...this.paths.keys()].filter(lookout.sees) };
      this.answers.set(lookout.question, answer);
    }
    return answer.paths;
  }

  /** Takes note that these paths have come, too; none of them was there. */
  came(paths: readonly string[]): void {
    for (const answer of this.answers.values()) {
      answer.paths.push(...paths.filter(answer.lookout.sees));
    }
  }
}

/** Whether a guard looks at a path. */
export function sees(guard: Guard, path: string): boolean {
  return lookoutOf(guard).sees(path);
}

const lookouts = new WeakMap<Guard, Lookout>();

function lookoutOf(guard: Guard): Lookout {
  const known = lookouts.get(guard);
  if (known !== undefined) return known;
  const { path, folder } = guard;
  const exact = path?.includes("*") === false ? path : undefined;
  const question = JSON.stringify([path, folder]);
  const lookout = { question, path: exact, sees: viewOf(guard) };
  lookouts.set(guard, lookout);
  return lookout;
}

function viewOf({ path, folder }: Guard): Lookout["sees"] {
  if (path !== undefined) {
    if (!path.includes("*")) return (one) => one === path;
    const segments = path.split("/");
    return (one) => {
      const given = one.split("/");
      return (
        given.length === segments.length &&
        segments.every((segment, index) => segment === "*" || segment === given[index])
      );
    };
  }
  const start = folder === undefined || folder === "" ? "" : `${folder.replace(/\/$/, "")}/`;
  return (one) => one.startsWith(start) && /\.ya?ml$/.test(one);
}

interface Guards {
  readonly requires: readonly Guard[];
  readonly forbids: readonly Guard[];
}

const guards = new WeakMap<ClaimRequest, Guards>();

/** Whether a guard looks into the repository of its request. */
export function isOwn(guard: Guard): boolean {
  return guard.repository === undefined;
}

/** The guards that a request is subject to, with the claims they come from. */
export function guardsOf(request: ClaimRequest): Guards {
  const known = guards.get(request) ?? findGuards(request);
  guards.set(request, known);
  return known;
}

function findGuards(request: ClaimRequest): Guards {
  const requires: Guard[] = [];
  const forbids: Guard[] = [];
  const { hold, held } = request;
  if (hold !== undefined && holdsAnything(hold)) {
    requires.push(...hold.requires.filter((guard) => guard.when === "hold"));
    forbids.push(...hold.forbids.filter((guard) => guard.when === "hold"));
  }
  if (held !== undefined && givesUpAll(held, hold)) {
    requires.push(...held.requires.filter((guard) => guard.when === "release"));
    forbids.push(...held.forbids.filter((guard) => guard.when === "release"));
  }
  return { requires, forbids };
}

function holdsAnything(claims: Claims): boolean {
  return [claims.documents, claims.texts, claims.entries, claims.shared].some(
    (map) => Object.keys(map).length > 0,
  );
}

/** Whether no document of what was held survives. */
function givesUpAll(held: Claims, hold: Claims | undefined): boolean {
  if (hold === undefined) return true;
  const documents = Object.keys(held.documents);
  if (documents.length > 0) return !documents.some((path) => Object.hasOwn(hold.documents, path));
  return holdsAnything(held) && !holdsAnything(hold);
}
