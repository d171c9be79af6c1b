import { isOurWork, refuseRival } from "./origin";
import { ownAt } from "./own-at";
import { hasComments } from "./render";
import { says, wholeId, wholeText, wholesOf } from "./whole";
import type { Attempt } from "./attempt";
import type { ClaimRequest } from "./request";
import type { Whole } from "./whole";

/** Plans the whole files that a request gives up. */
export function releaseWholes(attempt: Attempt): void {
  const { hold, held } = attempt.request;
  const wanted = wholesOf(hold);
  for (const [path, before] of wholesOf(held)) {
    if (wanted.has(path) || !attempt.tree.has(path)) continue;
    if (
      hold !== undefined &&
      (Object.hasOwn(hold.entries, path) || Object.hasOwn(hold.shared, path))
    )
      continue;
    if (attempt.rivalFor(path) !== undefined) continue;
    if (isAsLeft(attempt, attempt.request, path, before) || attempt.request.adopt) {
      attempt.tree.delete(path);
    } else if (isOurWork(attempt, path, "changed")) attempt.tree.delete(path);
  }
}

/** Plans the whole files that a request wants. */
export function holdWholes(attempt: Attempt): void {
  const owned = wholesOf(attempt.request.held);
  for (const [path, wanted] of wholesOf(attempt.request.hold)) {
    const { keys, users, shared } = attempt.batch;
    const holder = keys.get(path) ?? users.get(path)?.owner ?? shared.get(path)?.owner;
    if (holder !== undefined) refuseRival(attempt, path, holder);
    else if (!attempt.tree.has(path)) attempt.write(path, wholeText(wanted));
    else if (owned.has(path)) keep(attempt, path, wanted, owned.get(path) ?? wanted);
    else take(attempt, path, wanted);
  }
}

/** Makes a file that its owner held what it should be. */
function keep(attempt: Attempt, path: string, wanted: Whole, before: Whole): void {
  if (isThere(attempt, path, wanted)) return;
  if (
    isAsLeft(attempt, attempt.request, path, before) ||
    attempt.request.adopt ||
    // What is not known yet may turn out to be just what is there.
    (!says(textOf(attempt, path), wanted, true) && isOurWork(attempt, path, "changed"))
  ) {
    attempt.write(path, wholeText(wanted));
  }
}

/** Takes a file that its new owner did not hold. */
function take(attempt: Attempt, path: string, wanted: Whole): void {
  const there = isThere(attempt, path, wanted);
  const giver = attempt.batch.releasing.get(path);
  const given = giver === undefined ? undefined : wholesOf(giver.held).get(path);
  const handedOver =
    giver !== undefined && given !== undefined && isAsLeft(attempt, giver, path, given);
  if (
    handedOver ||
    attempt.request.adopt ||
    isOurWork(attempt, path, there ? "not held, equal" : "not held")
  ) {
    if (!there) attempt.write(path, wholeText(wanted));
  }
}

function isThere(attempt: Attempt, path: string, wanted: Whole): boolean {
  const id = attempt.tree.untouchedId(path);
  return id === wholeId(wanted, attempt.batch.hash) || says(textOf(attempt, path), wanted);
}

/** Whether a file still is as its owner wrote it or was shown it. */
function isAsLeft(
  attempt: Attempt,
  owner: Pick<ClaimRequest, "seen">,
  path: string,
  before: Whole,
): boolean {
  const id = attempt.tree.untouchedId(path);
  if (
    id !== undefined &&
    (id === wholeId(before, attempt.batch.hash) || id === ownAt(owner.seen, path))
  ) {
    return true;
  }
  const text = textOf(attempt, path);
  return says(text, before) && ("text" in before || !hasComments(text));
}

/** The text of a file; one that is just as the request wants or had it was not read, as its blob id tells it. */
function textOf({ tree, request, batch }: Attempt, path: string): string {
  const id = tree.untouchedId(path);
  for (const claims of [request.hold, request.held]) {
    const whole = wholesOf(claims).get(path);
    if (whole !== undefined && id === wholeId(whole, batch.hash)) return wholeText(whole);
  }
  return tree.text(path) ?? "";
}
