import { z } from "zod";
import { commitMessage } from "../claims/commit-message";
import type { Json } from "../claims/model";
import { UNKNOWN } from "../claims/model";
import { isNautesError } from "../errors";
import { gitlabUrlProblem, transports } from "../gitlab/settings";
import { identity } from "../identity";
import type { Failure } from "../resources/resource";
import { addressProblem, mountProblem } from "../vault/settings";
import { Base } from "./base-setting";
import { MergeRequest } from "./merge-request";
import { Timeouts } from "./timeouts";
import { complain, map, text } from "./values";

export const Git = z.strictObject(
  {
    url: text,
    username: text.optional(),
    password: text.optional(),
    privateKey: text.optional(),
    knownHosts: text.optional(),
    caCertificate: text.optional(),
    proxy: text.optional(),
  },
  map,
);

const identityText = text.refine((value) => value === UNKNOWN || identity(value) !== undefined, {
  message: "must look like `Name <name@example.com>`",
});

export const Commit = z
  .strictObject(
    {
      author: identityText.optional(),
      committer: identityText.optional(),
      message: text.optional(),
      trailers: z.record(z.string(), text, map).optional(),
      signingKey: text.optional(),
    },
    map,
  )
  .superRefine(({ message, trailers = {} }, context) => {
    try {
      commitMessage([], { outcomes: new Map() }, { message, trailers });
    } catch (error) {
      if (!isNautesError(error)) throw error;
      const path = (error.at ?? "commit.message").split(".").slice(1);
      const why = error.message.replaceAll("\n", " ");
      context.addIssue({ code: "custom", path, message: `cannot be used: ${why}` });
    }
  });

const milliseconds = z
  .int("must be a whole number of milliseconds")
  .min(0, "must not be less than 0")
  .max(600_000, "must not be more than 600000");

const attempts = z
  .int("must be a whole number")
  .min(1, "must not be less than 1")
  .max(1000, "must not be more than 1000");

export const Batch = z.strictObject(
  {
    /** How long it must be quiet before a change that nothing else is known to follow is committed. */
    quiet: milliseconds.optional(),
    /** How long anything known to come is waited for at most. */
    longest: milliseconds.optional(),
    /** How often a commit is tried again while others push. */
    attempts: attempts.optional(),
  },
  map,
);

export const Vault = z.strictObject(
  {
    address: text.superRefine(complain(addressProblem)).optional(),
    token: text.optional(),
    mount: text.superRefine(complain(mountProblem)).optional(),
    caCertificate: text.optional(),
    namespace: text.optional(),
  },
  map,
);

export const Gitlab = z.strictObject(
  {
    url: text.superRefine(complain(gitlabUrlProblem)).optional(),
    token: text.optional(),
    caCertificate: text.optional(),
    transport: z.enum(transports, "must be `git` or `api`").optional(),
  },
  map,
);

/** What the provider is configured with; the keys are those of `nautes:…` in a stack's configuration. */
export const Config = z.strictObject({
  repository: text.optional(),
  branch: text.optional(),
  git: Git.optional(),
  gitlab: Gitlab.optional(),
  mergeRequest: MergeRequest.optional(),
  commit: Commit.optional(),
  batch: Batch.optional(),
  timeouts: Timeouts.optional(),
  vault: Vault.optional(),
  productRepositories: z.array(text, "must be a list of texts").optional(),
  detectDrift: z.boolean("must be true or false").optional(),
  base: Base.optional(),
  force: z.boolean("must be true or false").optional(),
  cacheDirectory: text.optional(),
});

export type Config = z.infer<typeof Config>;

/** Every key. */
export const configKeys: ReadonlySet<string> = new Set(Object.keys(Config.shape));

const keysInside = {
  git: Git.shape,
  gitlab: Gitlab.shape,
  mergeRequest: MergeRequest.shape,
  commit: Commit.shape,
  batch: Batch.shape,
  timeouts: Timeouts.shape,
  vault: Vault.shape,
};

