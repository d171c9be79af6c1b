import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { GitServer } from "../../sandbox/git-server";
import { startGitServer } from "../../sandbox/git-server";
import type { RecordedGit } from "../config-repo/recorded-git";
import { recordGit } from "../config-repo/recorded-git";
import { canaries, canariesBelow, canariesIn, watchingArguments } from "../support/canaries";
import type { PulumiProject, Ran } from "../support/pulumi-project";
import type { Given, Way } from "../support/secret-ways";
import { ways } from "../support/secret-ways";
import { Stage } from "../support/stage";

const runtimes = "runtimes/pp-runtime";

describe("Token, password, kubeconfig, client and cookie secret", () => {
  let stage: Stage;
  let server: GitServer;
  let recorded: RecordedGit;
  let project: PulumiProject;
  let given: Given;
  const processArguments = new Set<string>();

  beforeEach(async () => {
    stage = new Stage();
    server = await startGitServer({
      root: stage.repositories.folder,
      users: { me: { password: canaries.password } },
    });
    recorded = recordGit(stage.repositories.folder);
    processArguments.clear();
    project = await stage.project("canaries", "", {
      "nautes:repository": "nautes/tenant.git",
      "nautes:git": { url: server.url },
    });
    given = {
      url: server.url,
      password: canaries.password,
      allowSecretsInFiles: true,
      apiServer: "https://10.0.2.9:6443",
    };
  });
  afterEach(async () => {
    recorded.restore();
    stage.close();
    await server.stop();
  });

  async function run(...args: string[]): Promise<Ran> {
    const ran = await watchingArguments(() => project.pulumi(...args), processArguments);
    expect(canariesIn(ran.output)).toEqual([]);
    return ran;
  }

  /** A preview and an update of what `changes` make of the program; the code of the update. */
  async function previewAndUp(way: Way, changes: Partial<Given>): Promise<Ran> {
    await way(project, { ...given, ...changes });
    await run("preview", "--diff");
    return run("up", "--yes", "--skip-preview", "--diff");
  }

  function expectNowhereElse(): void {
    expect(canariesBelow(project.home)).toEqual({});
    const cache = join(project.folder, "cache");
    expect(readdirSync(cache, { recursive: true }).length).toBeGreaterThan(0);
    expect(canariesBelow(cache)).toEqual({});
    expect(recorded.everything()).toContain("push");
    expect(canariesIn(recorded.everything())).toEqual([]);
    expect([...processArguments].join("\n")).toContain("pulumi-resource-nautes");
    expect([...processArguments].filter((command) => canariesIn(command).length > 0)).toEqual([]);
    expect(canariesIn(stage.tenant.git("log", "--all", "--format=fuller"))).toEqual([]);
    expect(canariesIn(server.requests.join("\n"))).toEqual([]);
  }

  it.each(Object.entries(ways))("given as %s, occur nowhere in clear", async (_, way) => {
    const refused = await previewAndUp(way, { allowSecretsInFiles: false });
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("allowSecretsInFiles");
    const up = await previewAndUp(way, {});
    expect([up.code, up.code === 0 ? "" : up.output]).toEqual([0, ""]);
    const wrong = { password: canaries.wrongPassword, apiServer: "https://10.0.2.10:6443" };
    const failed = await previewAndUp(way, wrong);
    expect(failed.code).not.toBe(0);
    expect(failed.output).toMatch(/credential/i);
    await way(project, given);
    expect((await run("up", "--yes", "--skip-preview")).code).toBe(0);
    const files = [...stage.tenant.files()].map(
      ([path, text]) => [path, canariesIn(text)] as const,
    );
    expect(Object.fromEntries(files.filter(([, names]) => names.length > 0))).toEqual({
      [`${runtimes}/argocd/overlays/production/patch-argocd-cm.yaml`]: ["clientSecret"],
      [`${runtimes}/production/oauth2-proxy-app.yaml`]: ["clientSecret", "cookieSecret"],
    });
    await run("stack", "output");
    await run("stack", "export");
    const shown = await project.pulumi("stack", "export", "--show-secrets");
    expect(canariesIn(shown.output)).toEqual(
      expect.arrayContaining(["kubeconfig", "clientSecret", "cookieSecret"]),
    );
    expectNowhereElse();
    expect((await run("destroy", "--yes", "--skip-preview")).code).toBe(0);
    expectNowhereElse();
  });
});
