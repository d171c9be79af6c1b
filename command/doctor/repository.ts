import type { Settings } from "../../provider/config/settings";
import type { NautesError } from "../../provider/errors";
import type { OpenGitlab } from "../../provider/gitlab/open-gitlab";
import type { Log } from "../../provider/log";
import { openGitRepository, openRepository } from "../../provider/open-repository";
import type { Check, Checks } from "./check";
import { answerOf, checksOf } from "./check";

/** What is looked at of a repository, in this order: each is reached only if the one before is well. */
const steps = [
  ["server", "The server answers, and is trusted."],
  ["credential", "The credential is accepted."],
  ["repository", "The repository is there."],
  ["branch", "The branch is there."],
] as const;

type Step = (typeof steps)[number][0];

/** At which step an error means that it stopped; all others are of the server. */
const stops: Readonly<Record<string, Step>> = {
  "credentials-refused": "credential",
  "repository-not-found": "repository",
  "not-found": "repository",
  "repository-unsuitable": "repository",
  "permission-denied": "repository",
  "invalid-configuration": "repository",
  "branch-not-found": "branch",
  "repository-empty": "branch",
};

/** A server that hides what a credential may not see has not said whether it knows the credential. */
const untold = new Set(["repository-not-found", "not-found", "invalid-configuration"]);

export interface Access {
  readonly settings: Settings;
  readonly gitlab: () => Promise<OpenGitlab> | undefined;
  readonly signal: AbortSignal;
}

/** Whether a branch of a repository can be read, and would take a push; nothing is sent. */
export async function repositoryChecks(
  { settings, gitlab, signal }: Access,
  repository: string,
): Promise<Check[]> {
  const checks = checksOf(repository);
  const warned: Check[] = [];
  const log: Log = {
    warn: (_, message) => void warned.push(checks.warning("credential-fallback", message)),
    info: () => undefined,
    progress: () => undefined,
  };
  if (settings.gitlab?.transport === "api") {
    const found = await answerOf(async () => {
      const repo = await openRepository(settings, repository, settings.branch, log, gitlab);
      return repo.head(signal).finally(() => repo.close());
    });
    return [...("error" in found ? stopped(checks, found.error) : reached(checks)), ...warned];
  }
  const opened = await answerOf(() =>
    Promise.resolve().then(() => openGitRepository(settings, repository, settings.branch, log)),
  );
  if ("error" in opened) return stopped(checks, opened.error);
  const repo = opened.value;
  try {
    const head = await answerOf(() => repo.head(signal));
    if ("error" in head) return [...stopped(checks, head.error), ...warned];
    const push = await answerOf(() => repo.tryPush(head.value, signal));
    return [
      ...reached(checks),
      "error" in push
        ? checks.failed("push", push.error)
        : checks.ok("push", "The server takes pushes of this credential."),
      ...warned,
    ];
  } finally {
    await repo.close();
  }
}

function reached(checks: Checks): Check[] {
  return steps.map(([id, says]) => checks.ok(id, says));
}

function stopped(checks: Checks, error: NautesError): Check[] {
  const at = stops[error.code] ?? "server";
  const index = steps.findIndex(([id]) => id === at);
  return steps.map(([id, says], place) => {
    if (place > index) return checks.skipped(id, "Not looked at, because of the failure before.");
    if (place === index) return checks.failed(id, error);
    return untold.has(error.code) && (id === "credential" || error.code.startsWith("invalid"))
      ? checks.skipped(id, "The server does not say.")
      : checks.ok(id, says);
  });
}
