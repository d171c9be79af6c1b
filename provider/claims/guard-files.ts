import type { Claims, Guard } from "./model";
import type { ClaimRequest, Snapshot } from "./request";

/** The paths of a tree that guards look at; each question is answered once. */
export class GuardFiles {
  private readonly tree: Snapshot["tree"];
  private readonly answers = new Map<string, readonly string[]>();

  constructor(tree: Snapshot["tree"]) {
    this.tree = tree;
  }

  of(guard: Guard): readonly string[] {
    const question = JSON.stringify([guard.path, guard.folder]);
    let paths = this.answers.get(question);
    if (paths === undefined) {
      paths = this.find(guard);
      this.answers.set(question, paths);
    }
    return paths;
  }

  private find(guard: Guard): readonly string[] {
    if (guard.path !== undefined && !guard.path.includes("*")) {
      return this.tree.has(guard.path) ? [guard.path] : [];
    }
    const looksAt = lookedAtBy(guard);
    return [...this.tree.keys()].filter(looksAt);
  }
}

const lookouts = new WeakMap<Guard, (path: string) => boolean>();

/** Whether a guard looks at a path. */
export function lookedAtBy(guard: Guard): (path: string) => boolean {
  let looksAt = lookouts.get(guard);
  if (looksAt === undefined) {
    looksAt = lookoutOf(guard);
    lookouts.set(guard, looksAt);
  }
  return looksAt;
}

function lookoutOf({ path, folder }: Guard): (path: string) => boolean {
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

/** The guards that a request is subject to, with the claims they come from. */
export function guardsOf(request: ClaimRequest): { requires: Guard[]; forbids: Guard[] } {
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
