import type { Session } from "../session";
import type { Refreshed } from "./config-files-drift";
import type { Inputs } from "./config-files-request";
import { pathsOf } from "./config-files-request";
import type { PropertyChange } from "./resource";

/** Notes, and tells, what a run that was cut off left undone at the paths of a resource that is not as it was. */
export async function leftUndone(
  session: Session,
  { repository, branch, call, request }: Refreshed,
): Promise<readonly string[]> {
  const undone = await session.leftUndone(repository, branch, pathsOf(request.held), call);
  if (undone.length === 0) return undone;
  session.unsettled.add(call.urn);
  session.log.warn(
    call.urn,
    `A run that was cut off overwrote what somebody else had just changed in ${undone.join(", ")} of ${repository}.\n` +
      "`pulumi up` (or `destroy`, if that was cut off) puts it back.",
  );
  return undone;
}

/** Of a resource of which nothing differs, yet which has to be updated. */
export function unsettledChange(inputs: Inputs): PropertyChange {
  const parts = ["documents", "texts", "entries", "shared"] as const;
  return { path: parts.find((part) => part in inputs) ?? "documents", kind: "update" };
}
