import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { foreignEnvironment } from "../../sandbox/bare-repository";
import { repositoryPath } from "../server";
import type { Job, Site, Writer } from "./job";

/** The least that git can do: the head without its blobs, one stream of what is known already, a push. */
export const fastImport: Writer = {
  name: "git fast-import, push",
  server: "git",
  upTo: 1_000,
  same: true,
  write(site, job) {
    importAll(site, job);
    return Promise.resolve();
  },
};

function importAll({ server, folder }: Site, { files }: Job): void {
  const gitDir = join(folder, "bare.git");
  const environment = { ...foreignEnvironment(), PATH: process.env["PATH"] };
  git(["init", "--quiet", "--bare", "--template=", gitDir]);
  const url = `${server.url}/${repositoryPath}.git`;
  git(["fetch", "--quiet", "--depth=1", "--filter=blob:none", url, "+main:refs/heads/main"]);
  git(["fast-import", "--quiet", "--date-format=now"], stream(files));
  git(["push", "--quiet", url, "main"]);

  function git(args: readonly string[], input: Buffer | string = ""): void {
    const cwd = { ...environment, GIT_DIR: gitDir };
    execFileSync("git", args, { env: cwd, input, stdio: ["pipe", "ignore", "inherit"] });
  }
}

function stream(files: Job["files"]): Buffer {
  const parts = files.map(({ path, text }) => {
    if (text === null) return `D ${path}\n`;
    return `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  });
  const committer = "committer Somebody <somebody@example.com> now";
  const begin = `commit refs/heads/main\n${committer}\ndata 0\nfrom refs/heads/main^0\n`;
  return Buffer.from(begin + parts.join(""));
}
