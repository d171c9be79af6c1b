import { rejection } from "../../support/plugin";
import { oneFile, urn, World } from "../world";
import { startGitlabWorld, type GitlabWorld } from "./gitlab-world";

jest.setTimeout(60_000);

let gitlab: GitlabWorld;
let world: World;
beforeAll(async () => {
  gitlab = await startGitlabWorld();
  world = new World();
});
afterAll(async () => {
  await world.stop();
  await gitlab.stop();
});

/** A plugin that is configured for GitLab alone. */
async function configured(
  settings: Record<string, unknown>,
  environment: NodeJS.ProcessEnv = {},
): Promise<void> {
  world.plugin = await world.unconfigured(environment);
  await world.plugin.configure({
    gitlab: JSON.stringify(settings),
    batch: JSON.stringify({ quiet: 60 }),
  });
}

function tenant(name: string): ReturnType<GitlabWorld["server"]["createProject"]> {
  const members = { me: "maintainer" } as const;
  return gitlab.server.createProject({ path: `nautes/${name}`, members, files: { README: "x\n" } });
}

describe.each(["git", "api"] as const)("With GitLab's transport %s, the provider", (transport) => {
  it("writes files as the token's user, and reads them", async () => {
    const { repository, path } = tenant(`written-${transport}`);
    await configured({ url: gitlab.server.url, token: gitlab.token, transport });
    const { outputs } = await world.created("pd", { ...oneFile("pd"), repository: path });
    expect(repository.git("rev-parse", "main")).toBe(outputs["commit"]);
    expect(repository.git("show", "main:clusters/pd.yaml")).toContain("kind: Cluster");
  });

  it("goes on with the environment's token when the stored one is refused", async () => {
    const { repository, path } = tenant(`renewed-${transport}`);
    const old = gitlab.server.createToken({ kind: "personal", user: "me" });
    old.revoke();
    await configured(
      { url: gitlab.server.url, token: old.secret, transport },
      { GITLAB_URL: gitlab.server.url, GITLAB_TOKEN: gitlab.token },
    );
    const { outputs } = await world.created("pd", { ...oneFile("pd"), repository: path });
    expect(repository.git("rev-parse", "main")).toBe(outputs["commit"]);
  });
});

describe("A preview", () => {
  it("fails once for a repository that its run could not write to", async () => {
    const project = tenant("refusing");
    const { path } = project;
    project.set({ archived: true });
    await configured({ url: gitlab.server.url, token: gitlab.token });
    const planned = ["pd", "pe", "pf"].map(async (name) => {
      const inputs = { ...oneFile(name), repository: path };
      const checked = await world.plugin.check(urn(name), inputs);
      return world.plugin.create(urn(name), checked.inputs, true);
    });
    const ends = await Promise.allSettled(planned);
    const reasons = ends.flatMap((end) =>
      end.status === "rejected" ? [(end.reason as { details: string }).details] : [],
    );
    expect(reasons).toEqual([expect.stringMatching(/is archived.*\nUnarchive it.*unsuitable\]$/)]);
  });
});

describe("gitlabIds", () => {
  it("are the numbers of a group and a project, however deep", async () => {
    const made = gitlab.server.createProject({
      path: "retail/eu/shop/deploy-config",
      members: { me: "developer" },
    });
    await configured({ url: gitlab.server.url, token: gitlab.token });
    const asked = { project: "retail/eu/shop/deploy-config" };
    const { result } = await world.plugin.invoke("nautes:index:gitlabIds", asked);
    expect(result).toEqual({
      projectId: made.id,
      sshUrl: "git@127.0.0.1:retail/eu/shop/deploy-config.git",
      httpUrl: `${gitlab.server.url}/retail/eu/shop/deploy-config.git`,
    });
    const hidden = rejection(
      world.plugin.invoke("nautes:index:gitlabIds", { group: "retail/eu/shop" }),
    );
    expect((await hidden).details).toMatch(/has no groups\/retail\/eu\/shop, or does not show it/);
    const open = gitlab.server.createGroup({ path: "a/b/shop", members: { me: "guest" } });
    const group = await world.plugin.invoke("nautes:index:gitlabIds", { group: "a/b/shop" });
    expect(group.result).toEqual({ groupId: open.id });
  });

  it("are none where the server is not one of GitLab", async () => {
    await world.start();
    const answer = await world.plugin.invoke("nautes:index:gitlabIds", { group: "shop" });
    expect(answer).toEqual({ result: {}, failures: [] });
    const wrong = await world.plugin.invoke("nautes:index:gitlabIds", { group: 1 });
    expect(wrong.failures).toHaveLength(1);
  });

  it("are not looked for, nor is GitLab's client loaded, unless they are asked for", async () => {
    const { path } = tenant("unasked");
    await configured({ url: gitlab.server.url, token: gitlab.token });
    gitlab.server.requests.clear();
    const { inputs } = await world.plugin.check(urn("pd"), { ...oneFile("pd"), repository: path });
    await world.plugin.create(urn("pd"), inputs);
    expect(gitlab.server.requests.count(undefined, /^\/projects\/:id/)).toBe(0);
  });
});
