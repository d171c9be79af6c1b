import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createGitRepo } from "../../provider/config-repo/git/git-repo";
import { resolveRepositoryUrl } from "../../provider/config-repo/git/repository-url";
import type { GitSettings } from "../../provider/config-repo/git/settings";

it.each([
  ["ssh://git@git.example.com", "nautes/tenant", "ssh://git@git.example.com/nautes/tenant"],
  [
    "ssh://git@git.example.com:2222/",
    "/nautes/tenant.git",
    "ssh://git@git.example.com:2222/nautes/tenant.git",
  ],
  ["https://git.example.com/scm", "nautes/tenant", "https://git.example.com/scm/nautes/tenant"],
  ["git@git.example.com:group", "tenant", "git@git.example.com:group/tenant"],
  ["git@git.example.com:", "group/tenant", "git@git.example.com:group/tenant"],
  ["http://127.0.0.1:8080", "a/b", "http://127.0.0.1:8080/a/b"],
  ["http://[::1]:8080", "a/b", "http://[::1]:8080/a/b"],
  ["http://localhost", "a/b", "http://localhost/a/b"],
])("%s and %s make %s", (base, repository, url) => {
  expect(resolveRepositoryUrl(base, repository)).toBe(url);
});

it("in a local folder the repository is found with or without .git, whichever exists", () => {
  const base = mkdtempSync(join(tmpdir(), "nautes-url-"));
  try {
    mkdirSync(join(base, "a", "with.git"), { recursive: true });
    mkdirSync(join(base, "a", "without"));
    expect(resolveRepositoryUrl(base, "a/with")).toBe(join(base, "a", "with.git"));
    expect(resolveRepositoryUrl(base, "a/with.git")).toBe(join(base, "a", "with.git"));
    expect(resolveRepositoryUrl(base, "a/without.git")).toBe(join(base, "a", "without"));
    expect(resolveRepositoryUrl(`file://${base}`, "a/with")).toBe(`file://${base}/a/with.git`);
    expect(resolveRepositoryUrl(base, "a/none")).toBe(join(base, "a", "none"));
  } finally {
    rmSync(base, { recursive: true });
  }
});

it.each([
  ["http://git.example.com", "a", "send the credential in clear"],
  ["http://127.0.0.1.example.com", "a", "send the credential in clear"],
  ["https://me:hunter22@git.example.com", "a", "carries a password"],
  ["ftp://git.example.com", "a", "not reached by `ftp://`"],
  ["ext::sh -c date", "a", "none that can be used"],
  ["--upload-pack=date", "a", "none that can be used"],
  ["ssh://-oProxyCommand=date/x", "a", "names no host"],
  ["", "a", "none that can be used"],
  ["https://git.example.com", "", "not the path of a repository"],
  ["https://git.example.com", "../other", "not the path of a repository"],
  ["https://git.example.com", "-x", "not the path of a repository"],
  ["https://git.example.com", "a/b?c", "not the path of a repository"],
  ["https://git.example.com", "a\nb", "not the path of a repository"],
])("the base %j with the repository %j is refused: it %s", (base, repository, words) => {
  let message = "";
  try {
    resolveRepositoryUrl(base, repository);
  } catch (error) {
    expect(error).toMatchObject({ code: "invalid-configuration" });
    message = String(error);
  }
  expect(message).toContain(words);
  expect(message).not.toContain("hunter22");
});

it.each([
  "",
  "-f",
  "a..b",
  "a b",
  "a~1",
  "refs/",
  ".hidden",
  "x.lock",
  "a/.b",
  "@",
  "a@{0}",
  "new\nline",
  "a*",
])("%j is refused as the name of a branch", (branch) => {
  expect(refusal({ url: "/nowhere", branch })).toMatchObject({ at: "branch" });
});

it("a person's name cannot forge a header of the commit", () => {
  const author = { name: "A\ncommitter B", email: "a@example.com" };
  const settings = { url: "/nowhere", branch: "main", author };
  expect(refusal(settings)).toMatchObject({ at: "commit.author" });
});

function refusal(settings: GitSettings): unknown {
  try {
    createGitRepo(settings);
  } catch (error) {
    expect(error).toMatchObject({ code: "invalid-configuration" });
    return error;
  }
  return undefined;
}
