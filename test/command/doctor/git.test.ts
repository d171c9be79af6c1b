import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { freePort } from "../../../sandbox/process";
import { RepositoryFolder } from "../../support/bare-repository";
import { doctor, examined, statuses, unwell } from "./examined";

const repositories = new RepositoryFolder();
afterAll(() => repositories.remove());

function at(repository: string, ...more: string[]): string[] {
  return ["--url", repositories.folder, "--repository", repository, ...more];
}

describe("The doctor, of a Git server", () => {
  it("finds all well where a run would work, and changes nothing", async () => {
    const tenant = repositories.create("nautes/well", { "a.yaml": "kind: A\n" });
    const before = [tenant.head(), tenant.objects()];
    const { code, ok, err, checks } = await examined(at("nautes/well"));
    expect([code, ok, err]).toEqual([0, true, ""]);
    expect(statuses(checks)).toEqual([
      "configuration ok",
      "git ok",
      "server ok",
      "credential ok",
      "repository ok",
      "branch ok",
      "push ok",
    ]);
    expect([tenant.head(), tenant.objects()]).toEqual(before);
  });

  it("says of a branch that is not there which ones are", async () => {
    repositories.create("nautes/branchless", { "a.yaml": "kind: A\n" });
    const { code, checks } = await examined(at("nautes/branchless", "--branch", "prod"));
    expect(code).toBe(1);
    expect(statuses(checks)).toEqual(
      expect.arrayContaining(["repository ok", "branch failed"]) as string[],
    );
    expect(unwell(checks)).toEqual([
      expect.stringMatching(/no branch prod.*one that it has \(main\).*\[branch-not-found\]/),
    ]);
  });

  it("says of a repository that is not there, and of what comes after that it was not looked at", async () => {
    const { code, checks } = await examined(at("nautes/nowhere"));
    expect(code).toBe(1);
    expect(statuses(checks).slice(2)).toEqual([
      "server ok",
      "credential skipped",
      "repository failed",
      "branch skipped",
    ]);
    expect(unwell(checks)[0]).toMatch(/There is no repository at .*git init --bare/);
  });

  it("says of an empty repository what to do", async () => {
    repositories.create("nautes/empty", {});
    const { code, checks } = await examined(at("nautes/empty"));
    expect(code).toBe(1);
    expect(unwell(checks)[0]).toMatch(/^branch: .*is empty.*Make a first commit.*repository-empty/);
  });

  it("says of a server that does not answer, and of no credential then", async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, checks } = await examined(["--url", url, "--repository", "nautes/tenant"]);
    expect(code).toBe(1);
    expect(statuses(checks).slice(2)).toEqual([
      "server failed",
      "credential skipped",
      "repository skipped",
      "branch skipped",
    ]);
  });

  it("says of a git that is too old which one is needed, and looks at no repository", async () => {
    repositories.create("nautes/oldest", { "a.yaml": "kind: A\n" });
    const bin = join(repositories.folder, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "git"), "#!/bin/sh\necho git version 2.20.1\n", { mode: 0o755 });
    const { code, checks } = await examined(at("nautes/oldest"), { PATH: bin });
    expect(code).toBe(1);
    expect(statuses(checks)).toEqual(["configuration ok", "git failed"]);
    expect(unwell(checks)[0]).toMatch(
      /^git: Git 2\.34 or newer is needed.*2\.20\.1.*Install a newer git.*\[local-failure\]/,
    );
  });

  it("says that there is no git", async () => {
    const { checks } = await examined(at("nautes/any"), { PATH: join(repositories.folder, "no") });
    expect(unwell(checks)).toEqual([expect.stringMatching(/^git: .*git.*\[local-failure\]$/)]);
  });

  const isRoot = process.getuid?.() === 0;
  (isRoot ? it.skip : it)("says of a folder that this user may not write", async () => {
    const tenant = repositories.create("nautes/readonly", { "a.yaml": "kind: A\n" });
    chmodSync(join(tenant.path, "refs"), 0o500);
    const { checks } = await examined(at("nautes/readonly"));
    chmodSync(join(tenant.path, "refs"), 0o700);
    expect(unwell(checks)[0]).toMatch(/^push: This user may not write/);
  });

  it("looks at the repositories of products, too, each under its name", async () => {
    repositories.create("nautes/both", { "a.yaml": "kind: A\n" });
    const product = "shop/default.project";
    const { code, checks } = await examined(at("nautes/both", "--product-repository", product));
    expect(code).toBe(1);
    const failed = checks.filter(({ status }) => status === "failed");
    expect(failed.map(({ id, about }) => [id, about])).toEqual([["repository", product]]);
  });
});

describe("The doctor's command line", () => {
  it("reports for people: what, how it is, and the remedy", async () => {
    const { code, out } = await doctor(at("nautes/none"));
    expect(code).toBe(1);
    expect(out).toMatch(
      /^ok {7}configuration {2}The configuration \(options\) means the branch main/,
    );
    expect(out).toMatch(/\n\nnautes\/none:\nok {7}server/);
    expect(out).toMatch(
      /\nfailed {3}repository {5}There is no repository.*\n {24}Check `repository`/,
    );
    expect(out).toMatch(/\d ok, 0 warnings, 1 failed, 2 skipped\.\n$/);
  });

  it.each([
    [["x"], /options only/],
    [["--rights", "all"], /install or runtime/],
    [["--kubeconfig", "/nowhere/at/all", "--node-port", "0"], /cannot be read \(ENOENT\)/],
    [["--node-port", "0", "--kubeconfig", "/dev/null"], /1 to 65535/],
    [["--node-port", "1"], /give --kubeconfig/],
    [["--chart", "traefik"], /REPOSITORY#NAME@VERSION/],
    [["--url", "/x", "--gitlab-url", "https://x"], /two servers/],
  ])("%j is wrong usage", async (args, says) => {
    const { code, out, err } = await doctor(args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(says);
  });
});
