import type { Delivery } from "../../components/registration";
import type { InputProblem } from "../program/problem";
import { problemLine } from "../program/problem";
import type { Outcome } from "./input";
import type { Program } from "../program/program";
import type { Setting } from "../program/settings";

/** What the stack's configuration must hold for the clusters of a tenant. */
const tenantPaths = {
  pull: [
    "tenant.name",
    "tenant.repositoryUrl",
    "tenant.caCertificate",
    "tenant.oidc.issuer",
    "tenant.oidc.clientId",
    "tenant.oidc.existingSecret",
    "tenant.vault.address",
    "tenant.vault.caCertificate",
    "tenant.git.address",
    "tenant.git.caCertificate",
  ],
  push: ["tenant.name", "tenant.oidc.issuer", "tenant.oidc.clientId", "tenant.vault.address"],
} as const;

/** The commands that fill the configuration; each asks for its value, and none has one. */
export function configCommands(
  { settings, hasTenant }: Pick<Program, "settings" | "hasTenant">,
  delivery: Delivery,
): readonly string[] {
  return [
    "pulumi config set nautes:repository",
    "pulumi config set --path nautes:git.url",
    ...(hasTenant ? tenantPaths[delivery].map((path) => `pulumi config set --path ${path}`) : []),
    ...settings.map(
      ({ key, type, what }) =>
        `pulumi config set ${type === "secret" ? "--secret " : ""}${key}  # ${what}`,
    ),
  ];
}

/** What became of each request, note by note. */
function outcomeLines(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap(({ file, line, action, of, name, becomes, notes }) => [
    `${file}:${line}: ${[action, of, name].filter(Boolean).join(" ")}: ${becomes}`,
    ...notes.map((note) => {
      const at = note.line === undefined ? "" : `:${note.line}`;
      return `  ${file}${at}: ${note.kind}: ${note.path} ${note.message}`;
    }),
  ]);
}

/** The whole report on a program that was written. */
export function report(
  program: Program,
  outcomes: readonly Outcome[],
  { delivery, written }: { delivery: Delivery; written: readonly string[] },
): string {
  return [
    `What becomes of ${counted(outcomes.length, "request")}:`,
    "",
    ...outcomeLines(outcomes),
    "",
    deliverySentences[delivery],
    "",
    "Fill the configuration of the stack; each command asks for its value, or takes it of a file (… < FILE):",
    "",
    ...configCommands(program, delivery).map((line) => `  ${line}`),
    ...(written.length === 0 ? [] : ["", `Written: ${written.join(", ")}.`]),
    "",
  ].join("\n");
}

const deliverySentences = {
  pull: 'Clusters and runtimes have delivery "pull": Nautes\' Argo CD and operators install what the config repo declares, as with every request. With --delivery push Pulumi installs.',
  push: "Clusters and runtimes are delivered by push: Pulumi installs, and nothing of Nautes needs to run. In a config repo that Nautes' files are in this is refused.",
} as const;

/** Why nothing was written. */
export function refusal(problems: readonly InputProblem[]): string {
  const lines = problems.map(problemLine);
  return `${[...lines, `${counted(problems.length, "problem")}; nothing was written.`].join("\n")}\n`;
}

/** What a program of `--json` reads. */
export function asJson(result: {
  readonly files: Readonly<Record<string, string>>;
  readonly out: string | undefined;
  readonly settings: readonly Setting[];
  readonly commands: readonly string[];
  readonly outcomes: readonly Outcome[];
  readonly problems: readonly InputProblem[];
}): string {
  const { files, out = null, settings, commands, outcomes, problems } = result;
  const config = settings.map(({ key, type, what }) => ({ key, type, what }));
  return `${JSON.stringify({ out, files, config, commands, requests: outcomes, problems }, undefined, 2)}\n`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
