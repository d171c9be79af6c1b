import { join } from "node:path";

import { createGitRepo } from "../../provider/config-repo/git/git-repo";
import { configRepoContract } from "./config-repo.contract";
import { createGitlabWorld } from "./gitlab-world";

configRepoContract("git over https at a GitLab", async (files) => {
  const world = await createGitlabWorld(files);
  const { server, project, token, folder } = world;
  return {
    open: () =>
      createGitRepo({
        url: `${server.url}/group/tenant.git`,
        branch: "main",
        password: token,
        configuredAs: "gitlab",
        cacheDir: join(folder, "cache"),
      }),
    push: (changes, message) =>
      project.repository.push(changes, message === undefined ? {} : { message }),
    stop: () => world.stop(),
  };
});

it("a credential that is refused is called as the configuration calls it", async () => {
  const world = await createGitlabWorld({ a: "1\n" });
  const { server, folder } = world;
  const repo = createGitRepo({
    url: `${server.url}/group/tenant.git`,
    branch: "main",
    password: "glpat-wrong",
    configuredAs: "gitlab",
    cacheDir: join(folder, "cache"),
  });
  await expect(repo.head()).rejects.toMatchObject({
    code: "credentials-refused",
    message: expect.stringMatching(/refused.*\nSet `gitlab\.token`, or GITLAB_TOKEN/s) as string,
  });
  await repo.close();
  await world.stop();
});
