import type { Declaration } from "../program/declaration";

/** A registration that is there, and how it is called in the program. */
interface Registered {
  readonly declaration: Declaration;
  /** Of the resource. */
  readonly name: string;
  readonly repository: string;
  readonly branch: string;
  /** Empty: nothing of it is there under its name. */
  readonly importId: string;
}

/** What `pulumi import --file` reads; of resources of the same name all but the first have another one in the file. */
export function importFile(all: readonly Registered[]): string {
  const taken = new Set<string>();
  const resources = all
    .filter(({ importId }) => importId !== "")
    .flatMap(({ declaration, name, repository, branch, importId }) => {
      const parent = unique(name, declaration.kind, taken);
      const own = unique(`${name}-registration`, declaration.kind, taken);
      const id = `${repository}@${branch}:${importId}`;
      return [
        { type: `nautes:index:${declaration.kind}`, ...parent, component: true },
        { type: "nautes:index:ConfigFiles", ...own, id, parent: parent.name },
      ];
    });
  return `${JSON.stringify({ resources }, undefined, 2)}\n`;
}

function unique(
  name: string,
  kind: string,
  taken: Set<string>,
): { readonly name: string; readonly logicalName?: string } {
  const isFree = !taken.has(name);
  const shown = isFree ? name : `${name} (${kind})`;
  taken.add(shown);
  return isFree ? { name } : { name: shown, logicalName: name };
}
