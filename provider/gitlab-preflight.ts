import { commitMessage } from "./claims/commit-message";
import type { ClaimRequest, Outcome } from "./claims/request";
import type { Settings } from "./config/settings";
import type { OpenGitlab } from "./gitlab/open-gitlab";
import type { Intent } from "./gitlab/preflight";
import { identity } from "./identity";
import { projectOf } from "./open-repository";
import type { Preflight } from "./writer/writer";

/** Asks GitLab whether a commit for a previewed request could be written, with the message that it alone would have. */
export function gitlabPreflight(
  settings: Settings,
  gitlab: () => Promise<OpenGitlab> | undefined,
): Preflight {
  return async ({ repository, branch }, request, outcome, { signal, deadline }) => {
    const open = await gitlab();
    await open?.preflight.check(intentOf(settings, { repository, branch }, request, outcome), {
      signal: signal ?? new AbortController().signal,
      deadline: deadline ?? Date.now() + 60_000,
    });
  };
}

/** What would be written for a request alone. */
export function intentOf(
  settings: Pick<Settings, "commit" | "mergeRequest">,
  { repository, branch }: { readonly repository: string; readonly branch: string },
  request: ClaimRequest,
  outcome: Outcome,
): Intent {
  const { author, committer, signingKey } = settings.commit;
  const outcomes = new Map([[request.owner, outcome]]);
  return {
    project: projectOf(repository),
    branch,
    message: commitMessage([request], { outcomes }, settings.commit),
    paths: outcome.paths,
    authorEmail: author === undefined ? undefined : identity(author)?.email,
    committerEmail: committer === undefined ? undefined : identity(committer)?.email,
    opensMergeRequest: settings.mergeRequest !== undefined,
    isSigned: signingKey !== undefined,
  };
}
