import type { Snapshot } from "../../provider/claims/request";
import type { Operation } from "../../provider/resources/resource";
import type { Session } from "../../provider/session";

/** Repositories of one server, and how they are looked at. */
export interface Repositories {
  readonly session: Session;
  readonly call: Operation;
  readonly repository: string;
  readonly branch: string;
  readonly products: readonly string[];
}

/** The head of a branch, with the text of those files that are wanted. */
export function repositoryTexts(
  { session, call, branch }: Repositories,
  repository: string,
  isWanted: (path: string) => boolean,
): Promise<Snapshot> {
  return session.look(repository, branch, (paths) => paths.filter(isWanted), call);
}
