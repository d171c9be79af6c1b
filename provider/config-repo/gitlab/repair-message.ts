import { ownTrailers, windowTrailers } from "../../claims/origin";
import type { CommitId } from "../config-repo";
import { trailersOf } from "../trailers";
import type { Made } from "./desk";

/**
 * The message of what takes back a commit with that `message`: the same but for our trailers, for that one satisfied the
 * push rules of the project, and then why, and what it takes back.
 */
export function repairMessage(
  { id, parent }: Made,
  message: string,
  {
    lost,
    misplaced,
  }: { readonly lost: readonly string[]; readonly misplaced: readonly CommitId[] },
): string {
  const trailers = trailersOf(message);
  const paragraphs = message.trim().split(/\n[ \t]*\n/);
  const [subject = "", ...rest] = paragraphs
    .slice(0, trailers.size > 0 ? -1 : undefined)
    .join("\n\n")
    .split("\n");
  const other = (parent ?? "").slice(0, 8);
  const why =
    lost.length === 0
      ? `Somebody else came before, in ${other}.`
      : `Puts back what ${other} did to ${lost.join(", ")}.`;
  const kept = [...trailers]
    .filter(([key]) => !ownTrailers.includes(key))
    .flatMap(([key, values]) => values.map((value) => `${key}: ${value}\n`));
  const takesBack = [id, ...misplaced].map((one) => `${windowTrailers.takesBack}: ${one}\n`);
  const text = [`${subject} (taken back)`, ...rest].join("\n");
  return `${text}\n\n${why}\n\n${[...kept, ...takesBack].join("")}`;
}
