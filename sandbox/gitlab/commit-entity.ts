import type { Project } from "./model";
import type { World } from "./world";

/** How GitLab shows a commit. */
export interface CommitEntity {
  readonly id: string;
  readonly short_id: string;
  readonly created_at: string;
  readonly parent_ids: readonly string[];
  readonly title: string;
  readonly message: string;
  readonly author_name: string;
  readonly author_email: string;
  readonly authored_date: string;
  readonly committer_name: string;
  readonly committer_email: string;
  readonly committed_date: string;
  readonly trailers: Readonly<Record<string, string>>;
  readonly extended_trailers: Readonly<Record<string, readonly string[]>>;
  readonly web_url: string;
}

const fields = [
  "%H",
  "%P",
  "%an",
  "%ae",
  "%aI",
  "%cn",
  "%ce",
  "%cI",
  "%(trailers:only,unfold)",
  "%B",
];

/** The commits that `git log` finds with these arguments. */
export async function logCommits(
  world: World,
  project: Project,
  args: readonly string[],
): Promise<readonly CommitEntity[]> {
  const format = `--format=${fields.join("%x1f")}%x1e`;
  const listed = await project.repository.run(["log", format, ...args]);
  const texts = listed.toString().split("\x1e\n");
  return texts.filter((text) => text !== "").map((text) => present(world, project, text));
}

/** @throws Error if there is no such commit */
export async function showCommit(
  world: World,
  project: Project,
  id: string,
): Promise<CommitEntity> {
  const [commit] = await logCommits(world, project, ["-1", id]);
  if (commit === undefined) throw new Error(`There is no commit ${id}.`);
  return commit;
}

/** With what only a single commit's answer has. */
export async function showCommitDetail(
  world: World,
  project: Project,
  id: string,
  withStats: boolean,
): Promise<object> {
  const commit = await showCommit(world, project, id);
  const stats = withStats ? { stats: await countLines(project, commit) } : {};
  return { ...commit, ...stats, status: null, project_id: project.id, last_pipeline: null };
}

async function countLines({ repository }: Project, { id, parent_ids }: CommitEntity) {
  const range = parent_ids[0] === undefined ? ["--root", id] : [parent_ids[0], id];
  const args = ["diff-tree", "-r", "--numstat", "--no-commit-id", "--no-renames", ...range];
  const lines = (await repository.git(...args)).split("\n").filter((line) => line !== "");
  function sum(column: number): number {
    return lines.reduce((total, line) => total + (Number(line.split("\t")[column]) || 0), 0);
  }
  const [additions, deletions] = [sum(0), sum(1)];
  return { additions, deletions, total: additions + deletions };
}

function present(world: World, project: Project, text: string): CommitEntity {
  const [id = "", parents = "", authorName = "", authorEmail = "", authored = "", ...rest] =
    text.split("\x1f");
  const [committerName = "", committerEmail = "", committed = "", trailers = "", message = ""] =
    rest;
  const extended = readTrailers(trailers);
  return {
    id,
    short_id: id.slice(0, 8),
    created_at: isoDate(committed),
    parent_ids: parents.split(" ").filter((parent) => parent !== ""),
    title: message.split("\n")[0] ?? "",
    message,
    author_name: authorName,
    author_email: authorEmail,
    authored_date: isoDate(authored),
    committer_name: committerName,
    committer_email: committerEmail,
    committed_date: isoDate(committed),
    trailers: Object.fromEntries(
      Object.entries(extended).map(([name, values]) => [name, values.at(-1) ?? ""]),
    ),
    extended_trailers: extended,
    web_url: `${world.url}/${project.fullPath}/-/commit/${id}`,
  };
}

function readTrailers(text: string): Record<string, string[]> {
  const trailers: Record<string, string[]> = {};
  for (const line of text.split("\n")) {
    const colon = line.indexOf(": ");
    if (colon > 0) (trailers[line.slice(0, colon)] ??= []).push(line.slice(colon + 2));
  }
  return trailers;
}

/** GitLab has milliseconds and a numeric zone. */
function isoDate(strict: string): string {
  return strict.replace(/Z$/, "+00:00").replace(/([+-]\d\d:\d\d)$/, ".000$1");
}
