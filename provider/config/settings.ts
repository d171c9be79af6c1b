import { homedir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";
import type { Json } from "../claims/model";
import { UNKNOWN } from "../claims/model";
import { equalJson } from "../claims/json";
import { NautesError } from "../errors";
import type { Failure, PropertyChange } from "../resources/resource";
import type { VaultSettings } from "../vault/settings";
import { vaultSettings } from "../vault/settings";
import type { RunSettings } from "./base-setting";
import { runSettings } from "./base-setting";
import { runKeyProblems, withoutRunKeys } from "./run-keys";
import type { MergeRequest } from "./merge-request";
import type { Batch, Commit } from "./schema";
import { Config, configKeys, Git, Gitlab, problem, problemsOf, Vault } from "./schema";
import type { Servers, StackUrls } from "./servers";
import { serverSettings } from "./servers";
import type { Timeouts } from "./timeouts";

/** The configuration with its defaults, ready for use. */
export interface Settings extends RunSettings, Servers {
  /** The repository that resources mean when they name none; undefined: they have to. */
  readonly repository: string | undefined;
  readonly branch: string;
  /** How merge requests are made; undefined: branches are written. */
  readonly mergeRequest: z.infer<typeof MergeRequest> | undefined;
  readonly commit: z.infer<typeof Commit>;
  readonly batch: z.infer<typeof Batch>;
  readonly timeouts: z.infer<typeof Timeouts>;
  /** Where credentials are kept; undefined: nowhere. */
  readonly vault: VaultSettings | undefined;
  readonly productRepositories: readonly string[];
  readonly detectDrift: boolean;
  readonly cacheDirectory: string;
}

/** Keys that the engine itself puts among a provider's arguments. */
const engineKeys = new Set(["version", "pluginDownloadURL", "pluginChecksums"]);

/** Keys whose values are texts, and not JSON. */
const textKeys = new Set(["repository", "branch", "cacheDirectory", "base"]);

type Values = Readonly<Record<string, Json>>;

/** All problems of provider arguments, each with its key and the remedy. Values not known yet pass. */
export function configProblems(args: Values, environment: NodeJS.ProcessEnv = {}): Failure[] {
  const { values, problems } = structured(args);
  const misplaced = runKeyProblems(values, stackValues(environment).values);
  return [...problems, ...problemsOf(values), ...misplaced];
}

/** The keys of what holds a credential: secret in state and in what is shown, even when it was given in clear. */
export function credentialKeys(args: Values): string[] {
  const { git, gitlab, commit, vault } = structured(args).values;
  return [
    ...(holds(git, "password", "privateKey", "proxy") ? ["git"] : []),
    ...(holds(gitlab, "token") ? ["gitlab"] : []),
    ...(holds(commit, "signingKey") ? ["commit"] : []),
    ...(holds(vault, "token") ? ["vault"] : []),
  ];
}

function holds(value: Json | undefined, ...keys: readonly string[]): boolean {
  return typeof value === "object" && value !== null && keys.some((key) => key in value);
}

/** The keys that changed: without a difference the engine goes on with the configuration of the last run. */
export function configChanges(olds: Values, news: Values): PropertyChange[] {
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].sort();
  return keys
    .filter((key) => !engineKeys.has(key) && !equalJson(olds[key] ?? null, news[key] ?? null))
    .map((path) => ({
      path,
      kind: !(path in olds) ? "add" : path in news ? "update" : "delete",
    }));
}

/** Arguments that are not plain strings arrive as JSON text, from stack configuration and from SDKs alike. */
function structured(args: Values): { values: Values; problems: readonly Failure[] } {
  const values: Record<string, Json> = {};
  const problems: Failure[] = [];
  for (const [key, value] of Object.entries(args)) {
    if (engineKeys.has(key) || value === null) continue;
    const plain = textKeys.has(key) || !configKeys.has(key);
    if (plain || typeof value !== "string" || value === UNKNOWN) {
      values[key] = value;
      continue;
    }
    try {
      values[key] = JSON.parse(value) as Json;
    } catch {
      problems.push(problem(key, "is not readable as JSON"));
    }
  }
  return { values, problems };
}

/**
 * Settings from arguments (in which the engine has merged the stack's configuration for a default provider), then from
 * the stack's configuration, then from the environment.
 * @throws invalid-configuration
 */
export function settingsFrom(args: Values, environment: NodeJS.ProcessEnv): Settings {
  const [stack, own] = [stackValues(environment), structured(args)];
  const values = { ...withoutRival(stack.values, own.values), ...withoutRunKeys(own.values) };
  const [first, ...more] = [...stack.problems, ...own.problems, ...problemsOf(values)];
  if (first !== undefined) {
    throw new NautesError(
      "invalid-configuration",
      [first, ...more].map((f) => f.reason).join("\n"),
      {
        at: first.path,
      },
    );
  }
  const run = runSettings(stack.values, environment);
  return { ...withDefaults(Config.parse(values), environment), ...run };
}

/** An explicit provider that names another kind of server than its stack does means only that one. */
function withoutRival(stack: Values, own: Values): Values {
  const { git, gitlab, ...others } = stack;
  return {
    ...others,
    ...(git === undefined || "gitlab" in own ? {} : { git }),
    ...(gitlab === undefined || "git" in own ? {} : { gitlab }),
  };
}

/**
 * An explicit provider is not given the stack's configuration, but the engine tells the plugin process that of our
 * namespace, without the namespace (core: pkg/host/host.go).
 */
function stackValues(environment: NodeJS.ProcessEnv): ReturnType<typeof structured> {
  return structured(JSON.parse(environment["PULUMI_CONFIG"] ?? "{}") as Values);
}

function stackUrls(environment: NodeJS.ProcessEnv): StackUrls {
  const { values } = stackValues(environment);
  const [git, gitlab] = [Git.safeParse(values["git"]), Gitlab.safeParse(values["gitlab"])];
  const vault = Vault.safeParse(values["vault"]);
  return { git: git.data?.url, gitlab: gitlab.data?.url, vault: vault.data?.address };
}

function withDefaults(
  config: Config,
  environment: NodeJS.ProcessEnv,
): Omit<Settings, keyof RunSettings> {
  const urls = stackUrls(environment);
  return {
    ...serverSettings(config, urls, environment),
    repository: config.repository,
    branch: config.branch ?? "main",
    mergeRequest: config.mergeRequest,
    commit: config.commit ?? {},
    batch: config.batch ?? {},
    timeouts: config.timeouts ?? {},
    vault: vaultSettings(config.vault ?? {}, urls.vault, environment),
    productRepositories: config.productRepositories ?? [],
    detectDrift: config.detectDrift ?? true,
    cacheDirectory:
      config.cacheDirectory ??
      join(environment["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "pulumi-nautes"),
  };
}
