import { dirname } from "node:path";

import { NautesError } from "../../errors";
import type { CommitId } from "../config-repo";
import { failureOf, fullServer, isDamage, type FailureRow } from "./failures";
import { fetchHead } from "./fetch";
import type { Place } from "./place";
import { DamagedCache, remote, type Git } from "./git";
import type { GitAnswer } from "./git-process";

const moved = "pulumi-nautes: the branch has moved";

/**
 * Run by git before it sends anything, with the branch's commit that the server will compare once more when it moves
 * the branch. A fast-forward alone is not enough: on a branch that was set back, it would bring back what was dropped.
 */
const prePush = `#!/bin/sh
while read -r local_ref local_id remote_ref remote_id; do
  [ "$remote_id" = "$NAUTES_SEEN" ] || { echo "${moved}" >&2; exit 1; }
done
`;

const hooks = new WeakMap<Git, string>();

/** What a refused push means, before what any talk with the server means. */
const refusals: readonly FailureRow[] = [
  fullServer,
  {
    when: /protected branch|protected ref/i,
    code: "push-refused",
    sentence: "The branch {branch} of {url} is protected against this push.",
    remedy: "Allow this user to push to it, or name another branch.",
  },
  {
    when: /\[remote rejected\].*\((?:[a-z -]*hook declined|branch is currently checked out|.*prohibited|.*hidden ref)/i,
    code: "push-refused",
    sentence: "The server {url} refused the commit.",
    remedy:
      "Do as the server says: a hook or push rule there decides about author, message and paths.",
  },
];

const noRight = {
  code: "permission-denied",
  sentence: "The credential has no right to push to {url}.",
  remedy: "Grant it the right to push to the branch {branch}, or use another credential.",
} as const;

/** Refusals that speak of missing rights, by a server or by a hook of it. */
const forbidden: readonly FailureRow[] = [
  { when: /requested URL returned error: 403/, ...noRight },
  {
    when: /not allowed to push code to this project|(?:no|not have|without) (?:the )?(?:write|push) (?:access|permission|rights?)|denied to /i,
    said: "by-server",
    ...noRight,
  },
];

/** All that a refused push may mean beyond what any talk with the server means. */
export const pushRefusals: readonly FailureRow[] = [...forbidden, ...refusals];

/** How the branch is moved. */
export interface Move {
  /** Where it is; undefined: there is no such branch yet. */
  readonly from: CommitId | undefined;
  /** Whether what it has been at may be left behind. @default false */
  readonly replaces?: boolean;
}

/**
 * Moves the branch to `commit` and answers it. An answer that does not tell whether it was done is resolved by looking.
 * @throws stale-read, push-refused, permission-denied, repository-unavailable …
 */
export async function pushCommit(
  place: Place,
  commit: CommitId,
  { from, replaces = false }: Move,
): Promise<CommitId> {
  const seen = from ?? "0".repeat(commit.length);
  const { git, gitDir, signal } = place;
  const flags = ["--porcelain", "--no-thin", "--no-signed", "--no-follow-tags"];
  const target = `${replaces ? "+" : ""}${commit}:refs/heads/${git.settings.branch}`;
  const given = await git.ask(["push", ...flags, "--recurse-submodules=no", remote, target], {
    gitDir,
    signal,
    variables: { NAUTES_SEEN: seen },
    config: [["core.hooksPath", hooksFolder(git)]],
  });
  if (given.exitCode === 0 && !given.timedOut) return commit;
  // Git tells what became of the branch on the standard output.
  const answer = { ...given, stderr: `${given.stderr}\n${given.stdout.toString("utf8")}` };
  if (isStale(answer)) throw staleRead(git);
  if (isDamage(given, gitDir)) throw new DamagedCache(given);
  const failure = failureOf(answer, git.subject, pushRefusals);
  if (failure.code !== "repository-unavailable") throw failure;
  return look(place, commit, seen, failure);
}

async function look(
  place: Place,
  commit: CommitId,
  seen: CommitId,
  failure: NautesError,
): Promise<CommitId> {
  let head: CommitId;
  try {
    head = (await fetchHead(place))[0].id;
  } catch (error) {
    // That the server cannot be looked at now says less than why the push failed.
    throw error instanceof NautesError && error.code === "cancelled" ? error : failure;
  }
  if (head === seen) throw failure;
  const { git, gitDir, signal } = place;
  const answer = await git.ask(["merge-base", "--is-ancestor", commit, head], { gitDir, signal });
  if (answer.exitCode === 0) return commit;
  throw staleRead(git);
}

function isStale({ stderr }: GitAnswer): boolean {
  return (
    stderr.includes(moved) ||
    /\[rejected\] \(|\[rejected\].*\((?:fetch first|non-fast-forward)/.test(stderr)
  );
}

function staleRead({ subject }: Git): NautesError {
  return new NautesError(
    "stale-read",
    `The branch ${subject.branch} of ${subject.redact(subject.url)} has moved since it was read.`,
  );
}

function hooksFolder(git: Git): string {
  const folder = hooks.get(git) ?? dirname(git.folder.file("pre-push", prePush, 0o700));
  hooks.set(git, folder);
  return folder;
}
