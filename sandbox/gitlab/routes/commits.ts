import { canPushTo } from "../access";
import { badRequest, forbidden, json, notFound, type Answer } from "../answer";
import { authenticated, codeOf, flag, need, text, whole, type Call } from "../call";
import { logCommits, showCommitDetail } from "../commit-entity";
import { commitFiles } from "../commit-files";
import { page } from "../pagination";
import type { Route } from "../router";
import { readActions } from "../read-actions";

const folder = "/projects/:id/repository/commits";

export const commitRoutes: readonly Route[] = [
  { method: "GET", pattern: folder, handle: listCommits },
  {
    method: "GET",
    pattern: `${folder}/:sha`,
    async handle(call) {
      const project = codeOf(call);
      const commit = await project.repository.commit(call.path["sha"] ?? "");
      if (commit === undefined) throw notFound("Commit");
      const stats = flag(call, "stats") ?? true;
      return json(200, await showCommitDetail(call.world, project, commit, stats));
    },
  },
  { method: "POST", pattern: folder, handle: createCommit },
  { method: "GET", pattern: "/projects/:id/repository/compare", handle: compare },
];

/** The commits that `to` has and `from` has not, the oldest first; their diffs are not shown here. */
async function compare(call: Call): Promise<Answer> {
  const project = codeOf(call);
  const [from, to] = await Promise.all(
    ["from", "to"].map((name) => project.repository.commit(need(call, name))),
  );
  if (from === undefined || to === undefined) throw notFound("Ref");
  const commits = await logCommits(call.world, project, ["--reverse", `${from}..${to}`]);
  return json(200, {
    commit: commits.at(-1) ?? null,
    commits,
    diffs: [],
    compare_timeout: false,
    compare_same_ref: from === to,
    web_url: `${call.world.url}/${project.fullPath}/-/compare/${from}...${to}`,
  });
}

async function listCommits(call: Call): Promise<Answer> {
  const project = codeOf(call);
  const { repository, defaultBranch } = project;
  const asked = text(call, "ref_name");
  const commit = await repository.commit(asked ?? defaultBranch);
  if (commit === undefined) {
    if (await repository.isEmpty()) return page(call, [], { present: String, withoutTotal: true });
    throw notFound(asked === undefined ? "Repository" : "Commit");
  }
  const path = text(call, "path");
  const since = text(call, "since");
  const until = text(call, "until");
  // Only as many as this page and the question whether there is a next one need.
  const size = Math.min(whole(call, "per_page") ?? 20, 100);
  const found = await logCommits(call.world, project, [
    `--max-count=${(whole(call, "page") ?? 1) * size + 1}`,
    ...(since === undefined ? [] : [`--since=${since}`]),
    ...(until === undefined ? [] : [`--until=${until}`]),
    commit,
    ...(path === undefined ? [] : ["--", path]),
  ]);
  return page(call, found, { present: (shown) => shown, withoutTotal: true });
}

async function createCommit(call: Call): Promise<Answer> {
  const { world } = call;
  const project = codeOf(call);
  const user = authenticated(call);
  const startBranch = text(call, "start_branch");
  const startSha = text(call, "start_sha");
  const branch = required(call, "branch");
  const message = required(call, "commit_message");
  const actions = readActions(call.params["actions"]);
  if (startBranch !== undefined && startSha !== undefined) {
    throw badRequest("400 Bad request - start_branch, start_sha are mutually exclusive");
  }
  if (!canPushTo(user, project, branch)) {
    throw forbidden("You are not allowed to push into this branch");
  }
  const commit = await commitFiles(world, project, user, {
    branch,
    message,
    actions,
    startBranch,
    startSha,
    force: flag(call, "force"),
    authorName: text(call, "author_name"),
    authorEmail: text(call, "author_email"),
    changed: (path) => `The file has changed since you started editing it: ${path}`,
  });
  const stats = flag(call, "stats") ?? true;
  return json(201, await showCommitDetail(world, project, commit, stats));
}

function required(call: Call, name: string): string {
  const value = text(call, name);
  if (value === undefined || value === "") {
    throw badRequest(`400 Bad request - ${name} is required`);
  }
  return value;
}
