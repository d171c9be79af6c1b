import type { CommitId } from "../config-repo";

/** In a description, unseen by who reads it in GitLab. */
const mark = /<!-- pulumi-nautes: as of ([\da-f]{40,64}) -->/;

/** The commit up to which a description tells what its merge request holds; undefined: it does not say. */
export function toldCommit(description: string): CommitId | undefined {
  return mark.exec(description)?.[1];
}

/** The description as one that tells all up to a commit. */
export function toldUpTo(description: string, commit: CommitId): string {
  const now = `<!-- pulumi-nautes: as of ${commit} -->`;
  return mark.test(description) ? description.replace(mark, now) : `${description}\n${now}`;
}
