import type * as pulumi from "@pulumi/pulumi";
import type { GitlabIdsArgs, GitlabIdsResult } from "../provider/sdk";
import { gitlabIds } from "../provider/sdk";

/** What is known of something: what files tell, and, unless that is one thing, what GitLab tells. */
export interface Told {
  readonly byFiles: readonly unknown[];
  readonly byGitlab?: string | undefined;
  /** Why GitLab does not tell. */
  readonly why?: string | undefined;
}

/** The one text among values, if there is just one. */
export function onlyText(values: readonly unknown[]): string | undefined {
  const [value, ...others] = new Set(values);
  return typeof value === "string" && others.length === 0 ? value : undefined;
}

/**
 * Asks GitLab what the files do not tell; `pick` takes from its answer. Never rejects, as nothing may on the way to an
 * output that others derive from (see product-lookup).
 */
export async function alsoByGitlab(
  byFiles: readonly unknown[],
  asked: GitlabIdsArgs,
  pick: (answer: GitlabIdsResult) => string | undefined,
  component: pulumi.ComponentResource,
): Promise<Told> {
  if (onlyText(byFiles) !== undefined) return { byFiles };
  try {
    return { byFiles, byGitlab: pick(await gitlabIds(asked, { parent: component })) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { byFiles, why: message.replace(/^invocation of \S+ returned an error: /, "") };
  }
}

/** The group of a product: the one that its config repo is in, however deep. */
export function groupOf(repository: string): string {
  return repository.split("/").slice(0, -1).join("/");
}

/** The full path of a code repo, which is named within its product's group. */
export function projectOf(repository: string, codeRepo: string): string {
  return codeRepo.includes("/") ? codeRepo : `${groupOf(repository)}/${codeRepo}`;
}
