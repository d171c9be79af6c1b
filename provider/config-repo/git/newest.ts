import { LOOKED_THROUGH, type Said } from "../unsettled";
import { failureOf } from "./failures";
import { DamagedCache } from "./git";
import type { Place } from "./place";
import { resolved } from "./resolve";
import { shallowEnds } from "./shallow-ends";

const format = "--format=%H%x00%P%x00%at%x00%ct%x00%B%x00%x00";

/**
 * What a commit and those before it say of themselves, as far as the cache knows them; undefined: it has no such.
 * @throws DamagedCache, what git fails with
 */
export async function newestFrom(place: Place, name: string): Promise<readonly Said[] | undefined> {
  const { git, gitDir, signal } = place;
  const args = ["log", `--max-count=${LOOKED_THROUGH}`, "--no-show-signature", "--encoding=UTF-8"];
  const answer = await git.ask([...args, format, "--end-of-options", name], { gitDir, signal });
  if (answer.exitCode !== 0) {
    if (answer.timedOut) throw failureOf(answer, git.subject);
    if ((await resolved(place, name)) === undefined) return undefined;
    throw new DamagedCache(answer);
  }
  const commits = answer.stdout.toString("utf8").split("\0\0\n");
  const ends = await shallowEnds(place);
  return commits.flatMap((commit) => saidBy(commit, ends));
}

function saidBy(commit: string, ends: ReadonlySet<string>): Said[] {
  const [id = "", parents = "", authored = "", committed = "", message = ""] = commit.split("\0");
  if (id === "") return [];
  return [
    {
      id,
      parents: ends.has(id) ? undefined : parents.split(" ").filter((parent) => parent !== ""),
      message,
      authored: Number(authored) * 1000,
      committed: Number(committed) * 1000,
    },
  ];
}
