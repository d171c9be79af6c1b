import type { Claims } from "../claims/model";
import { UNKNOWN } from "../claims/model";
import { diffClaims } from "../claims/diff";
import { claimKeys } from "../claims/keys";
import type { BlobId } from "../claims/request";
import type { Decoded } from "../codec";
import { isNautesError } from "../errors";
import type { Session } from "../session";
import type { Rival } from "../writer/run";
import { placeKey } from "../writer/writer";
import { allBrief, BriefInputs } from "./brief-inputs";
import { importFiles, withImportId } from "./config-files-import";
import { claimsOf, failure, secretProblems, shapeProblems } from "./config-files-inputs";
import type { Refreshed } from "./config-files-drift";
import { editedOf, isHeld, judgeDrift, mayDelete } from "./config-files-drift";
import type { Before, Inputs } from "./config-files-request";
import { leftUndone, unsettledChange } from "./config-files-cut-off";
import { claimRequest, firstPath, place, unknowable } from "./config-files-request";
import type {
  CheckResult,
  DiffResult,
  Encodable,
  Failure,
  Operation,
  PropertyChange,
  Resource,
  Standing,
} from "./resource";

/** The resource ConfigFiles: files and list entries of a config repo that one resource owns. */
export function configFiles(session: Session): Resource {
  const state = new BriefInputs();
  return {
    drifts: true,
    check: (urn, olds, news) => {
      const { inputs, failures } = check(session, urn, olds, news);
      return { inputs: failures.length === 0 ? state.brief(urn, inputs) : inputs, failures };
    },
    diff: (urn, olds, news, oldOutputs) => diff(session, urn, olds, news, oldOutputs),
    create: async (call) =>
      hold(session, call, state.full(call.urn, call.inputs.value), call.preview, undefined),
    update: async (call) => {
      if (!call.preview) await mayGiveUp(session, call);
      const inputs = state.full(call.urn, call.inputs.value);
      const standing = await hold(session, call, inputs, call.preview, {
        inputs: call.olds.value,
        outputs: call.oldOutputs.value,
      });
      return { ...standing, id: call.id };
    },
    read: (call) =>
      call.inputs === undefined
        ? importFiles(session, call)
        : refresh(session, call, call.inputs, call.outputs),
    delete: async (call) => {
      const standing = refreshedOf(session, call, call.olds.value, call.oldOutputs.value);
      if (standing !== undefined) await mayDelete(session, standing);
      const { repository, branch } = place(session.settings, call.olds.value);
      const request = claimRequest(session.settings, call.urn, undefined, {
        inputs: call.olds.value,
        outputs: call.oldOutputs.value,
      });
      const { force } = session.settings;
      await session.submit(repository, branch, { ...request, adopt: force }, call);
    },
  };
}

function check(
  session: Session,
  urn: string,
  olds: Decoded | undefined,
  news: Decoded,
): CheckResult & { inputs: Decoded } {
  const { settings, run } = session;
  const value = {
    ...(settings.repository === undefined ? {} : { repository: settings.repository }),
    branch: settings.branch,
    ...Object.fromEntries(Object.entries(news.value).filter(([, item]) => item !== null)),
  };
  const inputs: Decoded = { value, secrets: news.secrets };
  const failures = [...shapeProblems(inputs, olds), ...secretProblems(inputs)];
  if (value.repository === undefined) {
    failures.push(
      failure(
        "repository",
        "is missing: name it here or with `pulumi config set nautes:repository …`",
      ),
    );
  }
  const claims = failures.length === 0 ? claimsOf(value) : undefined;
  if (claims !== undefined) {
    const where = placeKey(String(value.repository), value.branch);
    const keys = claimKeys(claims);
    failures.push(...run.checked(urn, where, keys, olds !== undefined).map(rivalry));
  }
  return { inputs, failures };
}

function rivalry({ key, owner }: Rival): Failure {
  const what = `belongs to this resource, but ${owner} claims it, too`;
  return failure(key, `${what}: remove one of the two, or give one of them another name`);
}

function diff(
  session: Session,
  urn: string,
  olds: Decoded,
  news: Decoded,
  oldOutputs: Decoded,
): DiffResult {
  const replaces = ["repository", "branch"].filter((key) => olds.value[key] !== news.value[key]);
  const changes: PropertyChange[] = [
    ...replaces.map((path): PropertyChange => ({ path, kind: "update" })),
    ...contentChanges(claimsOf(olds.value), claimsOf(news.value)),
  ];
  // Taken over as it is: written without a change, so that it is not said again and again to be another's.
  if (changes.length === 0 && editedOf(oldOutputs.value).length > 0) {
    changes.push({ path: "edited", kind: "delete" });
  }
  if (changes.length === 0 && session.unsettled.has(urn)) changes.push(unsettledChange(olds.value));
  if (changes.length === 0) session.run.unchanged(urn);
  else session.run.changed(urn);
  return { changes, replaces };
}

