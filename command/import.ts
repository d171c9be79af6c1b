import { changedFiles } from "./import/changes";
import { nextCommands } from "./import/commands";
import { declarationsOf } from "./import/declarations";
import { help } from "./import/help";
import { importFile } from "./import/import-file";
import { importOptions } from "./import/options";
import type { ImportOptions } from "./import/options";
import { readRepositories } from "./import/read";
import type { Reading } from "./import/read";
import { report } from "./import/report";
import { tenantSource } from "./import/tenant";
import { problemLine } from "./program/problem";
import { program } from "./program/program";
import { projectFiles } from "./program/project";
import { withSession } from "./repositories/session";
import { settingsFor, timeoutOf } from "./repositories/settings";
import type { Repositories } from "./repositories/texts";
import { WrongUsage, exitCodes } from "./subcommand";
import type { ExitCode, Subcommand } from "./subcommand";
import { telling } from "./terminal";
import type { Terminal } from "./terminal";
import { writeGiven } from "./write-files";

/** `import`: what config repos hold becomes a TypeScript program, and what `pulumi import` needs. */
export const importRepositories: Subcommand = {
  name: "import",
  summary: "write the program and the import file for what config repos hold",
  help,
  run,
};

async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const options = importOptions(args);
  const settings = settingsFor(options.repositories, process.env);
  const { repository, branch, productRepositories: products } = settings;
  if (repository === undefined)
    throw new WrongUsage("Which config repo to read is not said; give --repository.");
  const timeout = timeoutOf(options.repositories);
  const where = { repository, branch, products };
  const reading = await withSession(settings, timeout, terminal, (session, call) =>
    telling(
      terminal,
      `Reading ${[repository, ...products].join(", ")}`,
      readRepositories({ session, call, ...where }),
    ),
  );
  return deliver(reading, where, options, terminal);
}

type Where = Pick<Repositories, "repository" | "branch" | "products">;

function deliver(
  reading: Reading,
  where: Where,
  options: ImportOptions,
  terminal: Terminal,
): ExitCode {
  const { clusters, runtimes, tenant, problems } = reading;
  const { out, force, json } = options;
  const adoptions = [...clusters, ...runtimes];
  if (adoptions.length === 0) return nothing(reading, where, options, terminal);
  const pushed = clusters.filter(({ adopted }) => adopted.delivery === "push");
  const hasWorkers = clusters.some(({ adopted }) => adopted.kind !== "HostCluster");
  const all = declarationsOf(reading);
  const result = program(
    all.map(({ declaration }) => declaration),
    pushed.length > 0 ? "push" : "pull",
    pushed.length === clusters.length ? undefined : tenantSource(tenant, { hasWorkers }),
  );
  const files = {
    "index.ts": result.text,
    "import.json": importFile(
      all.map(({ declaration, adoption: { adopted, importId } }) => ({
        ...{ declaration, importId, branch: where.branch },
        name: result.nameOf(declaration),
        repository: "repository" in adopted ? adopted.repository : where.repository,
      })),
    ),
    ...projectFiles(options.project),
  };
  if (out !== undefined) writeGiven(out, files, { overwrite: force });
  const commands = nextCommands(result, where, options.repositories);
  const changes = changedFiles(adoptions);
  const notes = adoptions.flatMap(({ adopted }) => adopted.notes);
  if (json) {
    const registrations = adoptions.map(({ adopted: { kind, name, path }, importId }) => ({
      ...{ kind, name, path, importId },
    }));
    const config = result.settings.map(({ key, type, what }) => ({ key, type, what }));
    terminal.out(asJson({ out, files, config, commands, registrations, changes, notes, problems }));
  } else {
    if (out === undefined) terminal.out(result.text);
    const said = report({
      ...{ changes, notes, problems, commands, products: where.products },
      counts: countsOf(adoptions.map(({ adopted }) => adopted.kind)),
      pushed: pushed.map(({ adopted }) => adopted.name),
      written: out === undefined ? [] : Object.keys(files).map((name) => `${out}/${name}`),
    });
    if (out === undefined) terminal.err(`\n${said}`);
    else terminal.out(said);
  }
  return problems.length === 0 ? exitCodes.ok : exitCodes.problems;
}

function nothing(
  { problems }: Reading,
  { repository, products }: Where,
  { out, json }: ImportOptions,
  terminal: Terminal,
): ExitCode {
  const where = [repository, ...products].join(", ");
  if (json) terminal.out(asJson({ out, files: {}, registrations: [], problems }));
  else
    terminal.err(
      `${[...problems.map(problemLine), `There is no cluster and no runtime to import in ${where}; nothing was written.`].join("\n")}\n`,
    );
  return exitCodes.problems;
}

function asJson(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function countsOf(kinds: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
