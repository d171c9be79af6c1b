import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { createBareRepository, foreignEnvironment } from "../sandbox/bare-repository";
import type { Counts } from "./server";
import { repositoryPath, startServer } from "./server";

/** Where a program's config repo is, and how the provider gets there. */
export type Via = "folder" | "git" | "gitlab" | "gitlab-api";

/** A config repo for one stack. */
export interface Remote {
  /** What the stack is configured with. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly environment: NodeJS.ProcessEnv;
  counts(): Promise<Counts>;
  /** How many files it holds; it begins with one. */
  files(): number;
  stop(): Promise<void>;
}

/** Makes a config repo; a bare repository in `folder` needs no server, and is asked without requests. */
export async function openRemote(via: Via, folder: string): Promise<Remote> {
  return via === "folder" ? inFolder(folder) : onServer(via);
}

function inFolder(folder: string): Remote {
  const dir = join(folder, `${repositoryPath}.git`);
  createBareRepository(dir, { "README.md": "config repo\n" });
  return {
    config: { "nautes:repository": repositoryPath, "nautes:git": { url: folder } },
    environment: {},
    counts() {
      const commits = Number(git(dir, "rev-list", "--count", "main"));
      return Promise.resolve({ commits, requests: 0, bytes: 0 });
    },
    files: () => filesIn(dir),
    stop: () => Promise.resolve(),
  };
}

async function onServer(via: Exclude<Via, "folder">): Promise<Remote> {
  const server = await startServer(via === "git" ? "git" : "gitlab", 0);
  const { url, token, repository } = server;
  const transport = via === "gitlab-api" ? "api" : "git";
  const access =
    via === "git" ? { "nautes:git": { url } } : { "nautes:gitlab": { url, transport } };
  return {
    config: { "nautes:repository": repositoryPath, ...access },
    environment: token === undefined ? {} : { GITLAB_TOKEN: token },
    counts: () => server.counts(),
    files: () => filesIn(repository),
    stop: () => server.stop(),
  };
}

function filesIn(repository: string): number {
  return git(repository, "ls-tree", "-r", "--name-only", "main").split("\n").length;
}

function git(repository: string, ...args: readonly string[]): string {
  const options = { env: foreignEnvironment(), maxBuffer: 2 ** 28 };
  return execFileSync("git", ["-C", repository, ...args], options)
    .toString()
    .trim();
}
