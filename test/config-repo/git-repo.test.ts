import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { GitSettings } from "../../provider/config-repo/git/settings";
import { createServerCertificate } from "../../sandbox/certificates";
import { startGitServer } from "../../sandbox/git-server";
import { findSshd } from "../../sandbox/git-ssh-server";
import { configRepoContract } from "./config-repo.contract";
import { createGitWorld, serveBySsh, type GitWorld } from "./git-world";
import type { World } from "./world";

/** The contract's world, once a server is started that `settings` reach. */
function worldOf(
  world: GitWorld,
  settings: Partial<GitSettings>,
  stop: () => Promise<void> = () => Promise.resolve(),
): World {
  return {
    open: () => world.open(settings),
    push: (files, message) => world.server.push(files, message === undefined ? {} : { message }),
    async stop() {
      await world.stop();
      await stop();
    },
  };
}

configRepoContract("git in a local folder", (files) =>
  Promise.resolve(worldOf(createGitWorld(files), {})),
);

configRepoContract("git over file://", (files) => {
  const world = createGitWorld(files);
  world.server.git("config", "uploadpack.allowFilter", "true");
  return Promise.resolve(worldOf(world, { url: pathToFileURL(world.server.dir).href }));
});

configRepoContract("git over https with a password", async (files) => {
  const world = createGitWorld(files);
  const tls = createServerCertificate(join(world.folder, "tls"));
  const users = { writer: { password: "pässw:örd 'x'" } };
  const server = await startGitServer({ root: join(world.folder, "srv"), tls, users });
  const settings = {
    url: `${server.url}/group/tenant.git`,
    username: "writer",
    password: users.writer.password,
    caCertificate: tls.authority,
  };
  return worldOf(world, settings, () => server.stop());
});

if (findSshd() === undefined && process.env["CI"] !== "true") {
  process.stderr.write("SKIPPED: git over ssh, because sshd (openssh-server) is not installed.\n");
} else {
  configRepoContract("git over ssh with a key", async (files) => {
    const world = createGitWorld(files);
    return worldOf(world, await serveBySsh(world));
  });
}