function contentChanges(olds: Claims | undefined, news: Claims | undefined): PropertyChange[] {
  if (olds === undefined || news === undefined) return [{ path: "documents", kind: "update" }];
  return diffClaims(olds, news);
}

async function hold(
  session: Session,
  call: Operation,
  inputs: Inputs,
  preview: boolean,
  before: Before | undefined,
): Promise<Standing> {
  const { repository, branch } = place(session.settings, inputs);
  const claims = claimsOf(inputs);
  if (claims === undefined) {
    session.run.arrived(call.urn);
    session.run.answered(call.urn);
    return standing(`${repository}@${branch}`, UNKNOWN, {});
  }
  const request = claimRequest(session.settings, call.urn, inputs, before);
  const id = `${repository}@${branch}:${firstPath(claims)}`;
  try {
    if (preview) {
      const { seen } = await session.preview(repository, branch, request, call);
      return standing(id, UNKNOWN, seen);
    }
    const { commit, seen } = await session.submit(repository, branch, request, call);
    return standing(id, commit, seen);
  } catch (error) {
    if (before !== undefined || !isNautesError(error, "claim-conflict")) throw error;
    throw await withImportId(session, error, claims, { ...call, repository, branch });
  }
}

function standing(id: string, commit: string, seen: { readonly [path: string]: BlobId }): Standing {
  return { id, outputs: { value: { commit, seen }, secrets: [] } };
}

async function refresh(
  session: Session,
  call: Operation & { id: string },
  inputs: Decoded,
  outputs: Decoded,
): Promise<(Standing & { inputs: Encodable }) | undefined> {
  const unmoved = { id: call.id, inputs, outputs };
  const standing = refreshedOf(session, call, inputs.value, outputs.value);
  if (standing === undefined) return unmoved;
  const { repository, branch, request } = standing;
  try {
    const found = await session.observe(repository, branch, request.held, request.seen, call);
    const isAsLeft = found.claims !== undefined && !found.drifted;
    const undone = isAsLeft ? [] : await leftUndone(session, standing);
    if (found.claims === undefined && undone.length > 0) {
      // It is to be let go of once more, for that to be finished.
      session.run.refreshed(call.urn);
      return unmoved;
    }
    const left = await judgeDrift(session, standing, found);
    const edited = left.length === 0 ? undefined : left;
    if (found.claims === undefined) return undefined;
    session.run.refreshed(call.urn);
    if (!found.drifted) return unmoved;
    return {
      id: call.id,
      inputs: { value: withFound(inputs.value, found.claims), secrets: inputs.secrets },
      outputs: { value: { ...outputs.value, seen: found.seen, edited }, secrets: [] },
    };
  } catch (error) {
    if (!isNautesError(error, ...unknowable)) throw error;
    session.run.refreshed(call.urn);
    session.log.warn(call.urn, `Drift unknown: ${error.message}`);
    return unmoved;
  }
}

/** Undefined: its files are not known yet. */
function refreshedOf(
  session: Session,
  call: Operation,
  inputs: Inputs,
  outputs: Inputs,
): Refreshed | undefined {
  const held = claimsOf(inputs);
  if (held === undefined) return undefined;
  const { repository, branch } = place(session.settings, inputs);
  const request = claimRequest(session.settings, call.urn, undefined, { inputs, outputs });
  return {
    repository,
    branch,
    call,
    request: { ...request, held },
    edited: editedOf(outputs),
  };
}

/** A change that leaves files out deletes them. */
async function mayGiveUp(
  session: Session,
  call: Operation & { olds: Decoded; oldOutputs: Decoded; inputs: Decoded },
): Promise<void> {
  const standing = refreshedOf(session, call, call.olds.value, call.oldOutputs.value);
  const wanted = claimsOf(call.inputs.value);
  if (standing === undefined || wanted === undefined) return;
  const edited = standing.edited.filter((path) => !isHeld(wanted, path));
  await mayDelete(session, { ...standing, edited });
}

/** The old inputs with what was found in place of what we own; parts that are empty on both sides stay out. */
function withFound(inputs: Inputs, found: Claims): Inputs {
  const { documents, texts, shared } = found;
  const entries = allBrief(found.entries);
  const parts = Object.entries({ documents, texts, entries, shared }).filter(
    ([key, part]) => key in inputs || Object.keys(part).length > 0,
  );
  return { ...inputs, ...(Object.fromEntries(parts) as unknown as Inputs) };
}
