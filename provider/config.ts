import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Json } from "./claims/model";
import { UNKNOWN } from "./claims/model";
import { commitMessage } from "./claims/commit-message";
import { equalJson } from "./claims/json";
import { isNautesError, NautesError } from "./errors";
import { identity } from "./identity";
import type { Failure, PropertyChange } from "./resources/resource";

const text = z.string().min(1, "must not be empty");

const Git = z.strictObject({
  url: text,
  username: text.optional(),
  password: text.optional(),
  privateKey: text.optional(),
  knownHosts: text.optional(),
  caCertificate: text.optional(),
  proxy: text.optional(),
});

const identityText = text.refine((value) => identity(value) !== undefined, {
  message: "must look like `Name <name@example.com>`",
});

const Commit = z
  .strictObject({
    author: identityText.optional(),
    committer: identityText.optional(),
    message: text.optional(),
    trailers: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/), text).optional(),
    signingKey: text.optional(),
  })
  .superRefine(({ message, trailers = {} }, context) => {
    try {
      commitMessage([], { outcomes: new Map() }, { message, trailers });
    } catch (error) {
      if (!isNautesError(error)) throw error;
      const path = (error.at ?? "commit.message").split(".").slice(1);
      context.addIssue({ code: "custom", path, message: error.message });
    }
  });

const milliseconds = z.number().int().min(0).max(600_000);

const Batch = z.strictObject({
  /** How long it must be quiet before a change that nothing else is known to follow is committed. */
  quiet: milliseconds.optional(),
  /** How long anything known to come is waited for at most. */
  longest: milliseconds.optional(),
  /** How often a commit is tried again while others push. */
  attempts: z.number().int().min(1).max(1000).optional(),
});

/** What the provider is configured with; the keys are those of `nautes:…` in a stack's configuration. */
const Config = z.strictObject({
  repository: text.optional(),
  branch: text.optional(),
  git: Git.optional(),
  commit: Commit.optional(),
  batch: Batch.optional(),
  productRepositories: z.array(text).optional(),
  detectDrift: z.boolean().optional(),
  cacheDirectory: text.optional(),
});

export type Config = z.infer<typeof Config>;

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
  readonly productRepositories: readonly string[];
  readonly detectDrift: boolean;
  readonly cacheDirectory: string;
  /** Taken when the stored credential is refused. */
  readonly fallback: Credential | undefined;
}

/** Keys that the engine itself puts among a provider's arguments. */
const engineKeys = new Set(["version", "pluginDownloadURL", "pluginChecksums"]);

type Values = Readonly<Record<string, Json>>;

/** All problems of provider arguments, each with its key and the remedy. Values not known yet pass. */
export function configProblems(args: Values): Failure[] {
  if (Object.values(args).includes(UNKNOWN)) return [];
  const given = structured(args);
  if ("problem" in given) return [given.problem];
  return issues(given.values);
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

function issues(values: Values): Failure[] {
  const parsed = Config.safeParse(values);
  if (parsed.success) return contradictions(parsed.data);
  return parsed.error.issues.flatMap((issue) => {
    const at = issue.path.join(".");
    if (issue.code !== "unrecognized_keys") return [problem(at, issue.message)];
    const known = Object.keys(at === "" ? Config.shape : at === "git" ? Git.shape : Commit.shape);
    return issue.keys.map((key) =>
      problem(at === "" ? key : `${at}.${key}`, `is not known; known here are ${known.join(", ")}`),
    );
  });
}

function contradictions(config: Config): Failure[] {
  const found: Failure[] = [];
  const git = config.git;
  if (git?.privateKey !== undefined && !isSsh(git.url)) {
    found.push(problem("git.privateKey", "is given, but git.url is not an ssh:// address"));
  }
  if (git?.password !== undefined && isSsh(git.url)) {
    found.push(
      problem("git.password", "is given, but git.url is an ssh:// address; give git.privateKey"),
    );
  }
  if (git !== undefined && /^[a-z+]+:\/\/[^/@]*:[^/@]*@/i.test(git.url)) {
    found.push(problem("git.url", "holds a password; give it as git.password, marked as a secret"));
  }
  return found;
}

function isSsh(url: string): boolean {
  return url.startsWith("ssh://") || /^[\w.-]+@[\w.-]+:/.test(url);
}

function problem(key: string, what: string): Failure {
  const set = key.includes(".") ? `--path nautes:${key}` : `nautes:${key}`;
  return {
    path: key,
    reason: `${key} ${what}. Set it with \`pulumi config set ${set} …\` or as an argument of the provider.`,
  };
}

/** Arguments that are not plain strings arrive as JSON text, from stack configuration and from SDKs alike. */
function structured(args: Values): { values: Values } | { problem: Failure } {
  const values: Record<string, Json> = {};
  for (const [key, value] of Object.entries(args)) {
    if (engineKeys.has(key) || value === null) continue;
    const plain = key === "repository" || key === "branch" || key === "cacheDirectory";
    if (plain || typeof value !== "string" || value === UNKNOWN) {
      values[key] = value;
      continue;
    }
    try {
      values[key] = JSON.parse(value) as Json;
    } catch {
      return { problem: problem(key, "is not readable as JSON") };
    }
  }
  return { values };
}

/**
 * Settings from arguments (in which the engine has merged the stack's configuration for a default provider), then from
 * the stack's configuration, then from the environment.
 * @throws invalid-configuration
 */
export function settingsFrom(args: Values, environment: NodeJS.ProcessEnv): Settings {
  const values = { ...stackValues(environment), ...given(args) };
  const [first, ...more] = issues(values);
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

function given(args: Values): Values {
  const read = structured(args);
  if ("problem" in read) {
    throw new NautesError("invalid-configuration", read.problem.reason, { at: read.problem.path });
  }
  return read.values;
}

/**
 * An explicit provider is not given the stack's configuration, but the engine tells the plugin process that of our
 * namespace, without the namespace (core: pkg/host/host.go).
 */
function stackValues(environment: NodeJS.ProcessEnv): Values {
  return given(JSON.parse(environment["PULUMI_CONFIG"] ?? "{}") as Values);
}

function withDefaults(config: Config, environment: NodeJS.ProcessEnv): Settings {
  if (config.git === undefined) {
    const missing = problem("git.url", "is missing: where the config repo's server is");
    throw new NautesError("invalid-configuration", missing.reason, { at: missing.path });
  }
  const fallback = environmentCredential(environment);
  return {
    repository: config.repository,
    branch: config.branch ?? "main",
    git:
      config.git.password === undefined && fallback !== undefined && !isSsh(config.git.url)
        ? { ...config.git, ...fallback }
        : config.git,
    commit: config.commit ?? {},
    batch: config.batch ?? {},
    productRepositories: config.productRepositories ?? [],
    detectDrift: config.detectDrift ?? true,
    cacheDirectory:
      config.cacheDirectory ??
      join(environment["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "pulumi-nautes"),
    fallback,
  };
}

function environmentCredential(environment: NodeJS.ProcessEnv): Credential | undefined {
  const password = environment["NAUTES_GIT_PASSWORD"];
  if (password === undefined || password === "") return undefined;
  const username = environment["NAUTES_GIT_USERNAME"];
  return username === undefined || username === "" ? { password } : { username, password };
}
