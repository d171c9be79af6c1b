import { claimsFromImport, parseImportId, pathsToImport } from "../claims/import-id";
import { NautesError } from "../errors";
import type { Session } from "../session";
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
  const snapshot = await session.look(repository, branch, () => pathsToImport(items));
  const { claims, seen } = claimsFromImport(items, snapshot);
  const { subject, documents, texts, entries, shared } = claims;
  const parts = Object.entries({ documents, texts, entries, shared }).filter(
    ([, part]) => Object.keys(part).length > 0,
  );
  return {
    id: `${repository}@${branch}:${firstPath(claims)}`,
    inputs: {
      value: { repository, branch, subject, ...Object.fromEntries(parts) },
      secrets: [],
    },
    outputs: { value: { commit: await session.head(repository, branch), seen }, secrets: [] },
  };
}
