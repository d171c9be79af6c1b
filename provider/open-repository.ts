import { join } from "node:path";
import type { ConfigRepo } from "./config-repo/config-repo";
import { leaveSignalsToProcess } from "./config-repo/git/exit-cleanup";
import { createGitRepo, type GitRepo } from "./config-repo/git/git-repo";
import { resolveRepositoryUrl } from "./config-repo/git/repository-url";
import { checkBranch } from "./config-repo/git/settings";
import type { Settings } from "./config/settings";
import { isNautesError } from "./errors";
import type { OpenGitlab } from "./gitlab/open-gitlab";
import { identity } from "./identity";
import type { Log } from "./log";

// A signal must not end a push under way: the plugin waits for it, see lifeline.
leaveSignalsToProcess();

/** The adapter for one branch of one repository, as the settings say; `gitlab` opens the API if it is asked to write. */
export async function openRepository(
  settings: Settings,
  repository: string,
  branch: string,
  log: Log,
  gitlab: () => Promise<OpenGitlab> | undefined,
): Promise<ConfigRepo> {
  const api = settings.gitlab?.transport === "api" ? await gitlab() : undefined;
  if (api !== undefined) return gitlabRepository(settings, repository, branch, api);
  return openGitRepository(settings, repository, branch, log);
}

/** The adapter that speaks git, with the environment's credential at hand for a stored one that is refused. */
export function openGitRepository(
  settings: Settings,
  repository: string,
  branch: string,
  log: Log,
): GitRepo {
  const { fallback, git } = settings;
  const first = gitRepository(settings, repository, branch);
  if (fallback === undefined || git.password === undefined) return first;
  if (fallback.password === git.password && fallback.username === git.username) return first;
  const other = { ...settings, git: { ...git, ...fallback } };
  return withFallback(first, () => {
    const [variable, key] =
      settings.gitlab === undefined
        ? ["NAUTES_GIT_PASSWORD", "git.password"]
        : ["GITLAB_TOKEN", "gitlab.token"];
    log.warn(
      "",
      `The stored credential for ${repository} was refused; the one in ${variable} is used instead. ` +
        `Set it anew: \`pulumi config set --secret --path nautes:${key}\`.`,
    );
    return gitRepository(other, repository, branch);
  });
}

async function gitlabRepository(
  settings: Settings,
  repository: string,
  branch: string,
  gitlab: OpenGitlab,
): Promise<ConfigRepo> {
  // For its checks of the path.
  resolveRepositoryUrl(settings.git.url, repository);
  checkBranch(branch);
  const { author } = settings.commit;
  const { createGitlabRepo } = await import("./config-repo/gitlab/gitlab-repo.js");
  return createGitlabRepo({
    gitlab,
    project: projectOf(repository),
    branch,
    settlingMs: settings.timeouts.settling,
    ...given({ author: author === undefined ? undefined : identity(author) }),
  });
}

function gitRepository(settings: Settings, repository: string, branch: string): GitRepo {
  const { url, ...access } = settings.git;
  const { author, committer, signingKey } = settings.commit;
  const by = author === undefined ? undefined : identity(author);
  const committedBy = committer === undefined ? undefined : identity(committer);
  const { connect, operation, settling } = settings.timeouts;
  return createGitRepo({
    url: resolveRepositoryUrl(
      url,
      settings.gitlab === undefined ? repository : gitName(repository),
    ),
    branch,
    cacheDir: join(settings.cacheDirectory, "git"),
    configuredAs: settings.gitlab === undefined ? "git" : "gitlab",
    withFiles: settings.withFiles === true,
    timeouts: given({ connect, command: operation, settling }),
    ...given({ ...access, author: by, committer: committedBy, signingKey }),
  });
}

/** The full path of a GitLab project, from the path of its repository. */
export function projectOf(repository: string): string {
  return repository.replace(/^\/+|\/+$/g, "").replace(/\.git$/, "");
}

/** GitLab redirects the first question for any other name, and answers none that follow it. */
function gitName(repository: string): string {
  return `${projectOf(repository)}.git`;
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** What is not undefined. */
function given<T extends object>(all: T): Given<T> {
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  ) as Given<T>;
}

/** Takes another adapter once the first one's credential is refused: an old one must not stop the run that brings a new one. */
function withFallback(first: GitRepo, makeOther: () => GitRepo): GitRepo {
  let other: GitRepo | undefined;
  async function attempt<T>(ask: (repo: GitRepo) => Promise<T>): Promise<T> {
    if (other !== undefined) return ask(other);
    try {
      return await ask(first);
    } catch (error) {
      if (!isNautesError(error, "credentials-refused")) throw error;
      // Another call may have been refused meanwhile, and have made it.
      other ??= makeOther();
      return ask(other);
    }
  }
  return {
    head: (signal) => attempt((repo) => repo.head(signal)),
    tree: (commit, folder, signal) => attempt((repo) => repo.tree(commit, folder, signal)),
    read: (paths, commit, signal) => attempt((repo) => repo.read(paths, commit, signal)),
    lastChange: (path, commit, signal) => attempt((repo) => repo.lastChange(path, commit, signal)),
    contains: (commit, head, signal) => attempt((repo) => repo.contains(commit, head, signal)),
    isSettled: (commit, signal) => attempt((repo) => repo.isSettled(commit, signal)),
    commit: (changes, message, seen, signal) =>
      attempt((repo) => repo.commit(changes, message, seen, signal)),
    commitAt: (spot, changes, message, signal) =>
      attempt((repo) => repo.commitAt(spot, changes, message, signal)),
    tryPush: (head, signal) => attempt((repo) => repo.tryPush(head, signal)),
    close: async () => {
      await first.close();
      await other?.close();
    },
  };
}
