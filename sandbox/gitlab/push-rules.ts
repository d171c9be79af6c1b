import { levelIn } from "./access";
import { roles } from "./model";
import type { Project, PushRule, User } from "./model";
import type { Repository } from "./repository";
import { zeros } from "./repository";
import type { World } from "./world";

/** One ref that is about to move. */
export interface RefUpdate {
  readonly ref: string;
  readonly from: string | undefined;
  readonly to: string;
  /** Made by the server, as through the commits API. */
  readonly bySystem: boolean;
}

const signedOff = /Signed-off-by:.+<.+@.+>/;

interface NewCommit {
  readonly id: string;
  readonly signed: boolean;
  readonly authorEmail: string;
  readonly committerEmail: string;
  readonly message: string;
}

/** File names that GitLab's `prevent_secrets` refuses, those of its list that matter here. */
const secretFiles = [
  /(^|\/)id_(rsa|dsa|ed25519|ecdsa)$/,
  /\.(pem|key)$/,
  /(ruby|irb|rdbg|mysql|psql|bash|zsh)_history$/,
  /aws\/credentials$/,
];

/** What the push rules of a project have against a push, in GitLab's words. `repository` sees the new objects. */
export async function checkPush(
  world: World,
  project: Project,
  user: User | undefined,
  repository: Repository,
  update: RefUpdate,
): Promise<string | undefined> {
  const rule = project.pushRule;
  if (rule === undefined || update.to === zeros) return undefined;
  const branch = update.ref.replace("refs/heads/", "");
  if (update.ref !== branch && branch !== project.defaultBranch) {
    const problem = mismatch(rule.branchNameRegex, branch);
    if (problem) return `Branch name does not follow the pattern '${problem}'`;
  }
  const range = [update.to, "--not", "--branches"];
  for (const commit of await newCommits(repository, range)) {
    const problem = commitProblem(world, project, user, rule, commit, update.bySystem);
    if (problem !== undefined) return problem;
    for (const file of await newFiles(repository, commit.id)) {
      const why = await fileProblem(repository, rule, file);
      if (why !== undefined) return why;
    }
  }
  return undefined;
}

async function newCommits(repository: Repository, range: readonly string[]): Promise<NewCommit[]> {
  const format = "--format=%H%x1f%ae%x1f%ce%x1f%B%x1e";
  const listed = await repository.run(["log", "--reverse", format, ...range]);
  const texts = listed
    .toString()
    .split("\x1e")
    .map((text) => text.trimStart());
  return await Promise.all(
    texts
      .filter((text) => text !== "")
      .map(async (text) => {
        const [id = "", authorEmail = "", committerEmail = "", message = ""] = text.split("\x1f");
        const raw = await repository.git("cat-file", "commit", id);
        const signed = /^gpgsig /m.test(raw.slice(0, raw.indexOf("\n\n")));
        return { id, signed, authorEmail, committerEmail, message: message.trimEnd() };
      }),
  );
}

function commitProblem(
  world: World,
  project: Project,
  user: User | undefined,
  rule: PushRule,
  commit: NewCommit,
  bySystem: boolean,
): string | undefined {
  const { message, authorEmail, committerEmail } = commit;
  const wanted = mismatch(rule.commitMessageRegex, message);
  if (wanted) return `Commit message does not follow the pattern '${wanted}'`;
  const forbidden = rule.commitMessageNegativeRegex;
  if (forbidden && expression(forbidden).test(message)) {
    return `Commit message contains the forbidden pattern '${forbidden}'`;
  }
  const email = rule.authorEmailRegex;
  if (mismatch(email, authorEmail)) {
    return `Author's email '${authorEmail}' does not follow the pattern '${email ?? ""}'`;
  }
  if (mismatch(email, committerEmail)) {
    return `Committer's email '${committerEmail}' does not follow the pattern '${email ?? ""}'`;
  }
  if (rule.memberCheck === true) {
    const author = world.users.find((known) => known.email === authorEmail);
    if (levelIn(author, project) < roles.guest) {
      return `Author '${authorEmail}' is not a member of team`;
    }
  }
  if (rule.commitCommitterCheck === true && committerEmail !== user?.email) {
    const only =
      "You can only push commits if the committer email is one of your own verified emails.";
    return `You cannot push commits for '${committerEmail}'. ${only}`;
  }
  if (rule.rejectNonDcoCommits === true && !signedOff.test(message)) {
    return "Commit message must contain a DCO signoff";
  }
  if (rule.rejectUnsignedCommits === true && !bySystem && !commit.signed) {
    return "Commit must be signed with a GPG key";
  }
  return undefined;
}

interface NewFile {
  readonly path: string;
  readonly blob: string;
}

async function newFiles(repository: Repository, commit: string): Promise<readonly NewFile[]> {
  const args = ["diff-tree", "-r", "-m", "-z", "--root", "--no-commit-id", "--no-renames"];
  const fields = (await repository.run([...args, commit])).toString().split("\0");
  const files: NewFile[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, , , blob = "", kind = ""] = (fields[at] ?? "").split(" ");
    if (kind !== "D") files.push({ path: fields[at + 1] ?? "", blob });
  }
  return files;
}

async function fileProblem(
  repository: Repository,
  rule: PushRule,
  { path, blob }: NewFile,
): Promise<string | undefined> {
  const patterns = [
    ...(rule.fileNameRegex ? [expression(rule.fileNameRegex)] : []),
    ...(rule.preventSecrets === true ? secretFiles : []),
  ];
  const hit = patterns.find((pattern) => pattern.test(path));
  if (hit !== undefined) return `File name ${path} was prohibited by the pattern "${hit.source}".`;
  const limit = rule.maxFileSize ?? 0;
  if (limit > 0 && Number(await repository.git("cat-file", "-s", blob)) > limit * 1024 * 1024) {
    const rest = "Use Git LFS to manage this file.";
    return `File "${path}" is larger than the allowed size of ${limit} MiB. ${rest}`;
  }
  return undefined;
}

/** The pattern if `text` does not match it. */
function mismatch(pattern: string | undefined, text: string): string | undefined {
  return pattern && !expression(pattern).test(text) ? pattern : undefined;
}

/** In Ruby `^` and `$` are of the line. */
function expression(pattern: string): RegExp {
  return new RegExp(pattern, "m");
}
