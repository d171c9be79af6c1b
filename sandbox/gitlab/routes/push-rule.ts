import { json } from "../answer";
import { projectAs } from "../call";
import { roles } from "../model";
import type { Route } from "../router";

/** What GitLab Premium has; a project without push rules answers null. */
export const pushRuleRoutes: readonly Route[] = [
  {
    method: "GET",
    pattern: "/projects/:id/push_rule",
    handle(call) {
      const { id, pushRule: rule, createdAt } = projectAs(call, roles.maintainer);
      if (rule === undefined) return json(200, null);
      return json(200, {
        id: 1,
        project_id: id,
        created_at: createdAt.toISOString(),
        commit_message_regex: rule.commitMessageRegex ?? "",
        commit_message_negative_regex: rule.commitMessageNegativeRegex ?? "",
        branch_name_regex: rule.branchNameRegex ?? "",
        author_email_regex: rule.authorEmailRegex ?? "",
        file_name_regex: rule.fileNameRegex ?? "",
        max_file_size: rule.maxFileSize ?? 0,
        deny_delete_tag: false,
        member_check: rule.memberCheck ?? false,
        prevent_secrets: rule.preventSecrets ?? false,
        commit_committer_check: rule.commitCommitterCheck ?? false,
        commit_committer_name_check: false,
        reject_unsigned_commits: rule.rejectUnsignedCommits ?? false,
        reject_non_dco_commits: rule.rejectNonDcoCommits ?? false,
      });
    },
  },
];
