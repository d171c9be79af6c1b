import { homedir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";
import type { Json } from "./claims/model";
import { UNKNOWN } from "./claims/model";
import { equalJson } from "./claims/json";
import type { Batch, Commit } from "./config-schema";
import { Config, configKeys, Git, isSsh, problem, problemsOf, Vault } from "./config-schema";
import { NautesError } from "./errors";
import type { Failure, PropertyChange } from "./resources/resource";
import type { VaultSettings } from "./vault/settings";
import { vaultSettings } from "./vault/settings";

/** A credential that the environment offers; never written to state. */
export interface Credential {
  readonly username?: string;
  readonly password: string;
}

/** The configuration with its defaults, ready for use. */
export interface Settings {
  /** The repository that resources mean when they name none; undefined: they have to. */
  readonly repository: string | undefined;
  readonly branch: string;
  readonly git: z.infer<typeof Git>;
  readonly commit: z.infer<typeof Commit>;
  readonly batch: z.infer<typeof Batch>;
  /** Where credentials are kept; undefined: nowhere. */
  readonly vault: VaultSettings | undefined;
  readonly productRepositories: readonly string[];
  readonly detectDrift: boolean;
  readonly cacheDirectory: string;
  /** Taken when the stored credential is refused. */
  readonly fallback: Credential | undefined;
}

/** Keys that the engine itself puts among a provider's arguments. */
const engineKeys = new Set(["version", "pluginDownloadURL", "pluginChecksums"]);

/** Keys whose values are texts, and not JSON. */
const textKeys = new Set(["repository", "branch", "cacheDirectory"]);

type Values = Readonly<Record<string, Json>>;

/** All problems of provider arguments, each with its key and the remedy. Values not known yet pass. */
export function configProblems(args: Values): Failure[] {
  const { values, problems } = structured(args);
  return [...problems, ...problemsOf(values)];
}

/** The keys of what holds a credential: secret in state and in what is shown, even when it was given in clear. */
export function credentialKeys(args: Values): string[] {
  const { git, commit, vault } = structured(args).values;
  return [
    ...(holds(git, "password", "privateKey", "proxy") ? ["git"] : []),
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
  const values = { ...stack.values, ...own.values };
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
  return withDefaults(Config.parse(values), environment);
}

/**
 * An explicit provider is not given the stack's configuration, but the engine tells the plugin process that of our
 * namespace, without the namespace (core: pkg/host/host.go).
 */
function stackValues(environment: NodeJS.ProcessEnv): ReturnType<typeof structured> {
  return structured(JSON.parse(environment["PULUMI_CONFIG"] ?? "{}") as Values);
}

function stackGitUrl(environment: NodeJS.ProcessEnv): string | undefined {
  const parsed = Git.safeParse(stackValues(environment).values["git"]);
  return parsed.success ? parsed.data.url : undefined;
}

function stackVaultAddress(environment: NodeJS.ProcessEnv): string | undefined {
  const parsed = Vault.safeParse(stackValues(environment).values["vault"]);
  return parsed.success ? parsed.data.address : undefined;
}

/** Scheme, host and port; what is no URL stands for itself. */
function serverOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

function withDefaults(config: Config, environment: NodeJS.ProcessEnv): Settings {
  if (config.git === undefined) {
    const missing = problem("git.url", "is missing: where the config repo's server is");
    throw new NautesError("invalid-configuration", missing.reason, { at: missing.path });
  }
  const fallback = environmentCredential(config.git.url, environment);
  return {
    repository: config.repository,
    branch: config.branch ?? "main",
    git:
      config.git.password === undefined && fallback !== undefined && !isSsh(config.git.url)
        ? { ...config.git, ...fallback }
        : config.git,
    commit: config.commit ?? {},
    batch: config.batch ?? {},
    vault: vaultSettings(config.vault ?? {}, stackVaultAddress(environment), environment),
    productRepositories: config.productRepositories ?? [],
    detectDrift: config.detectDrift ?? true,
    cacheDirectory:
      config.cacheDirectory ??
      join(environment["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "pulumi-nautes"),
    fallback,
  };
}

/** The environment's credential is for one server: NAUTES_GIT_URL, or else the one that the stack configures. */
function environmentCredential(
  url: string,
  environment: NodeJS.ProcessEnv,
): Credential | undefined {
  const password = environment["NAUTES_GIT_PASSWORD"];
  if (password === undefined || password === "") return undefined;
  const meant = environment["NAUTES_GIT_URL"] ?? stackGitUrl(environment);
  if (meant !== undefined && serverOf(meant) !== serverOf(url)) return undefined;
  const username = environment["NAUTES_GIT_USERNAME"];
  return username === undefined || username === "" ? { password } : { username, password };
}
