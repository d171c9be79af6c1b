import { stackTrailer } from "../claims/origin";
import type { Session } from "../session";
import { lastChanges, type Refreshed } from "./config-files-drift";
import type { Inputs } from "./config-files-request";
import { pathsOf } from "./config-files-request";
import type { PropertyChange } from "./resource";

/** Notes, and tells, what a run that was cut off left undone at the paths of a resource that is not as it was. */
export async function leftUndone(
  session: Session,
  refreshed: Refreshed,
): Promise<readonly string[]> {
  const { repository, branch, call, request } = refreshed;
  const suspect = await session.leftUndone(repository, branch, pathsOf(request.held), call);
  const undone = await ownOf(session, refreshed, suspect);
  if (undone.length === 0) return undone;
  session.unsettled.add(call.urn);
  const paths = `${undone.join(", ")} of ${repository}`;
  // What is put back are commits of the API, which merge requests are not made with.
  const [sentence, finished] =
    session.settings.mergeRequest === undefined
      ? [
          `A run that was cut off overwrote what somebody else had just changed in ${paths}.`,
          "puts it back",
        ]
      : [
          `A run that was cut off changed ${paths} in a merge request that does not tell it.`,
          "has it told",
        ];
  session.log.warn(
    call.urn,
    `${sentence}\n\`pulumi up\` (or \`destroy\`, if that was cut off) ${finished}.`,
  );
  return undone;
}

/** In merge requests: what somebody else did to their branch was cut off nowhere. */
async function ownOf(
  session: Session,
  refreshed: Refreshed,
  paths: readonly string[],
): Promise<readonly string[]> {
  if (session.settings.mergeRequest === undefined) return paths;
  const changes = await lastChanges(session, refreshed, paths);
  const { stack } = refreshed.request;
  return paths.filter((path) => changes.get(path)?.trailers.get(stackTrailer)?.includes(stack));
}

/** Of a resource of which nothing differs, yet which has to be updated. */
export function unsettledChange(inputs: Inputs): PropertyChange {
  const parts = ["documents", "texts", "entries", "shared"] as const;
  return { path: parts.find((part) => part in inputs) ?? "documents", kind: "update" };
}
