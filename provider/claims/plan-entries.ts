import { NautesError } from "../errors";
import { unglued } from "./glued-separators";
import { equalJson, maySay } from "./json";
import { entryKey, identityOf } from "./keys";
import { insertItem, removeItem, replaceItem } from "./list-file";
import { lastWords, refuseRival, wasOurDeed } from "./origin";
import { ownAt } from "./own-at";
import { isScaffoldMark, saysNothing, scaffolded } from "./scaffold";
import { unsupported } from "./source-text";
import type { Attempt } from "./attempt";
import type { ListFile } from "./list-file";
import type { EntriesClaim, Json } from "./model";

/** The entries of one claim, and the request they belong to. */
interface Editing {
  readonly attempt: Attempt;
  readonly path: string;
  readonly claim: EntriesClaim;
}

/** Plans the entries that a request gives up. */
export function releaseEntries(attempt: Attempt): void {
  const { hold, held } = attempt.request;
  for (const [path, claim] of Object.entries(held?.entries ?? {})) {
    const next = ownAt(hold?.entries, path);
    const kept = next?.list === claim.list ? next : undefined;
    const still = new Set(kept?.values.map((value) => identityOf(kept, value)));
    const given = claim.values.filter((value) => {
      const identity = identityOf(kept ?? claim, value);
      if (kept !== undefined && still.has(identity)) return false;
      if (identity === undefined) return true;
      return attempt.rivalFor(entryKey(path, claim.list, identity)) === undefined;
    });
    if (given.length === 0 || !attempt.tree.has(path)) continue;
    const editing = { attempt, path, claim };
    edit(editing, (file) => given.reduce((list, value) => without(editing, list, value), file));
  }
}

/** Plans the entries that a request wants. */
export function holdEntries(attempt: Attempt): void {
  for (const [path, claim] of Object.entries(attempt.request.hold?.entries ?? {})) {
    const editing = { attempt, path, claim };
    if (refuseRivals(editing)) continue;
    if (scaffold(editing) && claim.values.length > 0) {
      edit(editing, (file) =>
        claim.values.reduce((list, value) => withIt(editing, list, value), file),
      );
    }
  }
}

/** Sees to it that there is a file for the entries; whether there is. */
function scaffold({ attempt, path, claim }: Editing): boolean {
  const { tree } = attempt;
  if (isScaffoldMark(claim.scaffold)) return isThere({ attempt, path, claim });
  if (!tree.has(path)) {
    const text = scaffolded(undefined, claim.scaffold);
    if (text === "" && claim.values.length === 0) return false;
    attempt.write(path, text);
    return tree.has(path);
  }
  const text = tree.hasEntries(path) ? undefined : tree.text(path);
  if (text !== undefined && saysNothing(text)) {
    const better = scaffolded(text, claim.scaffold);
    if (better !== text) attempt.write(path, better);
  }
  return true;
}

/** Whether there is a file that needs no scaffold; if not, the request is refused: of its scaffold nothing is known. */
function isThere({ attempt, path }: Editing): boolean {
  const { tree } = attempt;
  if (tree.has(path)) {
    const text = tree.hasEntries(path) ? undefined : tree.text(path);
    if (text === undefined || !saysNothing(text)) return true;
  }
  attempt.refuse(
    "invalid-arguments",
    path,
    `The file ${path} is not there, or says nothing, and what to begin it with is not known in this run: \`ignoreChanges\` puts in what the state has, which is only a mark of it.`,
    "Leave `entries` out of `ignoreChanges` until the file is there again.",
  );
  return false;
}

function edit(editing: Editing, change: (file: ListFile) => ListFile): void {
  const { attempt, path, claim } = editing;
  mend(editing);
  try {
    const file = attempt.tree.list(path, claim);
    const changed = change(file);
    if (changed === file) return;
    if (file.fixed !== undefined) throw unsupported(path, file.fixed);
    attempt.tree.writeList(path, claim, changed);
  } catch (error) {
    if (!(error instanceof NautesError)) throw error;
    attempt.mayPass = false;
    attempt.refusals.push({ code: "unsupported-yaml", path, message: error.message });
  }
}

