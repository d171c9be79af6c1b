import {
  claimsFromImport,
  formatImportId,
  parseImportId,
  pathsToImport,
} from "../claims/import-id";
import type { Claims } from "../claims/model";
import { observe } from "../claims/observe";
import { NautesError } from "../errors";
import type { Session } from "../session";
import { allBrief } from "./brief-inputs";
import { firstPath } from "./config-files-request";
import type { Encodable, Operation, Standing } from "./resource";

/**
 * Reads the files and entries that an import id names (see claims/import-id) as inputs of a ConfigFiles; a prefix
 * `repository@branch:` names where, the default is the provider's.
 * @throws invalid-arguments, not-found
 */
export async function importFiles(
  session: Session,
  call: Operation & { id: string },
): Promise<Standing & { inputs: Encodable }> {
  const { settings } = session;
  const [, namedRepository, namedBranch, list = call.id] =
    /^([^@#:\s]+)@([^#:\s]+):(.*)$/s.exec(call.id) ?? [];
  const repository = namedRepository ?? settings.repository;
  const branch = namedBranch ?? settings.branch;
  if (repository === undefined) {
    throw new NautesError("invalid-arguments", "The import id does not say in which repository.", {
      remedy: "Begin it with `repository@branch:`, or `pulumi config set nautes:repository …`.",
    });
  }
  const items = parseImportId(list);
  const snapshot = await session.look(repository, branch, () => pathsToImport(items), call);
  const { claims, seen } = claimsFromImport(items, snapshot);
  const { subject, documents, texts, shared } = claims;
  const entries = allBrief(claims.entries);
  const parts = Object.entries({ documents, texts, entries, shared }).filter(
    ([, part]) => Object.keys(part).length > 0,
  );
  const secrets = items
    .filter((item) => "secret" in item)
    .map(({ path }) => [Object.hasOwn(documents, path) ? "documents" : "texts", path]);
  const inClear = secrets.length === 0 ? {} : { allowSecretsInFiles: true };
  return {
    id: `${repository}@${branch}:${firstPath(claims)}`,
    inputs: {
      value: { repository, branch, subject, ...inClear, ...Object.fromEntries(parts) },
      secrets,
    },
    outputs: { value: { commit: await session.head(repository, branch, call), seen }, secrets: [] },
  };
}

/**
 * The same refusal with one more remedy: the id by which that of `wanted` can be imported which is there already. As it
 * is if nothing is, or if it cannot be looked at now.
 */
export async function withImportId(
  session: Session,
  error: NautesError,
  wanted: Claims,
  call: Operation & { repository: string; branch: string },
): Promise<NautesError> {
  const { repository, branch, urn } = call;
  const parts = [wanted.documents, wanted.texts, wanted.entries, wanted.shared];
  const paths = new Set(parts.flatMap((part) => Object.keys(part)));
  const there = await session
    .look(repository, branch, (all) => all.filter((path) => paths.has(path)), call)
    .then((snapshot) => observe(snapshot, wanted, {}).claims)
    .catch(() => undefined);
  if (there === undefined) return error;
  const id = `${repository}@${branch}:${formatImportId(there)}`;
  const name = urn.split("::").at(-1) ?? "";
  return new NautesError(
    error.code,
    `${error.message}\nOr import what is there (docs/operating.md), as nautes:index:ConfigFiles ${name} with the id "${id}".`,
    { cause: error, ...(error.at === undefined ? {} : { at: error.at }) },
  );
}
