import { existsSync } from "node:fs";
import { join } from "node:path";

import { isNautesError, NautesError } from "../../errors";
import type { CommitId } from "../config-repo";
import type { Said } from "../unsettled";
import { failureOf } from "./failures";
import { DamagedCache, headRef, remote, type Git } from "./git";
import type { Place } from "./place";
import { resolved } from "./resolve";
import type { GitAnswer } from "./git-process";
import type { GitConfig } from "./git-environment";
import { newestFrom } from "./newest";

/** A file in a repository of the cache that has to hold blobs too, because its server gives no single ones. */
export const wholeMarker = "nautes-whole";

/** Tells git that blobs may be missing, for the run: see `remoteConfig`. */
const promisor: GitConfig = [
  [`remote.${remote}.promisor`, "true"],
  [`remote.${remote}.partialclonefilter`, "blob:none"],
];

/** Commits of a first fetch: whether what the newest made stays can mostly be told from so many. */
const firstDepth = 10;

const everything = "--depth=2147483647";

/**
 * The branch's newest commit, with its trees in the cache; first time without most of its history, then with what came since,
 * which follows it in the answer.
 * @throws branch-not-found, repository-empty, and what every talk to the server may fail with
 */
export async function fetchHead(place: Place): Promise<readonly [Said, ...Said[]]> {
  const known = await resolved(place, headRef(place.git.settings.branch));
  await fetchBranch(place, known === undefined ? [`--depth=${firstDepth}`] : []);
  const [head, ...older] = (await newestFrom(place, headRef(place.git.settings.branch))) ?? [];
  if (head === undefined) {
    throw new NautesError("branch-not-found", "The fetch brought no branch.", {
      at: "branch",
      remedy: "Run it again, and see whether somebody is renaming the branch.",
    });
  }
  return [head, ...older];
}

/** Sees to it that `commit` and its trees are in the cache. @throws not-found */
export async function fetchCommit(place: Place, commit: CommitId): Promise<void> {
  if ((await resolved(place, `${commit}^{tree}`)) !== undefined) return;
  const { git, gitDir, signal } = place;
  const args = ["fetch", "--quiet", "--depth=1", filter(place), remote, commit];
  const answer = await git.ask(args, { gitDir, signal, config: promisor });
  if ((await resolved(place, `${commit}^{tree}`)) !== undefined) return;
  // The server gives only what a branch points to: ours may do so, or have done so lately.
  for (const fetch of [fetchHead, () => fetchHistory(place, 100)]) {
    await fetch(place).catch((error: unknown) => {
      // A branch that is about to be made is not there; that the server failed before says more.
      const isSilent = answer.exitCode === 0 || givesNoSingleObjects(answer);
      throw isNautesError(error, "branch-not-found") && !isSilent
        ? failureOf(answer, git.subject)
        : error;
    });
    if ((await resolved(place, `${commit}^{tree}`)) !== undefined) return;
  }
  throw new NautesError("not-found", `The repository has no commit ${commit}.`, {
    at: git.subject.redact(git.settings.url),
    remedy: "The branch may have been rewritten: run again.",
  });
}

/**
 * Fetches blobs that the cache has not, all at once.
 * @throws DamagedCache if the server, over Git's old protocol, gives only whole commits: then a cache must hold them
 */
export async function fetchBlobs(place: Place, blobs: readonly string[]): Promise<void> {
  const { git, gitDir, signal } = place;
  if (existsSync(join(gitDir, wholeMarker))) return;
  const args = ["fetch", "--quiet", "--no-write-fetch-head", filter(place), "--stdin", remote];
  const answer = await git.ask(args, {
    gitDir,
    signal,
    config: [...promisor, ["fetch.negotiationAlgorithm", "noop"]],
    input: blobs.map((id) => `${id}\n`).join(""),
  });
  if (answer.exitCode === 0) return;
  if (givesNoSingleObjects(answer)) throw new DamagedCache(answer);
  throw failureOf(answer, git.subject);
}

/** Whether a server answered that it gives only what its branches point to. */
export function givesNoSingleObjects({ stderr }: GitAnswer): boolean {
  return /unadvertised object|not our ref/i.test(stderr);
}

/** Fetches the history of the branch, without blobs; `depth` commits more, or all. */
export async function fetchHistory(place: Place, depth: number | undefined): Promise<void> {
  await fetchBranch(place, [depth === undefined ? everything : `--deepen=${depth}`]);
}

/** A server that knows no filters ignores this, and sends the blobs too. */
function filter({ git, gitDir }: Place): string {
  const isWhole = git.settings.withFiles === true || existsSync(join(gitDir, wholeMarker));
  return isWhole ? "--no-filter" : "--filter=blob:none";
}

async function fetchBranch(place: Place, options: readonly string[]): Promise<void> {
  const { git, gitDir, signal } = place;
  const args = [
    "fetch",
    "--quiet",
    "--update-shallow",
    filter(place),
    ...options,
    remote,
    headRefspec(git),
  ];
  try {
    await git.run(args, {
      gitDir,
      signal,
      config: promisor,
      special: [
        {
          when: /couldn't find remote ref/i,
          code: "branch-not-found",
          sentence: "The repository {url} has no branch {branch}.",
          remedy: "",
        },
      ],
    });
  } catch (error) {
    if (!(error instanceof NautesError) || error.code !== "branch-not-found") throw error;
    throw await noSuchBranch(place);
  }
}

function headRefspec(git: Git): string {
  const { branch } = git.settings;
  return `+refs/heads/${branch}:${headRef(branch)}`;
}

async function noSuchBranch({ git, gitDir, signal }: Place): Promise<NautesError> {
  const { branch } = git.settings;
  const url = git.subject.redact(git.settings.url);
  const refs = await git.run(["ls-remote", "--heads", remote], { gitDir, signal });
  const branches = [...refs.toString().matchAll(/\trefs\/heads\/(.+)/g)].map((match) => match[1]);
  if (branches.length === 0) {
    return new NautesError("repository-empty", `The repository ${url} is empty.`, {
      at: url,
      remedy: `Make a first commit on the branch ${branch}, such as a README.`,
    });
  }
  const some = branches.slice(0, 10).join(", ") + (branches.length > 10 ? ", …" : "");
  return new NautesError("branch-not-found", `The repository ${url} has no branch ${branch}.`, {
    at: "branch",
    remedy: `Set \`branch\` to one that it has (${some}), or make that branch.`,
  });
}
