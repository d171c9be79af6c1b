import type { CommitId } from "../config-repo";
import { clientOf, type Route } from "./requests";

interface Listed {
  readonly id: CommitId;
  readonly parent_ids: readonly CommitId[];
  readonly message: string;
}

/** The messages of the commits that `to` has and `from` has not, each after those of the commits that it lies on. */
export async function messagesBetween(
  route: Route,
  from: CommitId,
  to: CommitId,
): Promise<string[]> {
  const { repositories } = clientOf(route);
  const { commits = [] } = await repositories.compare(route.project, from, to);
  const rest = new Map((commits as unknown as readonly Listed[]).map((one) => [one.id, one]));
  const messages: string[] = [];
  take(to);
  return messages;

  function take(id: CommitId): void {
    const commit = rest.get(id);
    if (commit === undefined) return;
    rest.delete(id);
    for (const parent of commit.parent_ids) take(parent);
    messages.push(commit.message);
  }
}
