import { homedir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";
import type { RunSettings } from "./base-setting";
import { runSettings } from "./base-setting";
import { runKeyProblems, withoutRunKeys } from "./run-keys";
import type { Json } from "./claims/model";
import { UNKNOWN } from "./claims/model";
import { equalJson } from "./claims/json";
import type { MergeRequest } from "./config-merge-request";
import type { Batch, Commit } from "./config-schema";
import {
  Config,
  configKeys,
  Git,
  Gitlab,
  isSsh,
  problem,
  problemsOf,
  Vault,
} from "./config-schema";
import { NautesError } from "./errors";
import type { GitlabSettings } from "./gitlab/settings";
import { gitlabSettings, gitlabUrlProblem } from "./gitlab/settings";
import type { Failure, PropertyChange } from "./resources/resource";
import type { VaultSettings } from "./vault/settings";
import { vaultSettings } from "./vault/settings";

/** A credential that the environment offers; never written to state. */
export interface Credential {
  readonly username?: string;
  readonly password: string;
}

/** The configuration with its defaults, ready for use. */
export interface Settings extends RunSettings {
  /** The repository that resources mean when they name none; undefined: they have to. */
  readonly repository: string | undefined;
  readonly branch: string;
  /** How git reaches the repositories, also those of a GitLab server. */
  readonly git: z.infer<typeof Git>;
  /** The server, if it is configured as one of GitLab: then its API is used, too. */
  readonly gitlab: GitlabSettings | undefined;
  /** How merge requests are made; undefined: branches are written. */
  readonly mergeRequest: z.infer<typeof MergeRequest> | undefined;
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

/** The addresses of the servers that the stack configures, which the environment's credentials are for. */
function stackUrls(environment: NodeJS.ProcessEnv): Record<"git" | "gitlab" | "vault", Url> {
  const { values } = stackValues(environment);
  const [git, gitlab] = [Git.safeParse(values["git"]), Gitlab.safeParse(values["gitlab"])];
  const vault = Vault.safeParse(values["vault"]);
  return { git: git.data?.url, gitlab: gitlab.data?.url, vault: vault.data?.address };
}

type Url = string | undefined;

/** Scheme, host and port; what is no URL stands for itself. */
function serverOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
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
    vault: vaultSettings(config.vault ?? {}, urls.vault, environment),
    productRepositories: config.productRepositories ?? [],
    detectDrift: config.detectDrift ?? true,
    cacheDirectory:
      config.cacheDirectory ??
      join(environment["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "pulumi-nautes"),
  };
}

/** Which server the repositories are on. @throws invalid-configuration */
function serverSettings(
  { git, gitlab }: Config,
  urls: ReturnType<typeof stackUrls>,
  environment: NodeJS.ProcessEnv,
): Pick<Settings, "git" | "gitlab" | "fallback"> {
  if (git !== undefined) {
    const fallback = environmentCredential(git.url, urls.git, environment);
    const missing = git.password === undefined && fallback !== undefined && !isSsh(git.url);
    return { git: missing ? { ...git, ...fallback } : git, gitlab: undefined, fallback };
  }
  const found = gitlabSettings(gitlab ?? {}, urls.gitlab, environment);
  if (found === undefined) {
    const missing =
      gitlab === undefined
        ? problem(
            "git.url",
            "is missing: where the config repo's server is; or, of GitLab, gitlab.url",
          )
        : problem("gitlab.url", "is missing: where the config repo's server is");
    throw new NautesError("invalid-configuration", missing.reason, { at: missing.path });
  }
  const wrong = gitlabUrlProblem(found.url);
  if (wrong !== undefined) {
    throw new NautesError("invalid-configuration", `The address in GITLAB_URL ${wrong}.`, {
      remedy: "Correct or unset GITLAB_URL, or `pulumi config set --path nautes:gitlab.url …`.",
      at: "GITLAB_URL",
    });
  }
  const { url, token, fallbackToken, caCertificate } = found;
  return {
    git: { url, caCertificate, ...(token === undefined ? {} : byToken(token)) },
    gitlab: found,
    fallback: fallbackToken === undefined ? undefined : byToken(fallbackToken),
  };
}

/** GitLab takes every token under this name. */
function byToken(token: string): Credential {
  return { username: "oauth2", password: token };
}

/** The environment's credential is for one server: NAUTES_GIT_URL, or else the one that the stack configures. */
function environmentCredential(
  url: string,
  stackUrl: Url,
  environment: NodeJS.ProcessEnv,
): Credential | undefined {
  const password = environment["NAUTES_GIT_PASSWORD"];
  if (password === undefined || password === "") return undefined;
  const meant = environment["NAUTES_GIT_URL"] ?? stackUrl;
  if (meant !== undefined && serverOf(meant) !== serverOf(url)) return undefined;
  const username = environment["NAUTES_GIT_USERNAME"];
  return username === undefined || username === "" ? { password } : { username, password };
}
