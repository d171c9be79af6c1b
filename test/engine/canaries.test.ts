import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { GitServer } from "../../sandbox/git-server";
import { startGitServer } from "../../sandbox/git-server";
import type { RecordedGit } from "../config-repo/recorded-git";
import { recordGit } from "../config-repo/recorded-git";
import { canaries, canariesBelow, canariesIn, watchingArguments } from "../support/canaries";
import { Plugin, rejection } from "../support/plugin";
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

  it("are in no log of -v=5; in one of -v=9 only where the engine writes down what it passes on", async () => {
    await ways["configuration secrets"]!(project, given);
    const five = await run("up", "--yes", "--skip-preview", "--logtostderr", "-v=5");
    expect([five.code, canariesIn(five.stderr)]).toEqual([0, []]);
    expect(five.stderr.length).toBeGreaterThan(10_000);
    const changed = { ...given, apiServer: "https://10.0.2.10:6443" };
    await ways["configuration secrets"]!(project, changed);
    const nine = await project.pulumi("up", "--yes", "--skip-preview", "--logtostderr", "-v=9");
    const telling = nine.stderr.split("\n").filter((line) => canariesIn(line).length > 0);
    expect(telling.length).toBeGreaterThan(0);
    expect(telling.filter((line) => !/[Mm]arshaling property for RPC\[/.test(line))).toEqual([]);
    expect(canariesIn(nine.stdout)).toEqual([]);
  });

  it("are in no word of the provider itself, also when it fails", async () => {
    const plugin = await Plugin.start({ XDG_CACHE_HOME: join(project.folder, "cache") });
    try {
      const documents = { "a.yaml": { token: canaries.clientSecret } };
      const files = {
        repository: "nautes/tenant.git",
        branch: "main",
        subject: "files",
        documents,
      };
      const urn = "urn:pulumi:dev::canaries::nautes:index:ConfigFiles::files";
      const said: string[] = [];
      for (const password of [canaries.wrongPassword, canaries.password]) {
        const git = JSON.stringify({ url: server.url, username: "me", password });
        await plugin.configure({ git });
        stage.tenant.commit({ "a.yaml": `token: ${password}\n` }, "Theirs");
        const { inputs } = await plugin.check(urn, files);
        said.push((await rejection(plugin.create(urn, inputs))).details);
      }
      expect(said.join("\n")).toMatch(/credential[^]*a\.yaml exists already/);
      expect(canariesIn(said.join("\n"))).toEqual([]);
      expect(plugin.stderr).toBe("");
      expect(plugin.stdout.join("")).toMatch(/^\d+\n$/);
    } finally {
      await plugin.stop();
    }
  });
});
