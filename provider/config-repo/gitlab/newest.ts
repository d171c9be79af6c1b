import type { CommitSchema } from "@gitbeaker/rest";
import type { CommitId } from "../config-repo";
import { LOOKED_THROUGH, reachBedrock, type Said } from "../unsettled";
import type { Place } from "./place";

/** What a commit and those before it say of themselves, as far as anything may be unsettled. */
export async function newestFrom(
  place: Place,
  commit: CommitId,
  known: readonly Said[],
): Promise<readonly Said[]> {
  const isKnown = known[0]?.id === commit;
  if (isKnown && (known.length > 1 || reachBedrock(known, Date.now()))) return known;
  const options = { refName: commit, perPage: LOOKED_THROUGH, maxPages: 1 };
  return (await place.client.commits.all(place.project, options)).map(saidBy);
}

type Described = Pick<
  CommitSchema,
  "id" | "parent_ids" | "message" | "authored_date" | "committed_date"
>;

/** As the API describes a commit. */
export function saidBy({ id, parent_ids: parents, message, ...dates }: Described): Said {
  const { authored_date: authored, committed_date: committed } = dates;
  return {
    id,
    parents,
    message,
    authored: authored === undefined ? Infinity : Date.parse(authored),
    committed: committed === undefined ? Infinity : Date.parse(committed),
  };
}