/** Gives glued separators of a stream lines of their own; what else cannot be read stays, and is refused. */
function mend({ attempt, path, claim }: Editing): void {
  if (claim.list !== "" || attempt.tree.listOrNull(path, claim) !== null) return;
  const text = unglued(attempt.tree.text(path) ?? "");
  if (text !== undefined) attempt.write(path, text);
}

function withIt(editing: Editing, file: ListFile, value: Json): ListFile {
  const index = indexOf(editing.claim, file, value);
  const there = file.items[index];
  if (there === undefined) return insertItem(file, value);
  const rival = holderOf(editing, value);
  if (rival !== undefined) {
    refuseRival(editing.attempt, editing.path, rival, entryIn(editing, value));
    return file;
  }
  if (maySay(there.value, value)) return file;
  return isOurs(editing, there.value, value) ? replaceItem(file, index, value) : file;
}

function without(editing: Editing, file: ListFile, value: Json): ListFile {
  let list = file;
  for (let index = list.items.length - 1; index >= 0; index -= 1) {
    const item = list.items[index];
    if (item === undefined || !isSame(editing.claim, item, value)) continue;
    if (isOurs(editing, item.value, value)) list = removeItem(list, index);
  }
  return list;
}

/** Where an entry with the identity of `value` is; -1: nowhere. */
function indexOf(claim: EntriesClaim, file: ListFile, value: Json): number {
  const equal = file.items.findIndex((item) => equalJson(item.value, value));
  if (equal !== -1 || claim.key === undefined) return equal;
  const identity = identityOf(claim, value);
  if (identity === undefined) return -1;
  return file.items.findIndex((item) => item.identity === identity);
}

function isSame(claim: EntriesClaim, item: ListFile["items"][number], value: Json): boolean {
  if (equalJson(item.value, value)) return true;
  const identity = identityOf(claim, value);
  return claim.key !== undefined && identity !== undefined && item.identity === identity;
}

/** Whether an entry may be replaced or removed; if not, the request is refused. */
function isOurs({ attempt, path, claim }: Editing, found: Json, value: Json): boolean {
  const { request, batch } = attempt;
  const identity = identityOf(claim, value) ?? "";
  const key = entryKey(path, claim.list, identity);
  for (const owner of [request, batch.releasing.get(key)]) {
    const before = ownAt(owner?.held?.entries, path);
    if (before?.values.some((one) => equalJson(one, found)) === true) return true;
  }
  if (request.adopt) return true;
  const change = attempt.lastChange(path);
  if (change === undefined) return false;
  if (wasOurDeed(request, change)) return true;
  attempt.refuse(
    "claim-conflict",
    path,
    `The entry ${identity} in ${path} has other content than ${request.stack} gave it: ${lastWords(change)}.`,
    "Run `pulumi refresh` to see it and run again, or set `adopt: true` to override it.",
  );
  return false;
}

/** Another owner of this run that wants an entry which is there, and which this one did not hold. */
function holderOf({ attempt, path, claim }: Editing, value: Json): string | undefined {
  const identity = identityOf(claim, value);
  if (identity === undefined) return undefined;
  const key = entryKey(path, claim.list, identity);
  const before = ownAt(attempt.request.held?.entries, path);
  const had = before?.values.some((one) => identityOf(claim, one) === identity) === true;
  return had ? undefined : attempt.rivalFor(key);
}

/** Refuses what an owner heard before has: the whole file, or one of the entries; whether there is such a one. */
function refuseRivals(editing: Editing): boolean {
  const { attempt, path, claim } = editing;
  const { users, shared, keys } = attempt.batch;
  const user = users.get(path);
  const owner = user?.whole === true ? user.owner : shared.get(path)?.owner;
  if (owner !== undefined) refuseRival(attempt, path, owner);
  const rivals = claim.values.flatMap((value) => {
    const identity = identityOf(claim, value);
    const holder = identity === undefined ? "" : keys.get(entryKey(path, claim.list, identity));
    return holder === undefined || holder === "" ? [] : [{ value, holder }];
  });
  for (const { value, holder } of rivals) {
    refuseRival(attempt, path, holder, entryIn(editing, value));
  }
  return owner !== undefined || rivals.length > 0;
}

function entryIn({ path, claim }: Editing, value: Json): string {
  return `entry ${identityOf(claim, value) ?? ""} in ${path}`;
}
