import { z } from "zod";
import { isEmptied } from "../claims/merge-request-text";
import { UNKNOWN } from "../claims/model";
import type { Decoded } from "../codec";
import type { MergeRequestRepo } from "../config-repo/merge-request/merge-request-repo";
import { isNautesError, NautesError } from "../errors";
import type { Session } from "../session";
import { pause, systemClock } from "../writer/clock";
import { changedInputs, checked, known, text } from "./cluster-inputs";
import { place, unknowable } from "./config-files-request";
import type { CheckResult, DiffResult, Operation, Resource, Standing } from "./resource";

const Inputs = z.strictObject({
  repository: text.optional(),
  branch: text.optional(),
  wait: known(z.enum(["open", "merged"], "must be `open` or `merged`")),
});

/** Milliseconds between two looks at a merge request that is waited for: at first, and at most. */
const pauses = { first: 1_000, longest: 10_000 };

/** What GitLab calls a merge request whose target has moved so that it cannot be merged any more. */
const outdated = ["conflict", "need_rebase", "cannot_be_merged"];

type State = "none" | "opened" | "outdated" | "merged" | "closed";

interface Found {
  readonly state: State;
  readonly iid?: number;
  readonly webUrl?: string;
  /** What it waits for; no output, for it changes by itself. */
  readonly status?: string;
}

/**
 * The resource MergeRequest: where the stack's changes of a branch stand. It is updated in each run that changes
 * something there, and brings a merge request up to its target when that moved so far that it cannot be merged.
 */
export function mergeRequest(session: Session): Resource {
  return {
    drifts: true,
    check: (_, __, news) => check(session, news),
    diff: (_, olds, news, outputs) => diff(session, olds, news, outputs),
    create: (call) => hold(session, call),
    update: (call) => hold(session, call),
    read: async (call) => {
      const { id, inputs, outputs } = call;
      if (inputs === undefined) throw notImportable();
      const { repository, branch } = place(session.settings, inputs.value);
      try {
        const repo = await session.mergeRequests.open(repository, branch);
        const found = await look(repo, session.bounds(call).signal);
        return { id, inputs, outputs: standing(id, found).outputs };
      } catch (error) {
        if (!isNautesError(error, ...unknowable)) throw error;
        session.log.warn(call.urn, `Drift unknown: ${error.message}`);
        return { id, inputs, outputs };
      }
    },
    // What is merged or open stays so: deregistering what it brought is for the registrations to ask.
    delete: () => Promise.resolve(),
  };
}

function check(session: Session, news: Decoded): CheckResult {
  const given = Object.fromEntries(Object.entries(news.value).filter(([, item]) => item !== null));
  const result = checked(Inputs, { ...news, value: { wait: "open", ...given } }, "");
  if (session.settings.mergeRequest !== undefined) return result;
  const reason =
    "There is no merge request to follow, because nautes:mergeRequest is not set. " +
    "Set it, such as `pulumi config set nautes:mergeRequest '{}'`, or remove this resource.";
  return { ...result, failures: [...result.failures, { path: "", reason }] };
}

function diff(session: Session, olds: Decoded, news: Decoded, outputs: Decoded): DiffResult {
  const changed = changedInputs(olds, news, ["repository", "branch"]);
  if (changed.changes.length > 0) return changed;
  const { repository, branch } = place(session.settings, news.value);
  const { state } = outputs.value;
  const isDue =
    session.mergeRequests.isMoving(repository, branch) ||
    state === "outdated" ||
    (news.value["wait"] === "merged" && state === "opened");
  return isDue ? { changes: [{ path: "state", kind: "update" }], replaces: [] } : changed;
}

