import { defaultBranch } from "../../provider/claims/merge-request-text";
import type { ClaimRequest } from "../../provider/claims/request";
import type { Settings } from "../../provider/config/settings";
import type { NautesError } from "../../provider/errors";
import type { Access } from "../../provider/gitlab/access";
import { archivedProblems, askAccess, rightProblems, roleOf } from "../../provider/gitlab/access";
import { GitlabRefusal } from "../../provider/gitlab/failures";
import type { OpenGitlab } from "../../provider/gitlab/open-gitlab";
import { specimenOf } from "../../provider/gitlab/preflight";
import type { Problem } from "../../provider/gitlab/problems";
import { brokenRules } from "../../provider/gitlab/push-rules";
import type { GitlabSettings } from "../../provider/gitlab/settings";
import type { Token, Use } from "../../provider/gitlab/token";
import { askToken, endWarning, scopeProblems } from "../../provider/gitlab/token";
import { intentOf } from "../../provider/gitlab-preflight";
import type { Bounds } from "../../provider/http/retry";
import { projectOf } from "../../provider/open-repository";
import type { Check, Checks } from "./check";
import { answerOf, checksOf } from "./check";

export interface GitlabPlace {
  readonly settings: Settings & { readonly gitlab: GitlabSettings };
  readonly open: OpenGitlab;
  readonly repository: string;
  /** `project/stack`, which names the branch of merge requests; undefined: not known. */
  readonly stack: string | undefined;
  readonly bounds: Bounds;
}

/** What GitLab's API says of token, role, branch and push rules, as the preflight judges it. */
export async function gitlabChecks(place: GitlabPlace): Promise<Check[]> {
  const { settings, open, repository, bounds } = place;
  const checks = checksOf(repository);
  const branch = branchOf(place);
  const target: Target = {
    project: projectOf(repository),
    branch: branch ?? settings.branch,
    transport: settings.gitlab.transport,
    opensMergeRequest: settings.mergeRequest !== undefined,
  };
  const client = open.client(bounds);
  const [ofToken, found] = await Promise.all([
    answerOf(() => askToken(client)),
    answerOf(() => askAccess(client, target.project, target.branch)),
  ]);
  if ("error" in ofToken) return [checks.failed("gitlab-token", ofToken.error)];
  const { value: token } = ofToken;
  const { user } = "error" in found ? {} : found.value;
  return [
    ...tokenChecks(checks, { token, user }, settings.gitlab.url),
    ...judged(checks, "gitlab-scopes", scopeProblems(token, target), scopesOf(token)),
    ...("error" in found
      ? [untoldProject(checks, found.error)]
      : projectChecks(checks, found.value, place, target)),
  ];
}

interface Target extends Use {
  readonly branch: string;
}

/** A token that may push, but not read the API, is enough for git. */
function untoldProject(checks: Checks, error: NautesError): Check {
  if (!(error instanceof GitlabRefusal && error.status === 403))
    return checks.failed("gitlab-project", error);
  return checks.skipped(
    "gitlab-project",
    "The API does not tell this token of the project, so that role, branch and push rules are not checked.",
  );
}

function projectChecks(checks: Checks, found: Access, place: GitlabPlace, target: Target): Check[] {
  // Of a branch whose name is not known it is not known either who may push to it.
  const access = branchOf(place) === undefined ? { ...found, canPush: undefined } : found;
  return [
    ...judged(checks, "gitlab-project", archivedProblems(access, target), "It is not archived."),
    ...(access.isArchived ? [] : rightChecks(checks, access, target)),
    ...ruleChecks(checks, access, place, target),
  ];
}

/** The branch that is pushed to. */
function branchOf({ settings, stack }: GitlabPlace): string | undefined {
  const { mergeRequest, branch } = settings;
  if (mergeRequest === undefined) return branch;
  return mergeRequest.branch ?? (stack === undefined ? undefined : defaultBranch(stack));
}

interface Holder {
  readonly token: Token | undefined;
  readonly user?: Access["user"];
}

function tokenChecks(checks: Checks, { token, user }: Holder, url: string): Check[] {
  const who = user === undefined ? "" : ` of the user ${user.username}`;
  const told =
    token === undefined
      ? checks.skipped("gitlab-token", `The token${who} is accepted, and tells nothing of itself.`)
      : checks.ok(
          "gitlab-token",
          `The ${kindOf(user?.username)} "${token.name}"${who} is accepted.`,
        );
  if (token === undefined) return [told];
  const [says = "", remedy] = endWarning(token, url, Date.now())?.split(/(?<=only\.) /) ?? [];
  const until = token.expiresAt === null ? "does not end" : `is valid until ${token.expiresAt}`;
  return [
    told,
    says === ""
      ? checks.ok("gitlab-token-end", `The token ${until}.`)
      : checks.warning("gitlab-token-end", says, remedy),
  ];
}

/** The users of such tokens are made, and named so, by GitLab. */
function kindOf(username: string | undefined): string {
  if (username === undefined) return "access token";
  const [, kind = "personal"] = /^(project|group)_\d+_bot/.exec(username) ?? [];
  return `${kind} access token`;
}

function scopesOf(token: Token | undefined): string {
  return token === undefined
    ? "Its scopes are not told."
    : `Its scopes are ${token.scopes.join(", ")}.`;
}

function rightChecks(checks: Checks, access: Access, target: Target): Check[] {
  const role = roleOf(access);
  const has = role === undefined ? "Its role is not told." : `Its user has ${role}.`;
  const push =
    access.canPush === undefined
      ? "Whether it may push to the branch shows once there is one."
      : `It may push to ${target.branch}.`;
  return judged(checks, "gitlab-role", rightProblems(access, target), `${has} ${push}`);
}

const example = "nautes/overlays/production/clusters/example.yaml";

/** Judged is the commit that would register a cluster called example. */
function ruleChecks(checks: Checks, access: Access, at: GitlabPlace, target: Target): Check[] {
  const { settings, stack = "project/stack", repository } = at;
  const { pushRule } = access;
  if (pushRule === undefined)
    return [
      checks.skipped(
        "gitlab-push-rules",
        "There are no push rules, or this token is not told of them.",
      ),
    ];
  const claims = { documents: {}, texts: {}, entries: {}, shared: {}, requires: [], forbids: [] };
  const request: ClaimRequest = {
    ...{ owner: "example", stack, held: undefined, seen: {}, adopt: false },
    hold: { subject: "physical cluster example", ...claims },
  };
  const place = { repository, branch: target.branch };
  const intent = intentOf(settings, place, request, { paths: [example], seen: {} });
  const specimen = specimenOf(intent, access, target.transport);
  const known = branchOf(at) === undefined ? { ...specimen, branch: undefined } : specimen;
  const broken = brokenRules(pushRule, known, target.project);
  return judged(checks, "gitlab-push-rules", broken, "Our commits keep the push rules.");
}

function judged(checks: Checks, id: string, problems: readonly Problem[], well: string): Check[] {
  if (problems.length === 0) return [checks.ok(id, well)];
  return problems.map(({ code, sentence, remedy }) =>
    checks.problem(id, { code, message: `${sentence}\n${remedy}` }),
  );
}
