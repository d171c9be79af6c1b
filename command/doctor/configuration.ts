import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { parse } from "yaml";

import type { Json } from "../../provider/claims/model";
import type { Settings } from "../../provider/config/settings";
import { configProblems, credentialKeys, settingsFrom } from "../../provider/config/settings";
import { configurationOf, settingsFor } from "../repositories/settings";
import { masked } from "../plan/mask";
import { NoPulumi, runPulumi } from "../pulumi";
import type { Check } from "./check";
import { answerOf, checksOf } from "./check";
import type { DoctorOptions } from "./options";

/** What a run would be configured with. */
export interface Configured {
  readonly checks: readonly Check[];
  /** Undefined: nothing more can be looked at. */
  readonly settings: Settings | undefined;
  /** `project/stack`, as far as it is known. */
  readonly stack: string | undefined;
}

type Values = Readonly<Record<string, Json>>;
type Entries = Readonly<Record<string, { readonly value?: string; readonly secret: boolean }>>;

const checks = checksOf("");

/** The settings as the provider would have them: the stack's where there is a project, else options and environment. */
export async function configured(options: DoctorOptions): Promise<Configured> {
  const project = projectFile(options.cwd);
  const isAlone = project === undefined || options.repositories["config-file"] !== undefined;
  if (isAlone) {
    const found = await answerOf(async () => {
      await Promise.resolve();
      return settingsFor(options.repositories, process.env);
    });
    if ("error" in found) return failing(checks.failed("configuration", found.error));
    return { settings: found.value, stack: undefined, checks: [told(found.value, "options")] };
  }
  const entries = await stackEntries(options);
  if ("id" in entries) return failing(entries);
  return ofStack(options, project, entries.entries);
}

async function ofStack(
  { repositories, stack, cwd }: DoctorOptions,
  project: string,
  entries: Entries,
): Promise<Configured> {
  const ours = Object.entries(entries).filter(([key]) => key.startsWith("nautes:"));
  const stackValues: Values = Object.fromEntries(
    ours.flatMap(([key, { value }]) => (value === undefined ? [] : [[key.slice(7), value]])),
  );
  const own = configurationOf(repositories);
  const problems = configProblems({ ...stackValues, ...own });
  if (problems.length > 0) {
    const all = problems.map(({ reason }) =>
      checks.problem("configuration", { code: "invalid-configuration", message: reason }),
    );
    return { checks: all, settings: undefined, stack: undefined };
  }
  const environment = { ...process.env, PULUMI_CONFIG: JSON.stringify(stackValues) };
  const found = await answerOf(async () => Promise.resolve(settingsFrom(own, environment)));
  if ("error" in found) return failing(checks.failed("configuration", found.error));
  const settings = found.value;
  const name = settings.mergeRequest === undefined ? stack : await stackName(stack, cwd);
  return {
    settings,
    stack: name === undefined ? undefined : `${projectName(project)}/${name}`,
    checks: [told(settings, `stack${stack === undefined ? "" : ` ${stack}`}`), ...inClear(ours)],
  };
}

function failing(check: Check): Configured {
  return { checks: [check], settings: undefined, stack: undefined };
}

function told({ repository, branch, git, gitlab }: Settings, from: string): Check {
  const server = gitlab === undefined ? git.url : `GitLab at ${gitlab.url}`;
  const where = masked(server).replace(/\/\/[^/@]*@/, "//");
  if (repository === undefined)
    return checks.warning(
      "configuration",
      `The configuration (${from}) names no repository on ${where}, so that none is looked at.`,
      "Set it with `pulumi config set nautes:repository …`, or give --repository.",
    );
  const says = `The configuration (${from}) means the branch ${branch} of ${repository} on ${where}.`;
  return checks.ok("configuration", says);
}

/** What anybody can read in the stack's file. */
function inClear(ours: readonly (readonly [string, Entries[string]])[]): Check[] {
  return ours
    .filter(([, { secret }]) => !secret)
    .flatMap(([key, { value }]) =>
      value === undefined ? [] : credentialKeys({ [key.slice(7)]: value }),
    )
    .map((key) =>
      checks.warning(
        "configuration-secret",
        `A credential below nautes:${key} stands in clear in the stack's configuration.`,
        "Set it again with `pulumi config set --secret --path`, and replace it where it is from: it is known.",
      ),
    );
}

async function stackEntries({ stack, cwd }: DoctorOptions): Promise<Check | { entries: Entries }> {
  const chosen = stack === undefined ? [] : ["--stack", stack];
  const id = "configuration";
  try {
    const ran = await runPulumi(["config", "--json", "--show-secrets", ...chosen], cwd);
    if (ran.code === 0) return { entries: JSON.parse(ran.stdout) as Entries };
    const why = masked(ran.stderr).trim();
    return {
      ...checks.warning(id, "Pulumi cannot read the configuration of the stack."),
      status: "failed",
      remedy: `${why}\nSelect a stack or give --stack, log in, and give the passphrase as for pulumi up.`,
    };
  } catch (error) {
    if (!(error instanceof NoPulumi)) throw error;
    return { ...checks.warning(id, error.message), status: "failed" };
  }
}

async function stackName(given: string | undefined, cwd: string): Promise<string | undefined> {
  if (given !== undefined) return given.split("/").at(-1);
  const { code, stdout } = await runPulumi(["stack", "--show-name"], cwd);
  return code === 0 ? stdout.trim().split("/").at(-1) : undefined;
}

/** The project that a folder belongs to. */
function projectFile(cwd: string): string | undefined {
  let folder = resolve(cwd);
  for (;;) {
    const found = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(folder, name)).find(existsSync);
    if (found !== undefined) return found;
    if (dirname(folder) === folder) return undefined;
    folder = dirname(folder);
  }
}

function projectName(file: string): string {
  const project = parse(readFileSync(file, "utf8")) as { name?: unknown } | null;
  return typeof project?.name === "string" ? project.name : "project";
}