async function hold(
  session: Session,
  call: Operation & { readonly inputs: Decoded; readonly preview: boolean },
): Promise<Standing> {
  const { repository, branch } = place(session.settings, call.inputs.value);
  const id = `${repository}@${branch}`;
  if (call.preview && session.mergeRequests.isMoving(repository, branch)) {
    const outputs = { iid: UNKNOWN, webUrl: UNKNOWN, state: UNKNOWN };
    return { id, outputs: { value: outputs, secrets: [] } };
  }
  const repo = await session.mergeRequests.open(repository, branch);
  const { signal } = session.bounds(call);
  if (call.preview) return standing(id, await look(repo, signal));
  const found = await look(repo, signal);
  await mended(repo, found, signal);
  // One that was closed before this run changed anything will never be merged.
  const isOver = found.state === "closed" && !session.mergeRequests.isMoving(repository, branch);
  const isAwaited = call.inputs.value["wait"] === "merged" && found.state !== "none" && !isOver;
  return standing(id, isAwaited ? await merged(session, call, repo) : await look(repo, signal));
}

function standing(id: string, { state, iid, webUrl }: Found): Standing {
  const known = iid === undefined ? {} : { iid, webUrl };
  return { id, outputs: { value: { ...known, state }, secrets: [] } };
}

async function look(repo: MergeRequestRepo, signal: AbortSignal): Promise<Found> {
  const found = await repo.standing(signal);
  if (found === undefined || (found.state === "closed" && isEmptied(found.description))) {
    return { state: "none" };
  }
  const { iid, url: webUrl, status } = found;
  const isOutdated = found.state === "opened" && (outdated.includes(status) || !found.isTold);
  return { state: isOutdated ? "outdated" : found.state, iid, webUrl, status };
}

/** Joins the target only if GitLab asks for it: a commit may cost it its approvals. */
async function mended(repo: MergeRequestRepo, found: Found, signal: AbortSignal): Promise<void> {
  if (found.state !== "outdated") return;
  await (outdated.includes(found.status ?? "") ? repo.bringUp(signal) : repo.catchUp(signal));
}

/** @throws merge-request-closed, merge-request-open, merge-request-conflict, cancelled */
async function merged(session: Session, call: Operation, repo: MergeRequestRepo): Promise<Found> {
  const { signal, deadline } = session.bounds(call);
  for (let pauseMs = pauses.first; ; pauseMs = Math.min(pauseMs * 1.5, pauses.longest)) {
    const found = await look(repo, signal);
    if (found.state === "merged" || found.state === "none") return found;
    if (found.state === "closed") throw refused(found);
    await mended(repo, found, signal);
    if (Date.now() + pauseMs > deadline) throw late(found, call.timeout);
    session.log.progress(call.urn, `waiting for !${String(found.iid)}: ${String(found.status)}`);
    await pause(systemClock, pauseMs, signal);
    if (signal.aborted) throw interrupted(found);
  }
}

function refused({ iid, webUrl }: Found): NautesError {
  return new NautesError(
    "merge-request-closed",
    `The merge request !${String(iid)} was closed without being merged.`,
    {
      remedy: `Run again for a new one, change the program, or reopen it: ${String(webUrl)}`,
    },
  );
}

function late({ iid, webUrl, status }: Found, timeout: number): NautesError {
  return new NautesError(
    "merge-request-open",
    `The merge request !${String(iid)} was not merged within ${Math.round(timeout / 1000)} s; GitLab says: ${String(status)}.`,
    {
      remedy: `Have it merged (${String(webUrl)}) and run again, or give it more time with customTimeouts.`,
    },
  );
}

function interrupted({ iid, webUrl }: Found): NautesError {
  const sentence = `The wait for the merge request !${String(iid)} was interrupted; it stays open.`;
  return new NautesError("cancelled", sentence, {
    remedy: `Have it merged (${String(webUrl)}), then run again.`,
  });
}

function notImportable(): NautesError {
  return new NautesError("invalid-arguments", "A MergeRequest cannot be imported.", {
    remedy: "Declare it: creating it finds the merge request that the stack has.",
  });
}
