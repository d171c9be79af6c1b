import type { Problem } from "./problems";

/** What GitLab's push rules may ask for, as far as it can be judged here. */
export interface PushRule {
  readonly commit_message_regex?: string | null;
  readonly commit_message_negative_regex?: string | null;
  readonly branch_name_regex?: string | null;
  readonly author_email_regex?: string | null;
  readonly file_name_regex?: string | null;
  readonly member_check?: boolean | null;
  readonly commit_committer_check?: boolean | null;
  readonly reject_unsigned_commits?: boolean | null;
  readonly reject_non_dco_commits?: boolean | null;
}

/** A commit as it would be made. */
export interface Specimen {
  /** Where to; undefined: not known, or to the project's default branch, which may have any name. */
  readonly branch: string | undefined;
  /** Whether that is one that a merge request comes from. */
  readonly opensMergeRequest: boolean;
  readonly message: string;
  readonly paths: readonly string[];
  /** Undefined: not known. */
  readonly authorEmail: string | undefined;
  readonly committerEmail: string | undefined;
  /** Whether author and committer are those of nobody in particular. */
  readonly isAnonymous: boolean;
  /** Signed by us, or made and so vouched for by GitLab. */
  readonly isVouchedFor: boolean;
}

const identityRemedy =
  "Set nautes:commit.author to the name and address of the token's user, as `Name <name@example.com>`.";

/** What of the rules a commit would break, each with what to do. */
export function brokenRules(rule: PushRule, commit: Specimen, project: string): Problem[] {
  return [
    ...branchProblems(rule, commit, project),
    ...messageProblems(rule, commit, project),
    ...signOffProblems(rule, commit, project),
    ...identityProblems(rule, commit, project),
    ...fileProblems(rule, commit, project),
  ];
}

function branchProblems(rule: PushRule, commit: Specimen, project: string): Problem[] {
  const { branch, opensMergeRequest } = commit;
  const { branch_name_regex: wanted } = rule;
  if (branch === undefined || matches(wanted, branch) !== false) return [];
  const setting = opensMergeRequest ? "nautes:mergeRequest.branch" : "nautes:branch";
  const own = opensMergeRequest ? " of this stack's own" : "";
  return [
    refused(
      `The push rules of ${project} want branches whose names match \`${String(wanted)}\`, and ours would be ${branch}.`,
      `Set ${setting} to a branch${own} that matches, or have the rule changed.`,
    ),
  ];
}

/** What GitLab looks for where it wants a developer's certificate of origin. */
const signedOff = /Signed-off-by:.+<.+@.+>/;

function signOffProblems(rule: PushRule, { message }: Specimen, project: string): Problem[] {
  if (rule.reject_non_dco_commits !== true || signedOff.test(message)) return [];
  return [
    refused(
      `The push rules of ${project} want commit messages that are signed off, and ours would not be.`,
      'Set nautes:commit.trailers to `{"Signed-off-by": "Name <name@example.com>"}`, with the name and address of the token\'s user.',
    ),
  ];
}

function messageProblems(rule: PushRule, { message }: Specimen, project: string): Problem[] {
  const subject = message.split("\n")[0] ?? "";
  const { commit_message_regex: wanted, commit_message_negative_regex: unwanted } = rule;
  const found: Problem[] = [];
  if (matches(wanted, message) === false) {
    found.push(
      refused(
        `The push rules of ${project} want commit messages that match \`${String(wanted)}\`, and ours would begin with "${subject}".`,
        "Set nautes:commit.message to a template that matches, such as `PREFIX {summary}`, or have the rule changed.",
      ),
    );
  }
  if (matches(unwanted, message) === true) {
    found.push(
      refused(
        `The push rules of ${project} forbid commit messages that match \`${String(unwanted)}\`, as ours would: "${subject}".`,
        "Set nautes:commit.message to a template that does not match, or have the rule changed.",
      ),
    );
  }
  return found;
}

function identityProblems(rule: PushRule, commit: Specimen, project: string): Problem[] {
  const { authorEmail, committerEmail, isAnonymous } = commit;
  const found: Problem[] = [];
  for (const [who, email] of [
    ["author", authorEmail],
    ["committer", committerEmail],
  ] as const) {
    if (email === undefined || matches(rule.author_email_regex, email) !== false) continue;
    found.push(
      refused(
        `The push rules of ${project} want e-mail addresses that match \`${String(rule.author_email_regex)}\`, and the ${who} of our commits has ${email}.`,
        `Set nautes:commit.${who} to one that matches, as \`Name <name@example.com>\`.`,
      ),
    );
    break;
  }
  if (isAnonymous && rule.member_check === true) {
    const sentence = `The push rules of ${project} want members as authors, and the author of our commits is nobody (${String(authorEmail)}).`;
    found.push(refused(sentence, identityRemedy));
  }
  if (isAnonymous && rule.commit_committer_check === true) {
    const sentence = `The push rules of ${project} want the user who pushes as committer, and the committer of our commits is nobody (${String(committerEmail)}).`;
    found.push(refused(sentence, identityRemedy));
  }
  if (rule.reject_unsigned_commits === true && !commit.isVouchedFor) {
    found.push(
      refused(
        `The push rules of ${project} want signed commits, and ours would not be.`,
        "Set nautes:commit.signingKey to an SSH key that the token's user has at GitLab, or nautes:gitlab.transport to `api`.",
      ),
    );
  }
  return found;
}

function fileProblems(rule: PushRule, { paths }: Specimen, project: string): Problem[] {
  const hit = paths.find((path) => matches(rule.file_name_regex, path) === true);
  if (hit === undefined) return [];
  const sentence = `The push rules of ${project} forbid files that match \`${String(rule.file_name_regex)}\`, such as ${hit}.`;
  return [refused(sentence, "Have the rule changed, or name another repository.")];
}

function refused(sentence: string, remedy: string): Problem {
  return { code: "push-refused", sentence, remedy };
}

/** Whether a text matches GitLab's expression (RE2, by lines); undefined: there is none, or none that we understand. */
function matches(pattern: string | null | undefined, text: string): boolean | undefined {
  if (pattern === undefined || pattern === null || pattern === "") return undefined;
  const [, flags = "", body = ""] = /^(?:\(\?([ims]+)\))?([^]*)$/.exec(pattern) ?? [];
  try {
    return new RegExp(body, [...new Set(`m${flags}`)].join("")).test(text);
  } catch {
    return undefined;
  }
}
