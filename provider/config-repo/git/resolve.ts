import type { Place } from "./place";

/** The id that `name` stands for in the cache; undefined: the cache does not have it. */
export async function resolved(place: Place, name: string): Promise<string | undefined> {
  const { git, gitDir, signal } = place;
  const args = ["rev-parse", "--quiet", "--verify", "--end-of-options", name];
  const answer = await git.ask(args, { gitDir, signal });
  const id = answer.stdout.toString().trim();
  return answer.exitCode === 0 && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id) ? id : undefined;
}
