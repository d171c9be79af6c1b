import { renderedId } from "./blob-id";
import { mayEqual } from "./json";
import { lastWords, refuseRival } from "./origin";
import { ownAt } from "./own-at";
import { hasComments, renderDocument } from "./render";
import { says } from "./whole";
import type { Attempt } from "./attempt";
import type { Json, SharedClaim } from "./model";
import type { PlannedTree } from "./planned-tree";

/** Plans the whole files that a request needs as many others do. */
export function holdShared(attempt: Attempt): void {
  const { tree, batch, request } = attempt;
  for (const [path, { document }] of Object.entries(request.hold?.shared ?? {})) {
    const other = batch.shared.get(path);
    const user = batch.users.get(path);
    if (user !== undefined) refuseRival(attempt, path, user.owner);
    else if (other !== undefined && !mayEqual(other.document, document)) {
      refuseRival(attempt, path, other.owner);
    } else if (!tree.has(path)) attempt.write(path, renderDocument(document));
    else if (!isDocument(attempt, path, document)) replace(attempt, path, document);
  }
}

/** Whether a shared file that was given up goes: nobody needs it, and it is still as it was made. */
export function isLeftOver(
  tree: PlannedTree,
  path: string,
  { document, keepWhile }: SharedClaim,
  ids: { readonly rendered: string },
): boolean {
  if (!tree.has(path) || tree.hasOther(keepWhile, path)) return false;
  if (tree.untouchedId(path) === ids.rendered) return true;
  const text = tree.text(path) ?? "";
  return says(text, { document }) && !hasComments(text);
}

function isDocument({ tree, batch }: Attempt, path: string, document: Json): boolean {
  if (tree.untouchedId(path) === renderedId(document, batch.hash)) return true;
  return says(tree.text(path) ?? "", { document }, true);
}

function replace(attempt: Attempt, path: string, document: Json): void {
  const before = ownAt(attempt.request.held?.shared, path)?.document;
  const text = attempt.tree.text(path) ?? "";
  const asBefore = before !== undefined && says(text, { document: before }) && !hasComments(text);
  if (asBefore || attempt.request.adopt) {
    attempt.write(path, renderDocument(document));
    return;
  }
  const change = attempt.lastChange(path);
  if (change === undefined) return;
  attempt.refuse(
    "claim-conflict",
    path,
    `The file ${path}, which all clusters of this kind share, has other content than is needed: ${lastWords(change)}.`,
    "Make it say what the preview shows, or set `adopt: true` to replace it for all of them.",
  );
}
