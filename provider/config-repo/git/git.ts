import { createHash } from "node:crypto";

import { isCertificateOutOfDates } from "./certificate-dates";
import { prepareCredentials } from "./credentials";
import { failureOf, isDamage, type FailureRow, type FailureSubject } from "./failures";
import { gitEnvironment, type GitConfig } from "./git-environment";
import { runGit, type GitAnswer } from "./git-process";
import { gitVersion } from "./git-version";
import { createPrivateFolder, type PrivateFolder } from "./private-folder";
import { redactorFor } from "./redact";
import { normalisedUrl } from "./repository-url";
import type { CompleteSettings } from "./settings";

/** What a run of git may need beside its arguments. */
export interface RunOptions {
  readonly gitDir?: string;
  readonly input?: string | Buffer;
  readonly config?: GitConfig;
  readonly variables?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Failures that mean something else for this command. */
  readonly special?: readonly FailureRow[];
}

/** Git, set up to reach one branch of one repository. */
export interface Git {
  readonly settings: CompleteSettings;
  readonly subject: FailureSubject;
  /** Temporary files that live as long as this. */
  readonly folder: PrivateFolder;
  /** Runs git and answers its output. @throws the classified failure, {@link DamagedCache} */
  run(args: readonly string[], options?: RunOptions): Promise<Buffer>;
  /** Runs git and answers how it ended. */
  ask(args: readonly string[], options?: RunOptions): Promise<GitAnswer>;
  /** Ends every git that is under way, and removes the temporary files. */
  close(): Promise<void>;
}

/** The cache's own files are broken: it is to be made anew. */
export class DamagedCache extends Error {
  readonly answer: GitAnswer;

  constructor(answer: GitAnswer) {
    super("the cache is damaged");
    this.answer = answer;
  }
}

/** The remote's name in the configuration that every run is given. */
export const remote = "nautes";

/** Sets git up; nothing is run, and no file is written, before it is first needed. */
export function createGit(settings: CompleteSettings): Git {
  const { url, branch, configuredAs } = settings;
  const subject = { url, branch, configuredAs, redact: redactorFor(settings) };
  const folder = createPrivateFolder();
  const closing = new AbortController();
  const underWay = new Set<Promise<GitAnswer>>();
  let ready: Promise<ReturnType<typeof prepareCredentials>> | undefined;

  async function prepare(): Promise<ReturnType<typeof prepareCredentials>> {
    await gitVersion();
    return prepareCredentials(settings, folder);
  }
  async function ask(args: readonly string[], options: RunOptions = {}): Promise<GitAnswer> {
    const credentials = await (ready ??= prepare());
    const env = gitEnvironment(
      { ...credentials.variables, ...gitDirVariable(options.gitDir), ...options.variables },
      [...remoteConfig(settings), ...credentials.config, ...(options.config ?? [])],
    );
    const run = runGit({
      args,
      env,
      timeout: settings.timeouts.command,
      signal: anyOf(closing.signal, options.signal),
      ...(options.input === undefined ? {} : { input: options.input }),
    });
    underWay.add(run);
    return run.finally(() => underWay.delete(run));
  }
  return {
    settings,
    subject,
    folder,
    ask,
    async run(args, options = {}) {
      const answer = await ask(args, options);
      if (answer.exitCode === 0 && !answer.timedOut) return answer.stdout;
      if (isDamage(answer, options.gitDir)) throw new DamagedCache(answer);
      throw failureOf(await withDates(answer, settings), subject, options.special);
    },
    async close() {
      closing.abort();
      await Promise.allSettled(underWay);
      folder.remove();
    },
  };
}

/** The answer, with the reason why a certificate is not trusted if it is one of dates. */
async function withDates(answer: GitAnswer, settings: CompleteSettings): Promise<GitAnswer> {
  const { url, proxy, timeouts } = settings;
  if (proxy !== undefined || !/server certificate verification failed/.test(answer.stderr)) {
    return answer;
  }
  if (!(await isCertificateOutOfDates(url, timeouts.connect))) return answer;
  return {
    ...answer,
    stderr: `${answer.stderr}\nSSL: certificate has expired or is not yet valid`,
  };
}

function gitDirVariable(gitDir: string | undefined): Record<string, string> {
  return gitDir === undefined ? {} : { GIT_DIR: gitDir };
}

/** The remote is configured for the run, not in the cache: so nothing there makes git fetch a missing blob by itself. */
function remoteConfig(settings: CompleteSettings): GitConfig {
  return [
    [`remote.${remote}.url`, normalisedUrl(settings.url)],
    [`remote.${remote}.fetch`, `+refs/heads/${settings.branch}:${headRef(settings.branch)}`],
    [`remote.${remote}.tagOpt`, "--no-tags"],
  ];
}

/** Where the cache keeps the branch's newest commit that is known; hashed, as `a` and `a/b` cannot both be refs. */
export function headRef(branch: string): string {
  const key = createHash("sha256").update(branch).digest("hex").slice(0, 32);
  return `refs/nautes/branches/${key}`;
}

function anyOf(one: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other === undefined ? one : AbortSignal.any([one, other]);
}
