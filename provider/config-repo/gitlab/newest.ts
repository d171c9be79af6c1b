import type { CommitSchema } from "@gitbeaker/rest";
import type { CommitId } from "../config-repo";
import { isBedrock, type Said } from "../unsettled";
import type { Place } from "./place";

/** Commits that are looked through: more do not come in the time that a commit takes to settle. */
const LOOKED_THROUGH = 100;

/** What a commit and those before it say of themselves, as far as anything may be unsettled. */
export async function newestFrom(
  place: Place,
  commit: CommitId,
  known: Said | undefined,
): Promise<readonly Said[]> {
  if (known?.id === commit && isBedrock(known, Date.now())) return [known];
  const options = { refName: commit, perPage: LOOKED_THROUGH, maxPages: 1 };
  return (await place.client.commits.all(place.project, options)).map(saidBy);
}

/** As the API describes a commit. */
export function saidBy({
  id,
  parent_ids: parents,
  message,
  committed_date: committed,
}: Pick<CommitSchema, "id" | "parent_ids" | "message" | "committed_date">): Said {
  return {
    id,
    parent: parents?.[0],
    message,
    committed: committed === undefined ? Infinity : Date.parse(committed),
  };
}
