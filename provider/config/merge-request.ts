import { z } from "zod";
import { worded } from "../claims/commit-message";
import { UNKNOWN } from "../claims/model";
import { checkBranch } from "../config-repo/git/settings";
import { isNautesError } from "../errors";
import { complain, map, text } from "./values";

/** How merge requests are made; there are some only if this is given. */
export const MergeRequest = z
  .strictObject(
    {
      branch: text.superRefine(complain(branchProblem)).optional(),
      title: text.optional(),
      description: text.optional(),
      labels: z.array(text, "must be a list of texts").optional(),
      assignees: z.array(text, "must be a list of user names").optional(),
      removeSourceBranch: z.boolean("must be true or false").optional(),
    },
    map,
  )
  .superRefine(({ title, description }, context) => {
    for (const [key, template] of Object.entries({ title, description })) {
      if (template === undefined || template === UNKNOWN) continue;
      try {
        worded(template, [], `mergeRequest.${key}`);
      } catch (error) {
        if (!isNautesError(error)) throw error;
        const message = `cannot be used: ${error.message.replaceAll("\n", " ")}`;
        context.addIssue({ code: "custom", path: [key], message });
      }
    }
  });

function branchProblem(branch: string): string | undefined {
  if (branch === UNKNOWN) return undefined;
  try {
    checkBranch(branch);
    return undefined;
  } catch {
    return "must be the name of a branch, as `git check-ref-format` accepts it";
  }
}
