import type { Claims } from "../claims/model";
import { UNKNOWN } from "../claims/model";
import { diffClaims } from "../claims/diff";
import { claimKeys } from "../claims/keys";
import type { BlobId, ClaimRequest } from "../claims/request";
import type { Decoded } from "../codec";
import { isNautesError, NautesError } from "../errors";
import type { Session } from "../session";
import { importFiles } from "./config-files-import";
import {
  claimsOf,
  expandGuards,
  failure,
  secretProblems,
  shapeProblems,
} from "./config-files-inputs";
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

type Inputs = Decoded["value"];

/** Errors that leave open what the repository holds: a refresh then keeps the state as it is (C10). */
const unknowable = [
  "credentials-refused",
  "repository-unavailable",
  "deadline-exceeded",
  "local-failure",
] as const;

/** The resource ConfigFiles: files and list entries of a config repo that one resource owns. */
export function configFiles(session: Session): Resource {
  return {
    check: (urn, olds, news) => check(session, urn, olds, news),
    diff: (urn, olds, news) => diff(session, urn, olds, news),
    create: (call) => hold(session, call, call.inputs.value, call.preview, undefined),
    update: async (call) => {
      const standing = await hold(session, call, call.inputs.value, call.preview, {
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
      const { repository, branch } = place(session, call.olds.value);
      const request = claimRequest(session, call.urn, undefined, {
        inputs: call.olds.value,
        outputs: call.oldOutputs.value,
      });
      await session.submit(repository, branch, request, call);
    },
  };
}

function check(
  session: Session,
  urn: string,
  olds: Decoded | undefined,
  news: Decoded,
): CheckResult {
  const { settings, run } = session;
  const value = {
    ...(settings.repository === undefined ? {} : { repository: settings.repository }),
    branch: settings.branch,
    ...Object.fromEntries(Object.entries(news.value).filter(([, item]) => item !== null)),
  };
  const inputs: Decoded = { value, secrets: news.secrets };
  const failures = [...shapeProblems(inputs), ...secretProblems(inputs)];
  if (value.repository === undefined) {
    failures.push(
      failure("repository", "is missing: name it here or with `pulumi config set nautes:repository …`"),
    );
  }
  const claims = failures.length === 0 ? claimsOf(value) : undefined;
  if (claims !== undefined) {
    const keys = claimKeys(claims);
    failures.push(...run.checked(urn, placeKey(value), keys, olds !== undefined).map(rivalry));
  }
  return { inputs, failures };
}

/** Another resource of the program wants what this one, which the state already knows, holds. */
function rivalry({ key, owner }: { key: string; owner: string }): Failure {
  const path = key.split("#")[0] ?? key;
  return failure(path, `belongs to this resource, but ${owner} of the same program claims it, too`);
}

function diff(session: Session, urn: string, olds: Decoded, news: Decoded): DiffResult {
  const replaces = ["repository", "branch"].filter(
    (key) => olds.value[key] !== news.value[key],
  );
  const changes: PropertyChange[] = [
    ...replaces.map((path): PropertyChange => ({ path, kind: "update" })),
    ...contentChanges(claimsOf(olds.value), claimsOf(news.value)),
  ];
  if (changes.length === 0) session.run.unchanged(urn);
  else session.run.changed(urn);
  return { changes, replaces };
}

function contentChanges(olds: Claims | undefined, news: Claims | undefined): PropertyChange[] {
  if (olds === undefined || news === undefined) return [{ path: "documents", kind: "update" }];
  return diffClaims(olds, news);
}

interface Before {
  readonly inputs: Inputs;
  readonly outputs: Inputs;
}

async function hold(
  session: Session,
  call: Operation,
  inputs: Inputs,
  preview: boolean,
  before: Before | undefined,
): Promise<Standing> {
  const { repository, branch } = place(session, inputs);
  const claims = claimsOf(inputs);
  if (claims === undefined) {
    session.run.arrived(call.urn);
    session.run.answered(call.urn);
    return standing(`${repository}@${branch}`, UNKNOWN, {});
  }
  const request = claimRequest(session, call.urn, inputs, before);
  const id = `${repository}@${branch}:${firstPath(claims)}`;
  if (preview) {
    const { seen } = await session.preview(repository, branch, request, call);
    return standing(id, UNKNOWN, seen);
  }
  const { commit, seen } = await session.submit(repository, branch, request, call);
  return standing(id, commit, seen);
}

function standing(
  id: string,
  commit: string,
  seen: { readonly [path: string]: BlobId },
): Standing {
  return { id, outputs: { value: { commit, seen }, secrets: [] } };
}

/** The repository and branch that the inputs name; inputs of older states may lack them. */
function place(session: Session, inputs: Inputs): { repository: string; branch: string } {
  const repository = inputs["repository"] ?? session.settings.repository;
  const branch = inputs["branch"] ?? session.settings.branch;
  if (typeof repository !== "string" || typeof branch !== "string") {
    throw new NautesError("invalid-configuration", "It is not known in which repository the files are.", {
      at: "repository",
      remedy: "Set `repository` on the resource, or `pulumi config set nautes:repository …`.",
    });
  }
  return { repository, branch };
}

function placeKey(inputs: Inputs): string {
  return `${String(inputs["repository"])}@${String(inputs["branch"])}`;
}

export function firstPath(claims: Claims): string {
  const [first] = [
    ...Object.keys(claims.documents),
    ...Object.keys(claims.texts),
    ...Object.keys(claims.entries),
    ...Object.keys(claims.shared),
  ].sort();
  return first ?? "";
}

function claimRequest(
  session: Session,
  urn: string,
  inputs: Inputs | undefined,
  before: Before | undefined,
): ClaimRequest {
  return {
    owner: urn,
    stack: stackOf(urn),
    hold: inputs === undefined ? undefined : expanded(session, inputs),
    held: before === undefined ? undefined : expanded(session, before.inputs),
    seen: seenOf(before?.outputs),
    adopt: inputs?.["adopt"] === true,
  };
}

function expanded(session: Session, inputs: Inputs): Claims | undefined {
  const claims = claimsOf(inputs);
  if (claims === undefined) return undefined;
  const { repository } = place(session, inputs);
  return {
    ...claims,
    requires: expandGuards(claims.requires, repository, session.settings),
    forbids: expandGuards(claims.forbids, repository, session.settings),
  };
}

export function seenOf(outputs: Inputs | undefined): { readonly [path: string]: BlobId } {
  return (outputs?.["seen"] ?? {}) as { readonly [path: string]: BlobId };
}

/** `urn:pulumi:stack::project::…` → `project/stack`. */
function stackOf(urn: string): string {
  const [stack, project] = urn.replace("urn:pulumi:", "").split("::");
  return `${project ?? ""}/${stack ?? ""}`;
}

async function refresh(
  session: Session,
  call: Operation & { id: string },
  inputs: Decoded,
  outputs: Decoded,
): Promise<(Standing & { inputs: Encodable }) | undefined> {
  const unmoved = { id: call.id, inputs, outputs };
  const held = claimsOf(inputs.value);
  if (held === undefined) return unmoved;
  const { repository, branch } = place(session, inputs.value);
  try {
    const found = await session.observe(repository, branch, held, seenOf(outputs.value), call);
    if (found.claims === undefined) return undefined;
    if (!found.drifted) return unmoved;
    return {
      id: call.id,
      inputs: { value: { ...inputs.value, ...found.claims }, secrets: inputs.secrets },
      outputs: { value: { ...outputs.value, seen: found.seen }, secrets: [] },
    };
  } catch (error) {
    if (!isNautesError(error, ...unknowable)) throw error;
    session.log.warn(call.urn, `Drift unknown: ${error.message}`);
    return unmoved;
  }
}
