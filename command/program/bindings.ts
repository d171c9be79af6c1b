import type { Declaration } from "./declaration";
import { isOpen } from "./declaration";
import type { InputProblem } from "./problem";
import { holdsSecret, leavesOf, takesOutputs } from "./leaves";
import { joined } from "./names";
import type { Setting, Settings } from "./settings";
import type { Specimen } from "./specimen";

/** Which setting takes the place of each variable, and of each secret that a request holds. */
export interface Bindings {
  readonly variables: ReadonlyMap<Specimen, Setting>;
  readonly secretAt: (declaration: Declaration, path: readonly string[]) => Setting | undefined;
  readonly problems: readonly InputProblem[];
}

/** Makes a setting of every variable that has no value, and of every secret. */
export function bind(declarations: readonly Declaration[], settings: Settings): Bindings {
  const uses = usesOf(declarations);
  const variables = new Map<Specimen, Setting>();
  for (const { specimen, declaration, leaves } of uses) {
    const { name, secret } = specimen.variable;
    const isShared = uses.some((other) => other.specimen !== specimen && nameOf(other) === name);
    variables.set(
      specimen,
      settings.add(name, isShared ? prefixOf(declaration) : "", {
        type: secret
          ? "secret"
          : leaves.some(({ value }) => typeof value === "number")
            ? "number"
            : "text",
        what: `${placeOf(specimen)}, ${declaration.file}:${declaration.line}`,
        constant: leaves.length > 1 || leaves.some(({ value }) => String(value) !== specimen.value),
      }),
    );
  }
  const secrets = new Map(declarations.map((one) => [one, secretsOf(one, settings)] as const));
  return {
    variables,
    secretAt: (declaration, path) => secrets.get(declaration)?.get(path.join(".")),
    problems: uses.flatMap(problemsOf),
  };
}

interface Use {
  readonly specimen: Specimen;
  /** The first that has it. */
  readonly declaration: Declaration;
  readonly leaves: ReturnType<typeof leavesOf>;
}

/** Variables of which nothing is left in the arguments have none. */
function usesOf(declarations: readonly Declaration[]): readonly Use[] {
  const all = new Set(declarations.flatMap(({ specimens }) => specimens));
  return [...all].flatMap((specimen) => {
    const users = declarations.filter(({ specimens }) => specimens.includes(specimen));
    const leaves = users.flatMap(({ args }) =>
      leavesOf(args).filter(({ value }) => String(value).includes(specimen.value)),
    );
    const [declaration] = users;
    return declaration === undefined || leaves.length === 0
      ? []
      : [{ specimen, declaration, leaves }];
  });
}

function secretsOf(declaration: Declaration, settings: Settings): ReadonlyMap<string, Setting> {
  const secrets = new Map<string, Setting>();
  for (const leaf of leavesOf(declaration.args)) {
    if (!holdsSecret(leaf) || isOpen(declaration, String(leaf.value))) continue;
    const [, category = ""] = leaf.path;
    const name = joined(category, leaf.path.at(-1) ?? "");
    const setting = settings.add(name, prefixOf(declaration), {
      type: "secret",
      what: `${leaf.path.join(".")}, ${declaration.file}:${declaration.line}`,
      constant: false,
    });
    secrets.set(leaf.path.join("."), setting);
  }
  return secrets;
}

function problemsOf({ specimen, declaration, leaves }: Use): readonly InputProblem[] {
  const plain = specimen.variable.secret ? leaves.find((leaf) => !takesOutputs(leaf)) : undefined;
  if (plain === undefined) return [];
  const { file, line } = declaration;
  const message = `is the variable ${written(specimen)}, a secret by its name, where none can be; give the variable another name.`;
  return [{ file, line, path: specimen.variable.paths[0] ?? "", message }];
}

/** What tells one declaration's settings from those of others. */
export function prefixOf(declaration: Declaration): string {
  const { kind, name } = declaration;
  if (!isOpen(declaration, name)) return name;
  return kind === "DeploymentRuntime" ? "runtime" : kind.replace("Cluster", "");
}

function nameOf({ specimen }: Use): string {
  return specimen.variable.name;
}

function written({ variable: { name, text } }: Specimen): string {
  return text.includes("\n") ? name : text;
}

function placeOf(specimen: Specimen): string {
  const [path = ""] = specimen.variable.paths;
  return written(specimen) === path ? path : `${written(specimen)} in ${path}`;
}
