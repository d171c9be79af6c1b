import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { createServerCertificate } from "../../sandbox/certificates";
import { startGitServer } from "../../sandbox/git-server";
import { configRepoContract } from "./config-repo.contract";
import { contractWorld, createGitWorld } from "./git-world";

configRepoContract("git in a local folder", (files) =>
  Promise.resolve(contractWorld(createGitWorld(files), {})),
);

configRepoContract("git over file://", (files) => {
  const world = createGitWorld(files);
  world.server.git("config", "uploadpack.allowFilter", "true");
  return Promise.resolve(contractWorld(world, { url: pathToFileURL(world.server.dir).href }));
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
  world.onStop(() => server.stop());
  return contractWorld(world, settings);
});
