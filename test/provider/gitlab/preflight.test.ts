import type { Transport } from "../../../provider/gitlab/settings";
import { patient } from "./gitlab-world";
import { intent, startSites, type NewSite, type Sites } from "./preflight-site";

jest.setTimeout(120_000);

/** What stands in the way of a write. */
interface Case extends NewSite {
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
  "a rule for messages that are signed off": {
    project: { pushRule: { rejectNonDcoCommits: true } },
    code: "push-refused",
    says: /that are signed off, and ours.*\nSet nautes:commit\.trailers to `\{"Signed-off-by": /,
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

let sites: Sites;
beforeAll(async () => {
  sites = await startSites();
});
afterAll(() => sites.stop());

describe.each(["git", "api"] as const)("The preflight of transport %s", (transport) => {
  const rows = Object.entries(cases).filter(([, { only }]) => (only ?? transport) === transport);

  it.each(rows)("says what to do about %s, with which a write fails indeed", async (_, row) => {
    const { gitlab, path, warnings, write } = sites.site(row, transport);
    await expect(gitlab.preflight.check(intent(path), patient())).rejects.toMatchObject({
      code: row.code,
      message: expect.stringMatching(row.says) as string,
    });
    await expect(write()).rejects.toMatchObject({ name: "NautesError" });
    // Once is enough for a branch.
    await gitlab.preflight.check(intent(path), patient());
    expect(warnings).toEqual([]);
  });

  it("says nothing where a write works", async () => {
    const rules = {
      commitMessageRegex: "^Register",
      authorEmailRegex: "@",
      fileNameRegex: "pem$",
    };
    const site = sites.site({ project: { pushRule: rules } }, transport);
    const { gitlab, path, warnings, write } = site;
    await gitlab.preflight.check(intent(path), patient());
    await write();
    expect(warnings).toEqual([]);
  });

  it("tells all that is in the way at once", async () => {
    const pushRule = { commitMessageRegex: "^JIRA-", fileNameRegex: "pd" };
    const { gitlab, path } = sites.site({ project: { pushRule } }, transport);
    await expect(gitlab.preflight.check(intent(path), patient())).rejects.toThrow(
      /messages that match[^]*forbid files that match/,
    );
  });

  it("asks once for a branch, whatever comes", async () => {
    const { gitlab, path } = sites.site({}, transport);
    sites.world.server.requests.clear();
    await Promise.all([1, 2, 3].map(() => gitlab.preflight.check(intent(path), patient())));
    expect(sites.world.server.requests.count()).toBe(5);
  });
});

describe("The preflight", () => {
  it("says which setting names a branch that a rule refuses, of all but the default branch", async () => {
    const project = { pushRule: { branchNameRegex: "^(feature|fix)/" } };
    const { gitlab, path, write } = sites.site({ project }, "git");
    const own = { branch: "pulumi-nautes/clusters-dev", opensMergeRequest: true };
    await expect(gitlab.preflight.check(intent(path, own), patient())).rejects.toThrow(
      /names match `\^\(feature\|fix\)\/`, and ours would be pulumi-nautes\/clusters-dev\.\nSet nautes:mergeRequest\.branch to a branch of this stack's own that matches/,
    );
    const other = { branch: "release" };
    await expect(gitlab.preflight.check(intent(path, other), patient())).rejects.toThrow(
      /\nSet nautes:branch to a branch that matches/,
    );
    const fit = { branch: "feature/clusters-dev", opensMergeRequest: true };
    await gitlab.preflight.check(intent(path, fit), patient());
    await gitlab.preflight.check(intent(path), patient());
    await write();
  });

  const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);

  it("warns of a token that ends soon", async () => {
    const { gitlab, path, warnings } = sites.site({ expiresAt: soon }, "git");
    await gitlab.preflight.check(intent(path), patient());
    expect(warnings).toEqual([expect.stringContaining(`valid until ${soon} only`)]);
  });

  it("lets git try what the API does not tell this token, and tells its end", async () => {
    const token = { scopes: ["write_repository"], expiresAt: soon } as const;
    const { gitlab, path, warnings, write } = sites.site(token, "git");
    await gitlab.preflight.check(intent(path), patient());
    expect(warnings).toEqual([
      expect.stringContaining(`valid until ${soon} only`),
      expect.stringMatching(/was not checked beforehand: The token/),
    ]);
    await write();
  });
});
