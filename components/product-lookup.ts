import * as pulumi from "@pulumi/pulumi";
import type { FoundDocument, GitlabIdsResult } from "../provider/sdk";
import { findDocuments } from "../provider/sdk";
import { failure } from "./failure";
import type { Told } from "./gitlab-lookup";
import { alsoByGitlab, groupOf, onlyText, projectOf } from "./gitlab-lookup";

/** How a product and its code repo are called in Nautes' resources, and where the latter is read. */
interface ProductFacts {
  readonly productId: pulumi.Input<string>;
  readonly codeRepoId: pulumi.Input<string>;
  /** Only if it is wanted. */
  readonly codeRepoUrl?: pulumi.Input<string>;
}

/** A runtime of which this is wanted. */
interface Sought {
  readonly component: pulumi.ComponentResource;
  readonly runtimeName: string;
  /** The product's config repo; undefined: the product is not given, so that nothing can be looked up. */
  readonly repository: string | undefined;
  readonly productId: pulumi.Input<string> | undefined;
  readonly codeRepoId: pulumi.Input<string> | undefined;
  readonly codeRepo: pulumi.Input<string> | undefined;
  readonly codeRepoUrl: pulumi.Input<string> | undefined;
  readonly wantsUrl: boolean;
  /** Whether that is to be an HTTP URL, where there is a choice. */
  readonly overHttp: boolean;
}

/**
 * What is given, and for the rest what the product's own files say, else GitLab.
 * What is not found fails with a ResourceError that names the argument to give.
 */
export function lookUpProduct(sought: Sought): ProductFacts {
  const { component, productId, codeRepoId, codeRepo, codeRepoUrl, wantsUrl } = sought;
  const urlIsWanted = wantsUrl && codeRepoUrl === undefined;
  const url = codeRepoUrl === undefined ? {} : { codeRepoUrl };
  if (productId !== undefined && codeRepoId !== undefined && !urlIsWanted)
    return { productId, codeRepoId, ...url };
  let unreadable: Error | undefined;
  const files = pulumi.output(productFiles(sought));
  const repos = pulumi
    .all([files, codeRepo])
    .apply(([found, name]) => ({ name, documents: codeReposCalled(readable(found), name) }));
  return {
    productId:
      productId ??
      files
        .apply((found) => productTold(readable(found), sought))
        .apply((told) => theOnly(told, productWords, sought)),
    codeRepoId:
      codeRepoId ??
      repos
        .apply((found) => codeRepoTold(found, idPath, idOf, sought))
        .apply((told) => theOnly(told, codeRepoWords, sought)),
    ...(urlIsWanted
      ? {
          codeRepoUrl: repos
            .apply((found) => codeRepoTold(found, urlPath, urlOf(sought), sought))
            .apply((told) => theOnly(told, urlWords, sought)),
        }
      : url),
  };

  /** Throws the same error for all of them, so that it is reported once. */
  function readable(found: Files | Unreadable): Files {
    if (!("unreadable" in found)) return found;
    throw (unreadable ??= failure(component, found.unreadable));
  }
}

/**
 * Never rejects: V8, being debugged as Pulumi's programs are, looks for who handles a rejection on every way through the
 * outputs that derive from it, and here, where these part and meet again, comes to no end.
 */
async function productFiles({
  component,
  runtimeName,
  repository,
  wantsUrl,
}: Sought): Promise<Files | Unreadable> {
  if (repository === undefined) return notKnown;
  const kinds = ["Project", "Environment", "CodeRepo"].map((kind) => ({ equals: { kind } }));
  const where = { all: [{ any: kinds }, { exists: ["spec.product"] }] };
  try {
    const { documents } = await findDocuments(
      { repository, folder: "", where },
      { parent: component },
    );
    // The provider's own configuration is not known yet: neither is the answer.
    return documents ?? notKnown;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const sentences = [
      `The ids of runtime ${runtimeName} cannot be looked up in ${repository}.`,
      message.replace(/^invocation of \S+ returned an error: /, ""),
      `With ${wantsUrl ? "productId, codeRepoId and codeRepoUrl" : "productId and codeRepoId"} given, nothing has to be looked up there.`,
    ];
    return { unreadable: sentences.join("\n") };
  }
}

type Files = readonly FoundDocument[];

/** Why the files cannot be read. */
interface Unreadable {
  readonly unreadable: string;
}

const notKnown = pulumi.unknown as unknown as Files;

function idsOfProduct(files: Files): unknown[] {
  return files.map(({ document }) => at(document, "spec", "product"));
}

function codeReposCalled(files: Files, repoName: string | undefined): readonly unknown[] {
  return files
    .map(({ document }) => document)
    .filter((document) => at(document, "kind") === "CodeRepo")
    .filter((document) => at(document, "spec", "repoName") === repoName);
}

/** Which of a project's addresses its credentials go with. */
function urlOf({ overHttp }: Sought): Parameters<typeof alsoByGitlab>[2] {
  return ({ httpUrl, sshUrl }) => (overHttp ? httpUrl : sshUrl);
}

const idPath = ["metadata", "name"];
const urlPath = ["spec", "url"];

function productTold(files: Files, { component, repository = "" }: Sought): Promise<Told> {
  return alsoByGitlab(
    idsOfProduct(files),
    { group: groupOf(repository) },
    ({ groupId }) => (groupId === undefined ? undefined : `product-${groupId}`),
    component,
  );
}

/** What the files say at `path`, else what GitLab's answer says by `pick`. */
function codeRepoTold(
  { name = "", documents }: CodeRepos,
  path: readonly string[],
  pick: Parameters<typeof alsoByGitlab>[2],
  { component, repository = "" }: Sought,
): Promise<Told> {
  const asked = { project: projectOf(repository, name) };
  return alsoByGitlab(values(documents, path), asked, pick, component);
}

interface CodeRepos {
  readonly name: string | undefined;
  readonly documents: readonly unknown[];
}

function idOf({ projectId }: GitlabIdsResult): string | undefined {
  return projectId === undefined ? undefined : `repo-${projectId}`;
}

function values(documents: readonly unknown[], path: readonly string[]): unknown[] {
  return documents.map((document) => at(document, ...path));
}

interface Words {
  readonly argument: string;
  readonly what: string;
  readonly example: string;
}

const productWords: Words = {
  argument: "productId",
  what: "the id of its product",
  example: "product-12",
};
const codeRepoWords: Words = {
  argument: "codeRepoId",
  what: "the id of its code repo",
  example: "repo-34",
};
/** The files that Nautes writes have no URL: its operators make one of what they know of the Git server. */
const urlWords: Words = {
  argument: "codeRepoUrl",
  what: "the URL of its code repo",
  example: "ssh://git@git.example.com/shop/deploy-config.git",
};

function theOnly({ byFiles, byGitlab, why }: Told, words: Words, sought: Sought): string {
  const found = onlyText(byFiles) ?? byGitlab;
  if (found !== undefined) return found;
  const count = new Set(byFiles).size > 1 ? "more than one" : "none";
  // The runtime's name: after the synchronous phase Pulumi reports errors without their resource.
  throw failure(
    sought.component,
    `Runtime ${sought.runtimeName} needs ${words.what}, and the files in ${String(sought.repository)} tell ${count}.\n` +
      (why === undefined ? "" : `GitLab does not tell it either: ${why}\n`) +
      `Give it as ${words.argument}, e.g. "${words.example}".`,
  );
}

function at(document: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null
        ? (value as Record<string, unknown>)[key]
        : undefined,
    document,
  );
}
