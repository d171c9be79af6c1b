import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { LastChange } from "../../claims/request";
import type { CommitId } from "../config-repo";
import { trailersOf } from "../trailers";
import { fetchHistory, type Place } from "./fetch";

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

async function shallowEnds({ gitDir }: Place): Promise<ReadonlySet<string>> {
  const text = await readFile(join(gitDir, "shallow"), "utf8").catch(() => "");
  return new Set(text.split("\n").filter((line) => line !== ""));
}
