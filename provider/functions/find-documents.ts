import type { Json, Predicate } from "../claims/model";
import { isFitForEngine } from "../claims/engine-value";
import { satisfies } from "../claims/predicate";
import { documentsOf, parseDocuments } from "../claims/render";
import { failure, PredicateSchema } from "../resources/config-files-inputs";
import type { Failure } from "../resources/resource";
import type { Session } from "../session";
import type { ProviderFunction } from "./function";

/**
 * `nautes:index:findDocuments`: the YAML documents below a folder that satisfy a predicate, as of the branch's head
 * and what this preview has planned. Files that do not parse are left out, as is
 * what would read as something else on the engine's wire.
 */
export function findDocuments(session: Session): ProviderFunction {
  return async (args, call) => {
    const { folder, where } = args.value;
    const repository = args.value["repository"] ?? session.settings.repository;
    const branch = args.value["branch"] ?? session.settings.branch;
    const failures = problems({ repository, branch, folder: folder ?? "", where: where ?? null });
    if (failures.length > 0 || typeof repository !== "string" || typeof branch !== "string") {
      return { failures };
    }
    const prefix =
      typeof folder === "string" && folder !== "" ? `${folder.replace(/\/+$/, "")}/` : "";
    const { texts } = await session.look(
      repository,
      branch,
      (paths) => paths.filter((path) => path.startsWith(prefix) && /\.ya?ml$/.test(path)),
      call,
    );
    const documents = [...texts].flatMap(([path, text]) =>
      parsed(text)
        .filter((document) => satisfies(document, where as Predicate) === true)
        .filter(isFitForEngine)
        .map((document) => ({ path, document })),
    );
    return { value: { documents }, secrets: [] };
  };
}

function problems(args: Readonly<Record<string, Json | undefined>>): Failure[] {
  const failures: Failure[] = [];
  for (const key of ["repository", "branch", "folder"]) {
    if (typeof args[key] !== "string") failures.push(failure(key, "must be a text"));
  }
  if (!PredicateSchema.safeParse(args["where"]).success) {
    failures.push(failure("where", "must be one of exists, equals, contains, any, all, not"));
  }
  return failures;
}

function parsed(text: string): readonly Json[] {
  try {
    return documentsOf(parseDocuments(text));
  } catch {
    return [];
  }
}
