import { homedir } from "node:os";
import { join } from "node:path";

import { NautesError } from "../../errors";

/** Who a commit is by. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** One branch of one Git repository, and how to reach it. */
export interface GitSettings {
  /** Full URL or folder of the repository, as {@link resolveRepositoryUrl} answers it. */
  readonly url: string;
  readonly branch: string;
  /** Under which key the configuration has it, for remedies. @default git */
  readonly configuredAs?: "git" | "gitlab";
  /** User name for HTTPS. @default `oauth2` if there is a password, which every server takes with a token */
  readonly username?: string;
  /** Password or token for HTTPS. @default the credential helpers of the user */
  readonly password?: string;
  /** Text of a private key for SSH, without passphrase. @default the agent and the keys of the user */
  readonly privateKey?: string;
  /** Text of a known_hosts file. @default the one of the user */
  readonly knownHosts?: string;
  /** PEM text of the authorities to trust for HTTPS. @default those of the system */
  readonly caCertificate?: string;
  /** URL of the proxy for HTTPS. @default what the environment says */
  readonly proxy?: string;
  /** @default pulumi-nautes <pulumi-nautes@localhost> */
  readonly author?: Person;
  /** @default the author */
  readonly committer?: Person;
  /** SSH key that signs: the text of a private key, a public key whose private half the agent holds, or a file. */
  readonly signingKey?: string;
  /** Folder that holds the caches. @default `pulumi-nautes/git` in the user's cache folder */
  readonly cacheDir?: string;
  readonly timeouts?: Partial<Timeouts>;
  /** Whether files come with the fetch of the head, for who reads most of them. @default false */
  readonly withFiles?: boolean;
}

/** Milliseconds. */
export interface Timeouts {
  /** To reach the server. @default 20 000 */
  readonly connect: number;
  /** For one git command. @default 300 000 */
  readonly command: number;
  /** For another process to be done with the cache. @default 60 000 more than for a command, during which it is held */
  readonly lock: number;
  /** For another run to take back what it did. @default {@link Settling}'s */
  readonly settling?: number;
}

const defaultTimeouts = { connect: 20_000, command: 300_000 };
const lockBeyondCommand = 60_000;

const defaultAuthor: Person = { name: "pulumi-nautes", email: "pulumi-nautes@localhost" };

/** Settings with their defaults. */
export interface CompleteSettings extends GitSettings {
  readonly configuredAs: "git" | "gitlab";
  readonly author: Person;
  readonly committer: Person;
  readonly cacheDir: string;
  readonly timeouts: Timeouts;
}

/** Fills in the defaults. @throws invalid-configuration for a branch that cannot be one */
export function completeSettings(settings: GitSettings): CompleteSettings {
  checkBranch(settings.branch);
  const timeouts = { ...defaultTimeouts, ...settings.timeouts };
  const author = checkedPerson("author", settings.author ?? defaultAuthor);
  return {
    ...settings,
    configuredAs: settings.configuredAs ?? "git",
    author,
    committer: checkedPerson("committer", settings.committer ?? author),
    cacheDir: settings.cacheDir ?? join(userCacheDir(), "pulumi-nautes", "git"),
    timeouts: { lock: timeouts.command + lockBeyondCommand, ...timeouts },
  };
}

/** The rules of git-check-ref-format(1) for `refs/heads/<branch>`. @throws invalid-configuration */
export function checkBranch(branch: string): void {
  const wrong =
    /^[-/]|\/$|\/\/|\.\.|@\{|\.$|^@$/.test(branch) ||
    /[\u0000-\u0020\u007f~^:?*[\\]/.test(branch) ||
    branch.split("/").some((part) => part.startsWith(".") || part.endsWith(".lock"));
  if (branch !== "" && !wrong) return;
  throw new NautesError(
    "invalid-configuration",
    `${JSON.stringify(branch)} is not the name of a branch.`,
    { at: "branch", remedy: "Set `branch` to a name that `git check-ref-format` accepts." },
  );
}

function checkedPerson(role: string, person: Person): Person {
  const wrong = /[<>\u0000-\u001f]/;
  if (person.name.trim() !== "" && !wrong.test(person.name) && !wrong.test(person.email)) {
    return person;
  }
  throw new NautesError("invalid-configuration", `The ${role} of commits has an impossible name.`, {
    at: `commit.${role}`,
    remedy: "Give a name and an e-mail address without `<`, `>` and line breaks.",
  });
}

function userCacheDir(): string {
  const xdg = process.env["XDG_CACHE_HOME"];
  return xdg === undefined || xdg === "" ? join(homedir(), ".cache") : xdg;
}
