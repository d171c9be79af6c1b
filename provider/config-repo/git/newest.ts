import { basedOn, type Said } from "../unsettled";
import type { Place } from "./place";

/** Commits that are looked through: more do not come in the time that a commit takes to settle. */
const LOOKED_THROUGH = "100";

const format = "--format=%H%x00%P%x00%ct%x00%B%x00%x00";

/** What a commit and those before it say of themselves, as far as the cache knows them; undefined: it has no such. */
export async function newestFrom(place: Place, name: string): Promise<readonly Said[] | undefined> {
  const { git, gitDir, signal } = place;
  const args = ["log", "--max-count", LOOKED_THROUGH, "--first-parent", "--no-show-signature"];
  const words = [...args, "--encoding=UTF-8", format, "--end-of-options", name];
  const { exitCode, stdout } = await git.ask(words, { gitDir, signal });
  if (exitCode !== 0) return undefined;
  const found = stdout
    .toString("utf8")
    .split("\0\0\n")
    .flatMap((commit) => saidBy(commit));
  const oldest = found.pop();
  return oldest === undefined ? undefined : [...found, await withParent(place, oldest)];
}

function saidBy(commit: string): Said[] {
  const [id = "", parents = "", seconds = "", message = ""] = commit.split("\0");
  if (id === "") return [];
  const parent = parents === "" ? undefined : parents.split(" ")[0];
  return [{ id, parent, message, committed: Number(seconds) * 1000 }];
}

/** Where the history was cut off a commit seems to have no parent. */
async function withParent({ git, gitDir, signal }: Place, said: Said): Promise<Said> {
  if (said.parent !== undefined || basedOn(said.message) === undefined) return said;
  const raw = await git.run(["cat-file", "commit", said.id], { gitDir, signal });
  return { ...said, parent: /^parent ([\da-f]+)$/m.exec(raw.toString("utf8"))?.[1] };
}
