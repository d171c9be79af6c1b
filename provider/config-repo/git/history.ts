import type { LastChange } from "../../claims/request";
import type { CommitId } from "../config-repo";
import { trailersOf } from "../trailers";
import { fetchHistory } from "./fetch";
import type { Place } from "./place";
import { shallowEnds } from "./shallow-ends";

/** How much more of the history is fetched each time that what there is does not tell; undefined: all. */
const deepenings = [100, undefined] as const;

/** The commit that last touched `path`, seen from `commit`; the history is fetched as far as it takes. */
export async function findLastChange(
  place: Place,
  path: string,
  commit: CommitId,
): Promise<LastChange | undefined> {
  for (const depth of deepenings) {
    const found = await logOnce(place, path, commit);
    const ends = await shallowEnds(place);
    // Where the history was cut off, a commit seems to have made all that it holds; and none may have been found yet.
    if (found === undefined ? ends.size === 0 : !ends.has(found.commit)) return found;
    await fetchHistory(place, depth);
  }
  return logOnce(place, path, commit);
}

/** Whether `commit` is `head` or came before it; the history is fetched as far as it takes. */
export async function isBehind(place: Place, commit: CommitId, head: CommitId): Promise<boolean> {
  for (const depth of deepenings) {
    if (await reaches(place, commit, head)) return true;
    if ((await shallowEnds(place)).size === 0) return false;
    await fetchHistory(place, depth);
  }
  return reaches(place, commit, head);
}

/** Whether what there is of the history leads from `head` to `commit`. */
async function reaches(place: Place, commit: CommitId, head: CommitId): Promise<boolean> {
  const { git, gitDir, signal } = place;
  const answer = await git.ask(["merge-base", "--is-ancestor", commit, head], { gitDir, signal });
  return answer.exitCode === 0;
}

async function logOnce(
  { git, gitDir, signal }: Place,
  path: string,
  commit: CommitId,
): Promise<LastChange | undefined> {
  const args = ["log", "-1", "--no-show-signature", "--encoding=UTF-8"];
  const format = "--format=%H%x00%an <%ae>%x00%s%x00%B";
  const pathspec = `:(top,literal)${path}`;
  const output = await git.run([...args, format, commit, "--", pathspec], { gitDir, signal });
  const [id = "", author = "", subject = "", message = ""] = output.toString("utf8").split("\0");
  return id === "" ? undefined : { commit: id, author, subject, trailers: trailersOf(message) };
}
