import type { AdoptionNote } from "../../components/adoption";
import { problemLine } from "../program/problem";
import type { InputProblem } from "../program/problem";
import type { ChangedFiles } from "./changes";

/** How many paths of one kind of file a line has; `--json` has all. */
const shown = 4;

/** What is said of an import. */
export interface Report {
  /** Kind → how many of it. */
  readonly counts: Readonly<Record<string, number>>;
  readonly changes: readonly ChangedFiles[];
  readonly notes: readonly AdoptionNote[];
  readonly problems: readonly InputProblem[];
  readonly commands: readonly string[];
  readonly pushed: readonly string[];
  readonly products: readonly string[];
  readonly written: readonly string[];
}

/** The whole report on a program that was written. */
export function report(given: Report): string {
  const { counts, notes, problems, commands, pushed, products, written } = given;
  const found = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  return [
    `Found: ${found.join(", ")}.`,
    ...(products.length === 0
      ? ["No product's repository was read, so there are no runtimes: --product-repository."]
      : []),
    "",
    ...changeLines(given.changes, pushed.length > 0),
    ...section(
      "To know:",
      notes.map(({ path, message }) => `${path}: ${message}`),
    ),
    ...section("Left out:", problems.map(problemLine)),
    ...(pushed.length === 0 ? [] : pushedLines(pushed)),
    "Next, in the project; a command without a value asks for it, or takes it of a file (… < FILE):",
    "",
    ...commands.map((line) => `  ${line}`),
    ...(written.length === 0 ? [] : ["", `Written: ${written.join(", ")}.`]),
    "",
  ].join("\n");
}

function changeLines(changes: readonly ChangedFiles[], isPushed: boolean): readonly string[] {
  const what = isPushed ? "no change of a file" : "no change";
  if (changes.length === 0)
    return [`The first preview shows ${what}: all files are as the program writes them.`, ""];
  const lines = changes.map(({ pattern, leaves, files }) => {
    const more = leaves.length > shown ? `, and ${leaves.length - shown} more` : "";
    return `${pattern} (${files.length}): ${leaves.slice(0, shown).join(", ")}${more}`;
  });
  return section(
    "The first up changes these files (how many), and the preview before it shows how; why is in docs/nautes-differences.md:",
    lines,
  );
}

function pushedLines(names: readonly string[]): readonly string[] {
  return [
    `Delivered by push: ${names.join(", ")}. Only their registrations are imported. Their Helm releases are in the state of the stack that made them: go on with that stack, or restore its state. Without it the preview lists releases as new, and Helm installs none under a name that is in use; see docs/migration.md before you run up.`,
    "",
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, "", ...lines.map((line) => `  ${line}`), ""];
}