/** All problems of a configuration, each with its key and what to do. What is not known yet has none. */
export function problemsOf(values: Readonly<Record<string, Json>>): Failure[] {
  const parsed = Config.safeParse(values);
  if (parsed.success) return contradictions(parsed.data);
  return parsed.error.issues.flatMap((issue) => {
    if (valueAt(values, issue.path) === UNKNOWN) return [];
    const at = issue.path.join(".");
    if (issue.code !== "unrecognized_keys") return [problem(at, issue.message)];
    const shape = at in keysInside ? keysInside[at as keyof typeof keysInside] : Config.shape;
    const known = `is not known; known here are ${Object.keys(shape).join(", ")}`;
    return issue.keys.map((key) => superfluous(at === "" ? key : `${at}.${key}`, known));
  });
}

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce(
    (value, step) =>
      typeof value === "object" && value !== null
        ? (value as Record<PropertyKey, unknown>)[step]
        : undefined,
    values,
  );
}

function contradictions({ git, gitlab, commit, mergeRequest }: Config): Failure[] {
  if (git !== undefined && gitlab !== undefined) {
    return [superfluous("git", "is given beside gitlab, and only one of them can be meant")];
  }
  if (git !== undefined && mergeRequest !== undefined) {
    const why = "is given, but a server under git is not known to be a GitLab: give gitlab instead";
    return [superfluous("mergeRequest", why)];
  }
  return [
    ...(git === undefined ? [] : gitContradictions(git)),
    ...(gitlab?.transport === "api" ? apiContradictions(commit ?? {}) : []),
    ...(mergeRequest !== undefined && gitlab?.transport === "api" ? [noJoin] : []),
  ];
}

/** The commits API cannot join two branches, as it takes once the target has moved. */
const noJoin = superfluous("mergeRequest", "is given, which needs gitlab.transport `git`");

/** GitLab makes the commits of its API itself, as the token's user. */
function apiContradictions(commit: z.infer<typeof Commit>): Failure[] {
  const why = "is given, but with gitlab.transport `api` GitLab itself commits and signs";
  return (["committer", "signingKey"] as const)
    .filter((key) => commit[key] !== undefined)
    .map((key) => superfluous(`commit.${key}`, why));
}

function gitContradictions(git: z.infer<typeof Git>): Failure[] {
  if (git.url === UNKNOWN) return [];
  const found: Failure[] = [];
  if (git.privateKey !== undefined && !isSsh(git.url)) {
    const why = "is given, but git.url is not an ssh:// address";
    found.push(superfluous("git.privateKey", why));
  }
  if (git.password !== undefined && isSsh(git.url)) {
    const why = "is given, but git.url is an ssh:// address, which takes git.privateKey";
    found.push(superfluous("git.password", why));
  }
  if (/^[a-z+]+:\/\/[^/@]*:[^/@]*@/i.test(git.url)) {
    found.push(problem("git.url", "holds a password; give it as git.password, marked as a secret"));
  }
  return found;
}

/** Whether a URL is one of SSH, also in its short form. */
export function isSsh(url: string): boolean {
  return url.startsWith("ssh://") || /^[\w.-]+@[\w.-]+:/.test(url);
}

/** Keys that must not be set in clear. */
const secretKeys: ReadonlySet<string> = new Set([
  "git.password",
  "git.privateKey",
  "gitlab.token",
  "commit.signingKey",
  "vault.token",
]);

/** What is wrong with a key, and how it is set. */
export function problem(key: string, what: string): Failure {
  const secret = secretKeys.has(key) ? "--secret " : "";
  const remedy = `Set it with \`pulumi config set ${secret}${keyArgument(key)} …\` or as an argument of the provider.`;
  return { path: key, reason: `${key} ${what.replace(/\.$/, "")}. ${remedy}` };
}

function superfluous(key: string, what: string): Failure {
  const remedy = `Remove it with \`pulumi config rm ${keyArgument(key)}\` or from the provider's arguments.`;
  return { path: key, reason: `${key} ${what}. ${remedy}` };
}

function keyArgument(key: string): string {
  return key.includes(".") ? `--path nautes:${key}` : `nautes:${key}`;
}
