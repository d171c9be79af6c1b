import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { ConfigRepo } from "../../provider/config-repo/config-repo";
import { createGitRepo } from "../../provider/config-repo/git/git-repo";
import type { GitSettings } from "../../provider/config-repo/git/settings";
import { createSshKey, startGitSshServer } from "../../sandbox/git-ssh-server";
import { createBareRepository, type BareRepository } from "../../sandbox/bare-repository";
import type { World } from "./world";

/** A bare repository in a temporary folder, and ways to open it. */
export interface GitWorld {
  /** Everything of this test is below. */
  readonly folder: string;
  readonly cacheDir: string;
  readonly server: BareRepository;
  /** Opens the repository by its folder, or as `settings` say. */
  open(settings?: Partial<GitSettings>): ConfigRepo;
  /** Closes what was opened. */
  close(): Promise<void>;
  /** Has something more ended by `stop`. */
  onStop(end: () => Promise<void>): void;
  /** Closes what was opened, ends what is to be ended, and removes the folder. */
  stop(): Promise<void>;
}

/** Makes a world whose repository `group/tenant.git` has a first commit of `files`, or is empty. */
export function createGitWorld(files?: Readonly<Record<string, string>>): GitWorld {
  const folder = mkdtempSync(join(tmpdir(), "nautes-git-"));
  const server = createBareRepository(join(folder, "srv", "group", "tenant.git"), files);
  const cacheDir = join(folder, "cache");
  const opened: ConfigRepo[] = [];
  const ends: (() => Promise<void>)[] = [];
  async function close(): Promise<void> {
    await Promise.all(opened.splice(0).map((repo) => repo.close()));
  }
  return {
    folder,
    cacheDir,
    server,
    open(settings = {}) {
      const repo = createGitRepo({ url: server.dir, branch: "main", cacheDir, ...settings });
      opened.push(repo);
      return repo;
    },
    close,
    onStop: (end) => void ends.push(end),
    async stop() {
      await close();
      await Promise.all(ends.splice(0).map((end) => end()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The contract's world, when the repository is opened as `settings` say. */
export function contractWorld(world: GitWorld, settings: Partial<GitSettings>): World {
  return {
    open: () => world.open(settings),
    push: (files, message) => world.server.push(files, message === undefined ? {} : { message }),
    stop: () => world.stop(),
  };
}

/** Starts sshd for a world and answers how to reach it, with one key that may push, or only read. */
export async function serveBySsh(
  world: GitWorld,
  options: { protocol2?: boolean; filters?: boolean; push?: boolean } = {},
): Promise<Partial<GitSettings>> {
  const key = createSshKey(join(world.folder, "key"));
  const server = await startGitSshServer({
    ...options,
    dir: join(world.folder, "sshd"),
    root: join(world.folder, "srv"),
    keys: [{ publicKey: key.publicKey, push: options.push ?? true }],
  });
  const url = `${server.url}/group/tenant.git`;
  world.onStop(() => server.stop());
  return { url, privateKey: key.privateKey, knownHosts: server.knownHosts };
}
