import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startGitlab, type Gitlab } from "../../../sandbox/gitlab/gitlab";
import type { PushRule } from "../../../sandbox/gitlab/model";
import type { ProjectHandle } from "../../../sandbox/gitlab/newcomers";
import { ask } from "./client";
import { git, repositoryUrl } from "./git";

let folder: string;
let clone: string;
let gitlab: Gitlab;
let project: ProjectHandle;
let token: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nautes-gitlab-"));
  gitlab = await startGitlab({ folder: join(folder, "server") });
  gitlab.createUser({ username: "owner" });
  token = gitlab.createToken({ kind: "personal", user: "owner" }).secret;
  project = gitlab.createProject({
    path: "group/ruled",
    members: { owner: "owner" },
    files: { a: "" },
  });
  clone = join(folder, "clone");
  const address = repositoryUrl(gitlab.url, "group/ruled", "oauth2", token);
  await git(folder, "clone", "--quiet", address, clone);
});
afterAll(async () => {
  await gitlab.stop();
  rmSync(folder, { recursive: true });
});

async function byRest(
  branch: string,
  path: string,
  content: string,
  commit_message: string,
): Promise<string> {
  const body = {
    branch,
    start_branch: "main",
    commit_message,
    author_name: "Owner",
    author_email: "owner@example.com",
    actions: [{ action: "create", file_path: path, content }],
  };
  const where = `/projects/${project.id}/repository/commits`;
  const reply = await ask(gitlab.url, { method: "POST", path: where, token, body });
  return reply.status === 201 ? "" : String(reply.body.message);
}

async function byPush(
  branch: string,
  path: string,
  content: string,
  message: string,
): Promise<string> {
  await git(clone, "checkout", "--quiet", "--force", "-B", "work", "origin/main");
  writeFileSync(join(clone, path), content);
  await git(clone, "add", path);
  const who = ["-c", "user.email=owner@example.com", "-c", "user.name=Owner"];
  const author = "--author=Owner <owner@example.com>";
  await git(clone, ...who, "commit", "--quiet", author, "-m", message);
  const { code, output } = await git(clone, "push", "origin", `HEAD:${branch}`);
  return code === 0 ? "" : (/^remote: GitLab: (.*?)\s*$/m.exec(output)?.[1] ?? output);
}

const refused: readonly (readonly [string, PushRule, string])[] = [
  [
    "a message that does not follow the pattern",
    { commitMessageRegex: "^JIRA-\\d+" },
    "Commit message does not follow the pattern '^JIRA-\\d+'",
  ],
  [
    "a message with what is forbidden",
    { commitMessageNegativeRegex: "Try" },
    "Commit message contains the forbidden pattern 'Try'",
  ],
  [
    "a message that is not signed off",
    { rejectNonDcoCommits: true },
    "Commit message must contain a DCO signoff",
  ],
  [
    "a branch name that does not follow the pattern",
    { branchNameRegex: "^feature/" },
    "Branch name does not follow the pattern '^feature/'",
  ],
  [
    "an author from elsewhere",
    { authorEmailRegex: "@corp\\.example$" },
    "Author's email 'owner@example.com' does not follow the pattern '@corp\\.example$'",
  ],
  [
    "a prohibited file name",
    { fileNameRegex: "\\.key$" },
    'File name some.key was prohibited by the pattern "\\.key$".',
  ],
  [
    "a secret's file name",
    { preventSecrets: true },
    'File name some.key was prohibited by the pattern "\\.(pem|key)$".',
  ],
  [
    "a file that is too large",
    { maxFileSize: 1 },
    'File "some.key" is larger than the allowed size of 1 MiB. Use Git LFS to manage this file.',
  ],
];

describe.each([
  ["REST", "rest", byRest],
  ["push", "push", byPush],
] as const)("by %s", (_, prefix, write) => {
  test.each(refused)("%s is refused", async (_, pushRule, sentence) => {
    project.set({ pushRule });
    const branch = `${prefix}-refused`;
    const said = await write(branch, "some.key", "x".repeat(1_100_000), "Try it");
    expect(said).toBe(sentence);
  });

  test("what keeps the rules is taken", async () => {
    project.set({ pushRule: { commitMessageRegex: "^Try", authorEmailRegex: "@example.com$" } });
    expect(await write(`${prefix}-kept`, "some.txt", "x", "Try it")).toBe("");
  });
});

test("unsigned commits are refused by push, not by REST", async () => {
  project.set({ pushRule: { rejectUnsignedCommits: true } });
  expect(await byPush("unsigned", "u", "", "Try")).toBe("Commit must be signed with a GPG key");
  expect(await byRest("unsigned", "u", "", "Try")).toBe("");
});

test("a maintainer reads the rules", async () => {
  project.set({ pushRule: { commitMessageRegex: "^x", maxFileSize: 2 } });
  const { body } = await ask(gitlab.url, { path: `/projects/${project.id}/push_rule`, token });
  expect(body).toMatchObject({ commit_message_regex: "^x", max_file_size: 2, member_check: false });
});
