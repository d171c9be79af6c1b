import { findSshd } from "../../sandbox/git-ssh-server";
import { configRepoContract } from "./config-repo.contract";
import { contractWorld, createGitWorld, serveBySsh } from "./git-world";

if (findSshd() === undefined && process.env["CI"] !== "true") {
  process.stderr.write("SKIPPED: git over ssh, because sshd (openssh-server) is not installed.\n");
  it.skip("git over ssh", () => undefined);
} else {
  configRepoContract("git over ssh with a key", async (files) => {
    const world = createGitWorld(files);
    return contractWorld(world, await serveBySsh(world));
  });
}
