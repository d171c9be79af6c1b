import { join } from "node:path";

import type { ConfigRepo } from "../../../provider/config-repo/config-repo";
import { createGitRepo } from "../../../provider/config-repo/git/git-repo";
import { createGitlabRepo } from "../../../provider/config-repo/gitlab/gitlab-repo";
import { openGitlab, type OpenGitlab } from "../../../provider/gitlab/open-gitlab";
import type { Intent } from "../../../provider/gitlab/preflight";
import type { Transport } from "../../../provider/gitlab/settings";
import type { Gitlab } from "../../../sandbox/gitlab/gitlab";
import { patient, startGitlabWorld, type GitlabWorld } from "./gitlab-world";

jest.setTimeout(120_000);

type NewProject = Partial<Parameters<Gitlab["createProject"]>[0]>;
type Scopes = NonNullable<Parameters<Gitlab["createToken"]>[0]["scopes"]>;

/** What stands in the way of a write. */
interface Case {
  readonly project?: NewProject;
  readonly scopes?: Scopes;
  readonly archived?: boolean;
  readonly says: RegExp;
  readonly code: string;
  /** @default both */
  readonly only?: Transport;
}

const cases: Readonly<Record<string, Case>> = {
  "a token without the scope to write": {
    scopes: ["read_api", "read_repository"],
    code: "permission-denied",
    says: /token "test" may not write to .*: its scopes are read_api.*\nMake one with the scope `/,
  },
  "a token that may neither write nor ask": {
    scopes: ["read_repository"],
    code: "permission-denied",
    says: /token "test" may not write to .*: its scopes are read_repository\.\nMake one/,
  },
  "an archived project": {
    archived: true,
    code: "repository-unsuitable",
    says: /is archived.*\nUnarchive it/,
  },
  "a user who may only read": {
    project: { members: { me: "reporter" } },
    code: "permission-denied",
    says: /where the user me has the role Reporter\.\nGive the user the role Developer/,
  },
  "a branch that is protected against the user": {
    project: { members: { me: "developer" } },
    code: "push-refused",
    says: /branch main of .* is protected: others may push to it, and the user me has the role Dev/,
  },
  "a branch that nobody may push to": {
    project: { members: { me: "maintainer" }, protect: { push: "no one", merge: "maintainer" } },
    code: "push-refused",
    says: /is protected: No one may push to it.*\nAllow the user to push/,
  },
  "a rule for messages": {
    project: { pushRule: { commitMessageRegex: "^JIRA-\\d+" } },
    code: "push-refused",
    says: /messages that match `\^JIRA-.*begin with "Register cluster pd"\.\nSet nautes:commit\.message/,
  },
  "a rule against words in messages": {
    project: { pushRule: { commitMessageNegativeRegex: "Register" } },
    code: "push-refused",
    says: /forbid commit messages that match `Register`/,
  },
  "a rule for the author's address": {
    project: { pushRule: { authorEmailRegex: "@corp\\.example$" } },
    code: "push-refused",
    says: /addresses that match `@corp.*the author of our commits has (me@|pulumi-nautes@)/,
  },
  "a rule for files' names": {
    project: { pushRule: { fileNameRegex: "\\.yaml$" } },
    code: "push-refused",
    says: /forbid files that match `\\\.yaml\$`, such as clusters\/pd\.yaml/,
  },
  "a rule for members as authors": {
    project: { pushRule: { memberCheck: true } },
    code: "push-refused",
    only: "git",
    says: /want members as authors.*nobody.*\nSet nautes:commit\.author/,
  },
  "a rule for the user who pushes as committer": {
    project: { pushRule: { commitCommitterCheck: true } },
    code: "push-refused",
    only: "git",
    says: /want the user who pushes as committer/,
  },
  "a rule for signatures": {
    project: { pushRule: { rejectUnsignedCommits: true } },
    code: "push-refused",
    only: "git",
    says: /want signed commits.*\nSet nautes:commit\.signingKey/,
  },
};

let world: GitlabWorld;
let count = 0;
const opened: OpenGitlab[] = [];
const repos: ConfigRepo[] = [];
beforeAll(async () => {
  world = await startGitlabWorld();
});
afterAll(async () => {
  await Promise.all([...opened, ...repos].map((one) => one.close()));
  await world.stop();
});

const message = "Register cluster pd\n\nPulumi-Stack: clusters/dev\n";

function intent(project: string): Intent {
  return {
    project,
    branch: "main",
    message,
    paths: ["clusters/pd.yaml"],
    authorEmail: undefined,
    committerEmail: undefined,
    isSigned: false,
    opensMergeRequest: false,
  };
}

/** A project like the case's, opened with its token. */
function site(
  { project, scopes, archived }: Partial<Case>,
  transport: Transport,
  warn: (message: string) => void = () => undefined,
  expiresAt?: string,
) {
  const path = `nautes/tenant${++count}`;
  const made = world.server.createProject({
    path,
    members: { me: "maintainer" },
    files: { README: "x\n" },
    ...project,
  });
  if (archived === true) made.set({ archived });
  const kind = { kind: "personal", user: "me" } as const;
  const { secret } = world.server.createToken({
    ...kind,
    ...(scopes === undefined ? {} : { scopes }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
  const { url } = world.server;
  const settings = { url, token: secret, fallbackToken: undefined, caCertificate: undefined };
  const gitlab = openGitlab({ ...settings, transport }, warn);
  opened.push(gitlab);
  const repo =
    transport === "api"
      ? createGitlabRepo({ gitlab, project: path, branch: "main" })
      : createGitRepo({
          url: `${url}/${path}.git`,
          branch: "main",
          password: secret,
          cacheDir: join(world.folder, "cache"),
        });
  repos.push(repo);
  return { gitlab, repo, path };
}

async function write(repo: ConfigRepo): Promise<unknown> {
  const changes = [{ path: "clusters/pd.yaml", text: "kind: Cluster\n" }];
  return repo.commit(changes, message, await repo.head());
}

describe.each(["git", "api"] as const)("The preflight of transport %s", (transport) => {
  const rows = Object.entries(cases).filter(([, { only }]) => (only ?? transport) === transport);

  it.each(rows)("says what to do about %s, with which a write fails indeed", async (_, row) => {
    const warnings: string[] = [];
    const { gitlab, repo, path } = site(row, transport, (message) => warnings.push(message));
    await expect(gitlab.preflight.check(intent(path), patient())).rejects.toMatchObject({
      code: row.code,
      message: expect.stringMatching(row.says) as string,
    });
    await expect(write(repo)).rejects.toMatchObject({ name: "NautesError" });
    // Once is enough for a branch.
    await gitlab.preflight.check(intent(path), patient());
    expect(warnings).toEqual([]);
  });

  it("says nothing where a write works", async () => {
    const warnings: string[] = [];
    const rules = {
      commitMessageRegex: "^Register",
      authorEmailRegex: "@",
      fileNameRegex: "pem$",
    };
    const { gitlab, repo, path } = site({ project: { pushRule: rules } }, transport, (message) =>
      warnings.push(message),
    );
    await gitlab.preflight.check(intent(path), patient());
    await write(repo);
    expect(warnings).toEqual([]);
  });

  it("tells all that is in the way at once", async () => {
    const pushRule = { commitMessageRegex: "^JIRA-", fileNameRegex: "pd" };
    const { gitlab, path } = site({ project: { pushRule } }, transport);
    await expect(gitlab.preflight.check(intent(path), patient())).rejects.toThrow(
      /messages that match[^]*forbid files that match/,
    );
  });

  it("asks once for a branch, whatever comes", async () => {
    const { gitlab, path } = site({}, transport);
    world.server.requests.clear();
    await Promise.all([1, 2, 3].map(() => gitlab.preflight.check(intent(path), patient())));
    expect(world.server.requests.count()).toBe(5);
  });
});

describe("The preflight", () => {
  const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);

  it("warns of a token that ends soon", async () => {
    const warnings: string[] = [];
    const { gitlab, path } = site({}, "git", (message) => warnings.push(message), soon);
    await gitlab.preflight.check(intent(path), patient());
    expect(warnings).toEqual([expect.stringContaining(`valid until ${soon} only`)]);
  });

  it("lets git try what the API does not tell this token, and tells its end", async () => {
    const warnings: string[] = [];
    const scopes: Scopes = ["write_repository"];
    const { gitlab, repo, path } = site({ scopes }, "git", (said) => warnings.push(said), soon);
    await gitlab.preflight.check(intent(path), patient());
    expect(warnings).toEqual([
      expect.stringContaining(`valid until ${soon} only`),
      expect.stringMatching(/was not checked beforehand: The token/),
    ]);
    await write(repo);
  });
});
