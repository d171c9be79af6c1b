import type { NewProject } from "../../sandbox/gitlab/newcomers";
import { examined, examinedWith, statuses, unwell } from "../command/doctor/examined";
import { createGitlabWorld } from "./gitlab-world";
import type { GitlabWorld } from "./gitlab-world";

jest.setTimeout(120_000);

const files = { "README.md": "x\n" };
let world: GitlabWorld;
let count = 0;
beforeAll(async () => {
  world = await createGitlabWorld(files);
});
afterAll(() => world.stop());

type Token = Partial<Parameters<GitlabWorld["server"]["createToken"]>[0]>;

interface Standing {
  readonly archived?: boolean;
  /** Configuration beside the server's address: of `nautes:gitlab`, and other keys. */
  readonly gitlab?: object;
  readonly config?: object;
}

/** What the doctor says of a new project, with a token of its maintainer in the environment. */
async function of(project: Partial<NewProject>, token: Token = {}, standing: Standing = {}) {
  const { archived = false, gitlab, config } = standing;
  const path = `group/tenant${++count}`;
  const made = world.server.createProject({
    path,
    members: { me: "maintainer" },
    files,
    ...project,
  });
  if (archived) made.set({ archived });
  const { secret } = world.server.createToken({ kind: "personal", user: "me", ...token } as never);
  const { url } = world.server;
  const values = { "nautes:gitlab": { url, ...gitlab }, "nautes:repository": path, ...config };
  const answer = await examinedWith(values, { GITLAB_URL: url, GITLAB_TOKEN: secret });
  expect(answer.out).not.toContain(secret);
  return answer;
}

describe("The doctor, of GitLab", () => {
  it("finds all well where a run would work", async () => {
    const { code, checks } = await of({ pushRule: { commitMessageRegex: "^Register" } });
    expect(unwell(checks)).toEqual([]);
    expect(code).toBe(0);
    expect(statuses(checks).slice(7)).toEqual([
      "gitlab-token ok",
      "gitlab-token-end ok",
      "gitlab-scopes ok",
      "gitlab-project ok",
      "gitlab-role ok",
      "gitlab-push-rules ok",
    ]);
    expect(checks.map(({ says }) => says).join("\n")).toContain(
      'The personal access token "test" of the user me is accepted.',
    );
  });

  it.each<[string, Partial<NewProject>, Token, RegExp]>([
    [
      "gitlab-scopes",
      {},
      { scopes: ["read_api", "read_repository"] },
      /scopes are read_api.*Make one/,
    ],
    ["gitlab-role", { members: { me: "reporter" } }, {}, /has the role Reporter.*Give the user/],
    ["gitlab-role", { members: { me: "developer" } }, {}, /is protected.*Allow the user to push/],
    [
      "gitlab-push-rules",
      { pushRule: { commitMessageRegex: "^JIRA-" } },
      {},
      /want commit messages.*commit\.message/,
    ],
    ["gitlab-push-rules", { pushRule: { memberCheck: true } }, {}, /want members.*commit\.author/],
    ["branch", { files: undefined as never }, {}, /is empty.*Make a first commit/],
  ])("fails %s as the preflight would: %j %j", async (id, project, token, says) => {
    const { code, checks } = await of(project, token);
    expect(code).toBe(1);
    const failed = checks.filter((check) => check.status === "failed" && check.id === id);
    expect(unwell(failed).join("\n")).toMatch(says);
  });

  it("says of an archived project what to do", async () => {
    const { code, checks } = await of({}, {}, { archived: true });
    expect(code).toBe(1);
    expect(unwell(checks).join("\n")).toMatch(/gitlab-project: .*is archived.*Unarchive it/);
  });

  it("judges a token that may not read the API as far as it is told", async () => {
    const { code, checks } = await of({}, { scopes: ["write_repository"] });
    expect(unwell(checks)).toEqual([]);
    expect(code).toBe(0);
    expect(statuses(checks).slice(7)).toEqual([
      "gitlab-token ok",
      "gitlab-token-end ok",
      "gitlab-scopes ok",
      "gitlab-project skipped",
    ]);
    const reader = await of({}, { scopes: ["read_repository"] });
    expect(reader.code).toBe(1);
    expect(unwell(reader.checks)).toContainEqual(
      expect.stringMatching(/^gitlab-scopes: .*scopes are read_repository\. \| Make one/),
    );
  });

  it("warns of a token that ends soon, which is no failure", async () => {
    const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    const { code, checks } = await of({}, { expiresAt: soon });
    expect(code).toBe(0);
    expect(unwell(checks)).toEqual([
      expect.stringMatching(/^gitlab-token-end: .* is valid until .* only\. \| Make a new one/),
    ]);
  });

  it("says with transport api that no git is needed, and of the rest the same", async () => {
    const { code, checks } = await of({}, {}, { gitlab: { transport: "api" } });
    expect(unwell(checks)).toEqual([]);
    expect(code).toBe(0);
    expect(statuses(checks)).toEqual([
      ...["configuration ok", "git skipped"],
      ...["server ok", "credential ok", "repository ok", "branch ok"],
      ...["gitlab-token ok", "gitlab-token-end ok", "gitlab-scopes ok", "gitlab-project ok"],
      ...["gitlab-role ok", "gitlab-push-rules skipped"],
    ]);
  });

  it.each<[string, object, object, Token, RegExp]>([
    [
      "a scope that pushes only",
      { transport: "api" },
      {},
      { scopes: ["read_api", "write_repository"] },
      /^gitlab-scopes: /,
    ],
    [
      "a branch that is not there",
      { transport: "api" },
      { "nautes:branch": "prod" },
      {},
      /^branch: .*no branch prod/,
    ],
  ])("fails with transport api what a run would: %s", async (_, gitlab, config, token, says) => {
    const { code, checks } = await of({}, token, { gitlab, config });
    expect(code).toBe(1);
    expect(unwell(checks)).toContainEqual(expect.stringMatching(says));
  });

  it("with merge requests judges the stack's branch, and not the protected one", async () => {
    const developer = { members: { me: "developer" } } as const;
    const config = { "nautes:mergeRequest": { branch: "nautes/of-the-stack" } };
    const { code, checks } = await of(developer, {}, { config });
    expect(unwell(checks)).toEqual([]);
    expect(code).toBe(0);
    expect(checks.find(({ id }) => id === "gitlab-role")?.says).toMatch(/Developer/);
    const unnamed = await of(developer, {}, { config: { "nautes:mergeRequest": {} } });
    expect(unwell(unnamed.checks)).toEqual([]);
  });

  it("warns that the stored token is refused, where the environment's is accepted", async () => {
    const stored = "glpat-storedstoredstored";
    const { code, checks, out } = await of({}, {}, { gitlab: { token: stored } });
    expect(code).toBe(0);
    expect(unwell(checks).join("\n")).toMatch(
      /^gitlab-token-fallback: The stored token .*refused/m,
    );
    expect(out).not.toContain(stored);
  });

  it("says that a token is refused, without repeating it", async () => {
    const args = ["--gitlab-url", world.server.url, "--repository", "group/tenant"];
    const secret = "glpat-wrongwrongwrongwrong";
    const { code, checks, out } = await examined(args, {
      GITLAB_URL: world.server.url,
      GITLAB_TOKEN: secret,
    });
    expect(code).toBe(1);
    expect(statuses(checks)).toContain("credential failed");
    expect(unwell(checks)[0]).toMatch(/refused.*gitlab\.token.*\[credentials-refused\]/);
    expect(out).not.toContain(secret);
  });
});
