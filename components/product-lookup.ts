import * as pulumi from "@pulumi/pulumi";
import type { FoundDocument } from "../provider/sdk";
import { findDocuments } from "../provider/sdk";
import { failure } from "./failure";

/** How a product and its code repo are called in Nautes' resources. */
interface ProductIds {
  readonly productId: pulumi.Input<string>;
  readonly codeRepoId: pulumi.Input<string>;
}

/** A runtime whose ids are wanted. */
interface Sought {
  readonly component: pulumi.ComponentResource;
  readonly runtimeName: string;
  /** The product's config repo; undefined: the product is not given, so that nothing can be looked up. */
  readonly repository: string | undefined;
  readonly productId: pulumi.Input<string> | undefined;
  readonly codeRepoId: pulumi.Input<string> | undefined;
  readonly codeRepo: pulumi.Input<string> | undefined;
}

/**
 * The ids that are given, and for the others what the product's own files say.
 * An id that is not found fails with a ResourceError that names the argument to give.
 */
export function lookUpProduct(sought: Sought): ProductIds {
  const { component, productId, codeRepoId, codeRepo } = sought;
  if (productId !== undefined && codeRepoId !== undefined) return { productId, codeRepoId };
  let unreadable: Error | undefined;
  const files = pulumi.output(productFiles(sought));
  return {
    productId:
      productId ??
      files.apply((found) => theOnly(idsOfProduct(readable(found)), productWords, sought)),
    codeRepoId:
      codeRepoId ??
      pulumi
        .all([files, codeRepo])
        .apply(([found, name]) =>
          theOnly(idsOfCodeRepo(readable(found), name), codeRepoWords, sought),
        ),
  };

  /** Throws the same error for both ids, so that it is reported once. */
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
      "With productId and codeRepoId given, nothing has to be looked up there.",
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

function idsOfCodeRepo(files: Files, repoName: string | undefined): unknown[] {
  return files
    .map(({ document }) => document)
    .filter((document) => at(document, "kind") === "CodeRepo")
    .filter((document) => at(document, "spec", "repoName") === repoName)
    .map((document) => at(document, "metadata", "name"));
}

interface Words {
  readonly argument: string;
  readonly what: string;
  readonly example: string;
}

const productWords: Words = { argument: "productId", what: "its product", example: "product-12" };
const codeRepoWords: Words = {
  argument: "codeRepoId",
  what: "its code repo",
  example: "repo-34",
};

function theOnly(ids: readonly unknown[], words: Words, sought: Sought): string {
  const [id, ...others] = new Set(ids);
  if (typeof id === "string" && others.length === 0) return id;
  const count = others.length === 0 ? "none" : "more than one";
  // The runtime's name: after the synchronous phase Pulumi reports errors without their resource.
  throw failure(
    sought.component,
    `Runtime ${sought.runtimeName} needs the id of ${words.what}, and the files in ${String(sought.repository)} tell ${count}.\n` +
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
